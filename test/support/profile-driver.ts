import { isDeepStrictEqual } from "node:util";
import type { Emulator } from "@/emulator";
import type { ProfileInputs, ProfileState } from "@/provider/model/types";
import { type CallOptions, createEmulatorContext } from "./handler-context";
import { isPartialFailure } from "./hooks";
import { type ProfileHooks, type ProfileKind, profileKind } from "./profile-kinds";

/** What a preview or an `up` decides to do. */
export type Step = "create" | "replace" | "same" | "update";

/**
 * One profile and its state, hook by hook through the door, as the engine takes it. Each operation has a service of its
 * own, as each run of Pulumi has a process of its own. `test/e2e` shows the same on the real engine.
 */
export interface ProfileDriver {
	readonly inputs: ProfileInputs | undefined;
	readonly outputs: ProfileState | undefined;
	/** The lines said since the last operation began. */
	readonly lines: readonly string[];
	create(inputs: ProfileInputs): Promise<void>;
	update(inputs: ProfileInputs): Promise<void>;
	/** Reads by the account alone, as `Profile.get` does. */
	get(account: string): Promise<Partial<ProfileState>>;
	/** Whether the engine would show a change. */
	diff(inputs: ProfileInputs): Promise<boolean>;
	delete(): Promise<void>;
	/** Gives whether the engine would show a change. */
	refresh(): Promise<boolean>;
	/** All that one `pulumi up` does, with a refresh before it or without. */
	up(inputs: ProfileInputs, options?: { readonly refresh: boolean }): Promise<Step>;
	/** What an `up` would do. */
	preview(inputs: ProfileInputs): Promise<Step>;
	/** What a new operation does at each hook, without the door: to call one by itself. */
	hooks(): ProfileHooks;
}

/** What manages a profile, and how its calls differ from the defaults. */
export interface ProfileDriverOptions extends CallOptions {
	/** What manages the profile. @default a `Profile` */
	readonly kind?: ProfileKind;
}

/** A profile without a state. */
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
			inputs ??= news; // a failed update keeps the old inputs, a failed create the new ones
			failedBefore = true;
			throw error;
		}
	};
	const state = () => outputs ?? fail("there is no state");
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
