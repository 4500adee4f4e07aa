import assert from "node:assert/strict";
import type { FaultRule } from "../../emulator/faults";
import { isPartialFailure } from "../../provider/lifecycle/partial-failure";
import { type OneProfile, oneProfile, QUICK_RETRY } from "../support/one-profile";
import { assertClean, assertTelling, messagesOf } from "./evidence";
import { before, holds, isTrue, type Operation } from "./operations";
import { type Ending, endingOf, type Row } from "./rows";
import type { Site } from "./site";

/** How often the fault of a cell happens. */
export type Mode = "always" | "once";

/** What a cell showed. */
export interface Shown {
	readonly ending: Ending;
	readonly calls: number;
}

const LEVEL = "Tag_Profile_IM_Level";
/** Attempts of a call whose connection a restart takes away. */
const PATIENT_RETRY = { ...QUICK_RETRY, maxRetries: 8, baseDelayMs: 20, maxDelayMs: 40 };

interface Outcome {
	readonly error?: unknown;
	readonly isTrue: boolean;
}

/** Runs one cell and asserts all that must hold in every cell, and that it ends as its row says. */
export async function runCell(
	site: Site,
	{ row, operation, mode }: { row: Row; operation: Operation; mode: Mode },
): Promise<Shown> {
	site.reset();
	const retry = row.effect.do === "restart" && mode === "once" ? PATIENT_RETRY : QUICK_RETRY;
	const profile = oneProfile(site.emulator, { ...timeoutOf(row), retry });
	if (operation.existing) await prepare(site, profile);
	const old = profile.outputs;
	const seen = site.emulator.requests.length;
	const rules = rulesOf(row, operation, mode);
	const outcome = await outcomeOf(site.during(rules, mode, () => operation.run(profile, site)));
	const calls = site.emulator.requests.length - seen;
	const met = site.met();
	if (outcome.error === undefined) assertSaid(profile.lines);
	else assertFailed(outcome.error, { site, profile, old, row });
	assertClean({ said: [outcome.error, profile.lines], kept: site.emulator.requests });
	assertBounded(calls, { row, operation, mode: met ? mode : undefined });
	await site.lift();
	await assertHeals(site, profile, operation);
	const ending = endingIn(outcome, { met });
	const expected = isReached(row, operation) ? endingOf(row[mode], operation.name) : "unmet";
	assert.equal(ending, expected, `ends as ${ending}, not as ${expected}: ${messagesOf(outcome.error).join("; ")}`);
	return { ending, calls };
}

/** Whether an operation makes the call that a row's fault waits for. */
export function isReached({ place }: Row, { calls, verifies }: Operation): boolean {
	return place === "read" ? calls > 0 : verifies !== undefined;
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

/** The rules that put a row's fault at its place in an operation. */
function rulesOf({ effect, place }: Row, { verifies }: Operation, mode: Mode): readonly FaultRule[] {
	const isDown = effect.do === "restart";
	const fault = isDown ? ({ do: "drop", effect: "before" } as const) : effect;
	const times = mode === "once" && !isDown ? { times: 1 } : {};
	const command = place === "write" ? "portrait_set" : "portrait_get";
	if (place !== "verify") return [{ when: { command }, effect: fault, ...times }];
	if (verifies === undefined) return [];
	const looks = Array.from({ length: mode === "once" && !isDown ? 1 : 20 }, (_, at) => verifies + at);
	return looks.map((nth) => ({ when: { command, nth }, effect: fault, times: 1 }));
}

function endingIn({ error, isTrue }: Outcome, { met }: { readonly met: boolean }): Ending {
	if (error !== undefined) return "fails";
	if (!met && isTrue) return "unmet";
	return isTrue ? "survives" : "late";
}

function assertSaid(lines: readonly string[]): void {
	for (const line of lines) assert.match(line, /^alice: [^\r\n]+$/);
}

/** A failure tells why; the state is as it was, or what was read back. */
function assertFailed(
	error: unknown,
	{ site, profile, old, row }: { site: Site; profile: OneProfile; old: OneProfile["outputs"]; row: Row },
): void {
	assertTelling(error, "alice");
	if (!isPartialFailure(error)) {
		const refreshed = profile.outputs === undefined || isTrue(profile, site.emulator);
		assert.ok(profile.outputs === old || refreshed, "a failure that says nothing of the state changed it");
		return;
	}
	assert.ok(profile.outputs?.__provider, "the properties lack __provider");
	if (row.effect.do !== "stale") assert.ok(isTrue(profile, site.emulator), "the state of a partial failure is false");
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

/** A call is made again so often and no oftener. What a restart takes away is in no log, so it is not counted. */
function assertBounded(
	calls: number,
	{ row, operation, mode }: { row: Row; operation: Operation; mode: Mode | undefined },
): void {
	if (row.effect.do === "restart") return;
	const again = { once: 1, always: QUICK_RETRY.maxRetries };
	const extra = mode === "always" ? (row.extraCalls ?? 0) : (row.extraCallsOnce ?? row.extraCalls ?? 0);
	const most = mode === undefined ? operation.calls : operation.calls + again[mode] + extra;
	assert.ok(calls <= most, `${calls} calls, at most ${most} are allowed`);
}

function timeoutOf({ timeoutMs }: Row): { readonly timeoutMs?: number } {
	return timeoutMs === undefined ? {} : { timeoutMs };
}
