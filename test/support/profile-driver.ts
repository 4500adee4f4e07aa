import { isDeepStrictEqual } from "node:util";
import type { Emulator } from "@/emulator";
import type { ProfileInputs, ProfileState } from "@/provider/model/types";
import { type CallOptions, createEmulatorContext } from "./handler-context";
import { isPartialFailure } from "./hooks";
import { type ProfileHooks, type ProfileKind, profileKind } from "./profile-kinds";

/** The operation on the resource that a preview shows or an `up` runs. */
export type Step = "create" | "replace" | "same" | "update";

/**
 * Runs operations on one profile through the hooks and keeps its state, as the engine does. Each operation uses a new
 * context, because each run of Pulumi has a new provider process. `test/e2e` tests the same on the real engine.
 */
export interface ProfileDriver {
	readonly inputs: ProfileInputs | undefined;
	readonly outputs: ProfileState | undefined;
	/** The lines that the hooks logged since the start of the last operation. */
	readonly lines: readonly string[];
	create(inputs: ProfileInputs): Promise<void>;
	update(inputs: ProfileInputs): Promise<void>;
	/** Looks up an account, as `Profile.get` does. */
	get(account: string): Promise<Partial<ProfileState>>;
	/** Runs `diff`. Returns whether the engine would show a change. */
	diff(inputs: ProfileInputs): Promise<boolean>;
	delete(): Promise<void>;
	/** Refreshes the resource. Returns whether the refresh changed the state. */
	refresh(): Promise<boolean>;
	/** Runs an `up`, after a refresh if `refresh` is true. */
	up(inputs: ProfileInputs, options?: { readonly refresh: boolean }): Promise<Step>;
	/** Previews an `up`. */
	preview(inputs: ProfileInputs): Promise<Step>;
	/** Returns the hooks of a new operation, for a test that calls a single hook. */
	hooks(): ProfileHooks;
}

/** Options of {@link createProfileDriver}. */
export interface ProfileDriverOptions extends CallOptions {
	/** The kind of resource that manages the profile. @defaultValue `Profile` */
	readonly kind?: ProfileKind;
}

/** Creates a driver with an empty state. */
export function createProfileDriver(emulator: Emulator, options: ProfileDriverOptions = {}): ProfileDriver {
	let inputs: ProfileInputs | undefined;
	let outputs: ProfileState | undefined;
	let failedBefore = false;
	let lines: string[] = [];

	const { kind = profileKind } = options;
	const newContext = () => {
		lines = [];
		return createEmulatorContext(emulator, (line) => lines.push(line), options);
	};
	const hooks = () => kind.hooks(newContext());

	const keep = async (news: ProfileInputs, work: () => Promise<{ readonly outs?: ProfileState }>) => {
		try {
			outputs = (await work()).outs;
			inputs = news;
			failedBefore = false;
		} catch (error) {
			if (!isPartialFailure(error)) throw error;
			outputs = error.properties as ProfileState;
			inputs ??= news; // a failed update keeps the old inputs; a failed create stores the new inputs
			failedBefore = true;
			throw error;
		}
	};
	const state = () => outputs ?? fail("the profile is not in the state");
	const create = ({ create }: ProfileHooks, news: ProfileInputs) => keep(news, () => create(news));
	const update = ({ update }: ProfileHooks, news: ProfileInputs) =>
		keep(news, () => update(state().account, state(), news));
	const change = async ({ diff }: ProfileHooks, news: ProfileInputs): Promise<Step> => {
		const { changes, replaces = [] } = (await diff(state().account, state(), news)) ?? {};
		if (replaces.length > 0) return "replace";
		return (changes ?? !isDeepStrictEqual(inputs, news)) ? "update" : "same";
	};
	const refresh = async ({ read }: ProfileHooks) => {
		if (outputs === undefined) return false;
		const before = inputs;
		const found = await read(outputs.account, outputs);
		const exists = found.id !== undefined;
		outputs = exists ? (found.props as ProfileState) : undefined;
		inputs = exists ? (found.inputs as ProfileInputs) : undefined;
		failedBefore = false;
		return !isDeepStrictEqual(before, inputs);
	};
	const decide = async (each: ProfileHooks, news: ProfileInputs): Promise<Step> => {
		const { failures = [] } = (await each.check(inputs ?? {}, news)) ?? {};
		if (failures.length > 0) fail(failures.map(({ reason }) => reason).join("; "));
		if (outputs === undefined) return "create";
		const step = await change(each, news);
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
		diff: async (news) => (await change(hooks(), news)) !== "same",
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
			const old = outputs;
			if (step === "create" || step === "replace") await create(each, news);
			if (step === "update") await update(each, news);
			if (step === "replace" && old !== undefined) await each.delete(old.account, old);
			return step;
		},
		preview: (news) => decide(hooks(), news),
		hooks: () => kind.hooks(newContext()),
	};
}

function fail(message: string): never {
	throw new Error(message);
}
