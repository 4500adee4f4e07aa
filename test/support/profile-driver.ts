import { isDeepStrictEqual } from "node:util";
import type { Emulator } from "@/emulator";
import type { ProfileInputs, ProfileState } from "@/provider/model/types";
import { type CallOptions, contextOf } from "./handler-context";
import { isPartialFailure } from "./hooks";
import { type Kind, type ProfileHooks, profileKind } from "./profile-kinds";

/** The source text of the provider in a state; tests need any text. */
const PROVIDER_TEXT = "the text of the provider";

type Inputs = ProfileInputs & { readonly __provider: string };

type State = ProfileState & { readonly __provider: string };

/** The step that a preview or an `up` takes. */
export type Step = "create" | "replace" | "same" | "update";

/**
 * Runs the operations of the engine on one profile, and keeps its state. Each operation has its own service, as each run of
 * Pulumi has its own process. `test/e2e` does the same on the real engine.
 */
export interface ProfileDriver {
	readonly inputs: ProfileInputs | undefined;
	readonly outputs: State | undefined;
	/** The lines logged since the last operation began. */
	readonly lines: readonly string[];
	create(inputs: ProfileInputs): Promise<void>;
	update(inputs: ProfileInputs): Promise<void>;
	/** Looks the account up, as `Profile.get` does. */
	get(account: string): Promise<Partial<ProfileState>>;
	/** Returns whether the engine would show a change. */
	diff(inputs: ProfileInputs): Promise<boolean>;
	delete(): Promise<void>;
	/** Refreshes the state. Returns whether the engine would show a change. */
	refresh(): Promise<boolean>;
	/** Does what one `pulumi up` does, after a refresh or without one. */
	up(inputs: ProfileInputs, options?: { readonly refresh: boolean }): Promise<Step>;
	/** Returns the step that an `up` would take. */
	preview(inputs: ProfileInputs): Promise<Step>;
	/** Returns the hooks of a new operation. */
	lifecycle(): ProfileHooks;
}

/** Options of {@link oneProfile}. */
export interface ProfileOptions extends CallOptions {
	/** The kind of resource that manages the profile. @defaultValue a `Profile` */
	readonly kind?: Kind;
}

/** Returns inputs or outputs without the text of the provider. */
export function bare<T extends object>(stored: T): Omit<T, "__provider">;
export function bare<T extends object>(stored: T | undefined): Omit<T, "__provider"> | undefined;
export function bare<T extends object>(stored: T | undefined): Omit<T, "__provider"> | undefined {
	if (stored === undefined) return undefined;
	const { __provider, ...rest } = stored as T & { readonly __provider?: string };
	return rest;
}

/** Creates a driver without a state. */
export function oneProfile(emulator: Emulator, options: ProfileOptions = {}): ProfileDriver {
	let inputs: Inputs | undefined;
	let outputs: State | undefined;
	let failedBefore = false;
	let lines: string[] = [];

	const { kind = profileKind } = options;
	const hooks = () => {
		lines = [];
		return kind.hooks(contextOf(emulator, (line) => lines.push(line), options));
	};
	const state = () => bare(outputs ?? fail("there is no state"));

	const keep = async (news: ProfileInputs, work: () => Promise<{ readonly outs?: ProfileState }>) => {
		try {
			const { outs } = await work();
			outputs = withText(outs ?? fail("there are no outputs"));
			inputs = withText(news);
			failedBefore = false;
		} catch (error) {
			if (!isPartialFailure(error)) throw error;
			outputs = withText(error.properties as ProfileState);
			inputs ??= withText(news); // a failed update keeps the old inputs, a failed create the new ones
			failedBefore = true;
			throw error;
		}
	};
	const create = ({ create }: ProfileHooks, news: ProfileInputs) => keep(news, () => create(news));
	const update = ({ update }: ProfileHooks, news: ProfileInputs) =>
		keep(news, () => update(state().account, state(), news));
	const compare = async ({ diff }: ProfileHooks, news: ProfileInputs): Promise<Step> => {
		const { changes, replaces = [] } = await diff(state().account, state(), news);
		if (replaces.length > 0) return "replace";
		return (changes ?? !isDeepStrictEqual(bare(inputs), news)) ? "update" : "same";
	};
	const refresh = async ({ read }: ProfileHooks) => {
		if (outputs === undefined) return false;
		const before = inputs;
		const found = await read(outputs.account, state());
		const exists = found.id !== undefined;
		outputs = exists ? withText(found.props as ProfileState) : undefined;
		inputs = exists ? withText(found.inputs as ProfileInputs) : undefined;
		failedBefore = false;
		return !isDeepStrictEqual(before, inputs);
	};
	const decide = async (each: ProfileHooks, news: ProfileInputs): Promise<Step> => {
		const { failures = [] } = await each.check(bare(inputs) ?? {}, news);
		if (failures.length > 0) fail(failures.map(({ reason }) => reason).join("; "));
		if (outputs === undefined) return "create";
		const step = await compare(each, news);
		return step === "same" && failedBefore ? "update" : step;
	};

	return {
		get inputs() {
			return inputs;
		},
		get outputs() {
			return outputs;
		},
		get lines() {
			return lines;
		},
		create: (news) => create(hooks(), news),
		update: (news) => update(hooks(), news),
		get: async (account) => (await hooks().read(account, {})).props ?? {},
		diff: async (news) => (await compare(hooks(), news)) !== "same",
		async delete() {
			await hooks().delete(state().account, state());
			outputs = undefined;
			inputs = undefined;
		},
		refresh: () => refresh(hooks()),
		async up(news, { refresh: isFirst } = { refresh: false }) {
			const each = hooks();
			if (isFirst) await refresh(each);
			const step = await decide(each, news);
			const old = bare(outputs);
			if (step === "create" || step === "replace") await create(each, news);
			if (step === "update") await update(each, news);
			if (step === "replace" && old !== undefined) await each.delete(old.account, old);
			return step;
		},
		preview: (news) => decide(hooks(), news),
		lifecycle: hooks,
	};
}

function withText<T extends object>(stored: T): T & { readonly __provider: string } {
	return { ...stored, __provider: PROVIDER_TEXT };
}

function fail(message: string): never {
	throw new Error(message);
}
