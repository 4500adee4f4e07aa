import assert from "node:assert/strict";
import type { FaultRule } from "@/emulator/faults";
import type { CallOptions } from "@/test/support/handler-context";
import { assertClean, assertTelling, messagesOf } from "./assertions";
import type { FaultEnvironment } from "./fault-environment";
import type { Operation } from "./operations";
import type { ResourceDriver, ResourceUnderTest } from "./resource-under-test";
import type { Ending, Mode } from "./rows";

/** An operation under some faults. */
export interface FaultRun<Declared, Thing extends ResourceDriver<Declared>> {
	readonly subject: ResourceUnderTest<Declared, Thing>;
	readonly operation: Operation<Declared, Thing>;
	readonly rules: readonly FaultRule[];
	/** How the calls differ from the defaults. */
	readonly options?: CallOptions;
	/** What a site that restarts does. @default "always" */
	readonly mode?: Mode;
	/** Whether the state after a failure is the truth, and not only marked as failed. */
	readonly isStateTrue: boolean;
	/** The most calls that the operation may make, where its faults met a call so often. */
	mostCalls(fired: number): number;
}

/** What a trial showed. */
export interface FaultRunResult {
	readonly ending: Ending;
	readonly calls: number;
	/** How often a fault met a call. */
	readonly fired: number;
	/** What a person would see of its errors; empty without one. */
	readonly messages: readonly string[];
}

interface Outcome {
	/** One for each resource that failed. */
	readonly errors: readonly unknown[];
	readonly isTrue: boolean;
}

/**
 * Runs an operation under its faults from a fresh start, and asserts all that must hold whatever the faults are: what is
 * said and kept, the bound of its calls, and that one more `up` without them finishes the work.
 */
export async function runWithFault<Declared, Thing extends ResourceDriver<Declared>>(
	site: FaultEnvironment,
	trial: FaultRun<Declared, Thing>,
): Promise<FaultRunResult> {
	const { subject, operation, rules, options = {}, mode = "always", isStateTrue } = trial;
	site.reset();
	const thing = subject.make(site.emulator, options);
	await operation.prepare?.(thing, site);
	const old = thing.outputs;
	const seen = site.emulator.requests.length;
	const outcome = await outcomeOf(site.runWithFaults(rules, mode, () => operation.run(thing, site)));
	const calls = site.emulator.requests.length - seen;
	const fired = site.fired();
	const { errors } = outcome;
	if (errors.length === 0) assertSaid(thing.lines, subject.accounts);
	else {
		assertTelling(errors, subject.accounts);
		subject.assertKept(thing, { emulator: site.emulator, errors, old, isStateTrue });
	}
	assertClean({ said: [...errors, thing.lines], kept: site.emulator.requests });
	const most = trial.mostCalls(fired);
	assert.ok(calls <= most, `${calls} calls, at most ${most} are allowed`);
	await site.clearFaults();
	await assertHeals(site, thing, trial);
	return { ending: endingIn(outcome, fired), calls, fired, messages: errors.flatMap(messagesOf) };
}

async function outcomeOf(work: Promise<boolean>): Promise<Outcome> {
	try {
		return { errors: [], isTrue: await work };
	} catch (error) {
		return { errors: error instanceof AggregateError ? error.errors : [error], isTrue: false };
	}
}

function endingIn({ errors, isTrue }: Outcome, fired: number): Ending {
	if (errors.length > 0) return "fails";
	if (fired === 0 && isTrue) return "unmet";
	return isTrue ? "survives" : "late";
}

function assertSaid(lines: readonly string[], accounts: readonly string[]): void {
	for (const line of lines) {
		assert.match(line, /^\S+: [^\r\n]+$/);
		assert.ok(accounts.includes(line.split(": ")[0] ?? ""), line);
	}
}

/** With the faults gone, one more `up` brings all to what is declared, and nothing is left to do. */
async function assertHeals<Declared, Thing extends ResourceDriver<Declared>>(
	{ emulator }: FaultEnvironment,
	thing: Thing,
	{ subject: { holds, isTrue }, operation: { declared } }: FaultRun<Declared, Thing>,
): Promise<void> {
	await thing.up(declared);
	assert.ok(holds(emulator, declared) && isTrue(thing, emulator), "one more up does not bring what is declared");
	assert.equal(await thing.preview(declared), "same", "the plan after it is not empty");
	assert.deepEqual(thing.lines, []);
	await thing.refresh();
	assert.equal(await thing.preview(declared), "same", "the plan after a refresh is not empty");
}
