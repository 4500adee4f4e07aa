import assert from "node:assert/strict";
import type { FaultRule } from "../../emulator/faults";
import { isPartialFailure } from "../../provider/lifecycle/partial-failure";
import { type OneProfile, oneProfile, type ProfileOptions } from "../support/one-profile";
import { assertClean, assertTelling, messagesOf } from "./evidence";
import { before, holds, isTrue, type Operation } from "./operations";
import type { Ending, Mode } from "./rows";
import type { Site } from "./site";

/** An operation under some faults. */
export interface Trial {
	readonly operation: Operation;
	readonly rules: readonly FaultRule[];
	/** How the profile's calls differ from those of `oneProfile`. */
	readonly options?: ProfileOptions;
	/** What a site that restarts does. @default "always" */
	readonly mode?: Mode;
	/** Whether the state after a failure is the truth, and not only marked as failed. */
	readonly isStateTrue: boolean;
	/** The most calls that the operation may make, where its faults met a call so often. */
	mostCalls(fired: number): number;
}

/** What a trial showed. */
export interface Tried {
	readonly ending: Ending;
	readonly calls: number;
	/** How often a fault met a call. */
	readonly fired: number;
	/** What a person would see of its error; empty without one. */
	readonly messages: readonly string[];
}

const LEVEL = "Tag_Profile_IM_Level";

interface Outcome {
	readonly error?: unknown;
	readonly isTrue: boolean;
}

/**
 * Runs an operation under its faults from a fresh start, and asserts all that must hold whatever the faults are: what is
 * said and kept, the bound of its calls, and that one more `up` without them finishes the work.
 */
export async function runTrial(site: Site, trial: Trial): Promise<Tried> {
	const { operation, rules, options, mode = "always" } = trial;
	site.reset();
	const profile = oneProfile(site.emulator, options);
	if (operation.existing) await prepare(site, profile);
	const old = profile.outputs;
	const seen = site.emulator.requests.length;
	const outcome = await outcomeOf(site.during(rules, mode, () => operation.run(profile, site)));
	const calls = site.emulator.requests.length - seen;
	const fired = site.fired();
	if (outcome.error === undefined) assertSaid(profile.lines);
	else assertFailed(outcome.error, { site, profile, old, isStateTrue: trial.isStateTrue });
	assertClean({ said: [outcome.error, profile.lines], kept: site.emulator.requests });
	const most = trial.mostCalls(fired);
	assert.ok(calls <= most, `${calls} calls, at most ${most} are allowed`);
	await site.lift();
	await assertHeals(site, profile, operation);
	const messages = outcome.error === undefined ? [] : messagesOf(outcome.error);
	return { ending: endingIn(outcome, fired), calls, fired, messages };
}

async function prepare({ emulator }: Site, profile: OneProfile): Promise<void> {
	await profile.up(before);
	emulator.setProfile("alice", { [LEVEL]: 9 });
}

async function outcomeOf(work: Promise<boolean>): Promise<Outcome> {
	try {
		return { isTrue: await work };
	} catch (error) {
		return { error, isTrue: false };
	}
}

function endingIn({ error, isTrue }: Outcome, fired: number): Ending {
	if (error !== undefined) return "fails";
	if (fired === 0 && isTrue) return "unmet";
	return isTrue ? "survives" : "late";
}

function assertSaid(lines: readonly string[]): void {
	for (const line of lines) assert.match(line, /^alice: [^\r\n]+$/);
}

interface Failed {
	readonly site: Site;
	readonly profile: OneProfile;
	readonly old: OneProfile["outputs"];
	readonly isStateTrue: boolean;
}

/** A failure tells why; the state is as it was, or what was read back. */
function assertFailed(error: unknown, { site, profile, old, isStateTrue }: Failed): void {
	assertTelling(error, "alice");
	if (!isPartialFailure(error)) {
		const isRefreshed = profile.outputs === undefined || isTrue(profile, site.emulator) || !isStateTrue;
		assert.ok(profile.outputs === old || isRefreshed, "a failure that says nothing of the state changed it");
		return;
	}
	assert.ok(profile.outputs?.__provider, "the properties lack __provider");
	if (isStateTrue) assert.ok(isTrue(profile, site.emulator), "the state of a partial failure is false");
}

/** With the fault gone, one more `up` brings all to what is declared, and nothing is left to do. */
async function assertHeals({ emulator }: Site, profile: OneProfile, { declared }: Operation): Promise<void> {
	await profile.up(declared);
	assert.ok(holds(emulator, declared) && isTrue(profile, emulator), "one more up does not bring what is declared");
	assert.equal(await profile.preview(declared), "same", "the plan after it is not empty");
	assert.deepEqual(profile.lines, []);
	await profile.refresh();
	assert.equal(await profile.preview(declared), "same", "the plan after a refresh is not empty");
}
