import assert from "node:assert/strict";
import type { FaultRule } from "@/emulator/faults";
import type { CallOptions } from "@/test/support/handler-context";
import { assertErrorMessages, assertNoSecrets, messagesOf } from "./assertions";
import type { FaultEnvironment } from "./fault-environment";
import type { Operation } from "./operations";
import type { ResourceDriver, ResourceUnderTest } from "./resource-under-test";
import type { CellResult, Mode } from "./rows";

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
	readonly isStateReliable: boolean;
	/** The most calls that the operation may make, where its faults met a call so often. */
	maxCalls(firedCount: number): number;
}

/** What a trial showed. */
export interface FaultRunResult {
	readonly result: CellResult;
	readonly calls: number;
	/** How often a fault met a call. */
	readonly firedCount: number;
	/** What a person would see of its errors; empty without one. */
	readonly messages: readonly string[];
}

interface OperationReport {
	/** One for each resource that failed. */
	readonly errors: readonly unknown[];
	/** Whether the answer or the state is correct. */
	readonly isCorrect: boolean;
}

/**
 * Runs an operation under its faults from a fresh start, and asserts all that must hold whatever the faults are: what is
 * said and kept, the bound of its calls, and that one more `up` without them finishes the work.
 */
export async function runWithFault<Declared, Thing extends ResourceDriver<Declared>>(
	site: FaultEnvironment,
	trial: FaultRun<Declared, Thing>,
): Promise<FaultRunResult> {
	const { subject, operation, rules, options = {}, mode = "always", isStateReliable } = trial;
	site.reset();
	const thing = subject.createDriver(site.emulator, options);
	await operation.prepare?.(thing, site);
	const old = thing.outputs;
	const seen = site.emulator.requests.length;
	const outcome = await reportOperation(site.runWithFaults(rules, mode, () => operation.run(thing, site)));
	const calls = site.emulator.requests.length - seen;
	const firedCount = site.firedCount();
	const { errors } = outcome;
	if (errors.length === 0) assertMessages(thing.lines, subject.accounts);
	else {
		assertErrorMessages(errors, subject.accounts);
		subject.assertStateAfterFailure(thing, { emulator: site.emulator, errors, old, isStateReliable });
	}
	assertNoSecrets({ said: [...errors, thing.lines], kept: site.emulator.requests });
	const most = trial.maxCalls(firedCount);
	assert.ok(calls <= most, `${calls} calls, at most ${most} are allowed`);
	await site.clearFaults();
	await assertRecovers(site, thing, trial);
	return { result: toCellResult(outcome, firedCount), calls, firedCount, messages: errors.flatMap(messagesOf) };
}

async function reportOperation(work: Promise<boolean>): Promise<OperationReport> {
	try {
		return { errors: [], isCorrect: await work };
	} catch (error) {
		return { errors: error instanceof AggregateError ? error.errors : [error], isCorrect: false };
	}
}

function toCellResult({ errors, isCorrect }: OperationReport, firedCount: number): CellResult {
	if (errors.length > 0) return "fails";
	if (firedCount === 0 && isCorrect) return "unmet";
	return isCorrect ? "survives" : "late";
}

function assertMessages(lines: readonly string[], accounts: readonly string[]): void {
	for (const line of lines) {
		assert.match(line, /^\S+: [^\r\n]+$/);
		assert.ok(accounts.includes(line.split(": ")[0] ?? ""), line);
	}
}

/** With the faults gone, one more `up` brings all to what is declared, and nothing is left to do. */
async function assertRecovers<Declared, Thing extends ResourceDriver<Declared>>(
	{ emulator }: FaultEnvironment,
	thing: Thing,
	{ subject: { isApplied, isStateCorrect }, operation: { declared } }: FaultRun<Declared, Thing>,
): Promise<void> {
	await thing.up(declared);
	assert.ok(
		isApplied(emulator, declared) && isStateCorrect(thing, emulator),
		"one more up does not bring what is declared",
	);
	assert.equal(await thing.preview(declared), "same", "the plan after it is not empty");
	assert.deepEqual(thing.lines, []);
	await thing.refresh();
	assert.equal(await thing.preview(declared), "same", "the plan after a refresh is not empty");
}
