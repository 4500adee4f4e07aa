import { isDeepStrictEqual } from "node:util";
import type { Emulator } from "../../emulator";
import { connect } from "../../provider/connect";
import { checkProfile } from "../../provider/lifecycle/check";
import { isPartialFailure } from "../../provider/lifecycle/partial-failure";
import { type ProfileLifecycle, profileLifecycle } from "../../provider/lifecycle/profile";
import type { ProfileInputs, ProfileState } from "../../provider/profile/types";

/** What a plan is: what the engine would do to the resource. */
export type Plan = "create" | "replace" | "same" | "update";

/**
 * One `Profile` through the steps that Pulumi takes with it, without the engine: for tests of the lifecycle. Each operation
 * has a service of its own, as each run of Pulumi has a process of its own. `test/e2e` shows the same on the real engine.
 */
export interface LifecycleStack {
	/** What the state holds: inputs and outputs; nothing before the first `up`, and after a refresh found the account gone. */
	readonly inputs: ProfileInputs | undefined;
	readonly outputs: ProfileState | undefined;
	/** Lines that the hooks said since the last operation began. */
	readonly lines: readonly string[];
	preview(inputs: ProfileInputs): Promise<Plan>;
	/** Errors: what the hook threw; a partial failure has changed the state first, as the engine does. */
	up(inputs: ProfileInputs): Promise<Plan>;
	/** Gives whether anything but the spelling changed. */
	refresh(): Promise<boolean>;
	/** The hooks of a new operation, to call one by itself. */
	hooks(): ProfileLifecycle;
}

/** How a lifecycle stack differs from the defaults. */
export interface LifecycleStackOptions {
	/** Environment beside the emulator's. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	/** @default few and short, so that a test of a lost write does not wait */
	readonly readBackDelaysMs?: readonly number[];
}

/** A stack with one profile on an emulator. */
export function lifecycleStack(emulator: Emulator, options: LifecycleStackOptions = {}): LifecycleStack {
	let inputs: ProfileInputs | undefined;
	let outputs: ProfileState | undefined;
	let failedBefore = false;
	let lines: string[] = [];

	const hooks = () => {
		lines = [];
		const env = { ...emulator.env, ...options.env };
		const context = connect(
			{ config: () => undefined, env },
			{
				services: new Map(),
				say: (line) => lines.push(line),
				retry: { maxRetries: 3, baseDelayMs: 1, maxDelayMs: 2, maxTotalMs: 10_000 },
				readBackDelaysMs: options.readBackDelaysMs ?? [1, 2, 4],
			},
		);
		return profileLifecycle(context);
	};

	const plan = async (lifecycle: ProfileLifecycle, news: ProfileInputs): Promise<Plan> => {
		const { failures = [] } = checkProfile(inputs ?? {}, { ...news }, (line) => lines.push(line));
		if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
		if (outputs === undefined) return "create";
		const answer = await lifecycle.diff(outputs.account, outputs, news);
		if ((answer.replaces ?? []).length > 0) return "replace";
		const changes = answer.changes ?? !isDeepStrictEqual(inputs, news);
		return changes || failedBefore ? "update" : "same";
	};

	const apply = async (lifecycle: ProfileLifecycle, step: Plan, news: ProfileInputs) => {
		const old = outputs;
		if (step === "update" && old !== undefined) {
			outputs = (await lifecycle.update(old.account, old, news)).outs;
		} else if (step !== "same") {
			outputs = (await lifecycle.create(news)).outs;
		}
		if (step === "replace" && old !== undefined) await lifecycle.delete(old.account, old);
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
		preview: (news) => plan(hooks(), news),
		async up(news) {
			const lifecycle = hooks();
			const step = await plan(lifecycle, news);
			try {
				await apply(lifecycle, step, news);
				failedBefore = false;
				inputs = news;
			} catch (error) {
				if (isPartialFailure(error)) {
					failedBefore = true;
					outputs = error.properties as ProfileState;
					inputs ??= news; // a failed update keeps the old inputs, a failed create the new ones
				}
				throw error;
			}
			return step;
		},
		async refresh() {
			if (outputs === undefined) return false;
			const read = await hooks().read(outputs.account, outputs);
			const changed = !isDeepStrictEqual(read.inputs, inputs);
			outputs = read.props as ProfileState | undefined;
			inputs = read.inputs as ProfileInputs | undefined;
			failedBefore = false;
			return changed;
		},
		hooks,
	};
}
