import assert from "node:assert/strict";
import type { FaultRule } from "@/emulator/faults";
import type { CallOptions } from "@/test/support/handler-context";
import { assertErrorMessages, assertNoSecrets, messagesOf } from "./assertions";
import type { FaultEnvironment } from "./fault-environment";
import type { Operation } from "./operations";
import type { ResourceDriver, ResourceUnderTest } from "./resource-under-test";
import type { CellResult, Mode } from "./rows";

/** An operation, and the faults that are active while it runs. */
export interface FaultRun<Declared, Driver extends ResourceDriver<Declared>> {
	readonly resource: ResourceUnderTest<Declared, Driver>;
	readonly operation: Operation<Declared, Driver>;
	readonly rules: readonly FaultRule[];
	/** Options of the client that makes the calls. */
	readonly options?: CallOptions;
	/**
	 * The mode of a restarting environment. `once`: the emulator restarts immediately. `always`: it stays stopped.
	 * @defaultValue "always"
	 */
	readonly mode?: Mode;
	/** Whether the state must be correct after a failure, because no fault makes a read stale. */
	readonly isStateReliable: boolean;
	/** Returns the most calls that the operation may make when faults were applied `firedCount` times. */
	maxCalls(firedCount: number): number;
}

/** The result of {@link runWithFault}. */
export interface FaultRunResult {
	readonly result: CellResult;
	readonly calls: number;
	/** The number of calls to which a fault was applied. */
	readonly firedCount: number;
	/** The messages of the operation's errors. */
	readonly messages: readonly string[];
}

interface OperationReport {
	/** The errors, one for each resource that failed. */
	readonly errors: readonly unknown[];
	/** Whether the operation's result or the state is correct. */
	readonly isCorrect: boolean;
}

/**
 * Runs an operation with faults from the initial state. Asserts what must hold for every fault: the messages and the
 * state are correct, the number of calls is limited, and a further `up` without faults completes the work.
 */
export async function runWithFault<Declared, Driver extends ResourceDriver<Declared>>(
	environment: FaultEnvironment,
	run: FaultRun<Declared, Driver>,
): Promise<FaultRunResult> {
	const { resource, operation, rules, options = {}, mode = "always", isStateReliable } = run;
	environment.reset();
	const driver = resource.createDriver(environment.emulator, options);
	await operation.prepare?.(driver, environment);
	const old = driver.outputs;
	const seen = environment.emulator.requests.length;
	const outcome = await reportOperation(
		environment.runWithFaults(rules, mode, () => operation.run(driver, environment)),
	);
	const calls = environment.emulator.requests.length - seen;
	const firedCount = environment.firedCount();
	const { errors } = outcome;
	if (errors.length === 0) assertMessages(driver.lines, resource.accounts);
	else {
		assertErrorMessages(errors, resource.accounts);
		resource.assertStateAfterFailure(driver, { emulator: environment.emulator, errors, old, isStateReliable });
	}
	assertNoSecrets({ output: [...errors, driver.lines], stored: environment.emulator.requests });
	const most = run.maxCalls(firedCount);
	assert.ok(calls <= most, `expected at most ${most} calls, got ${calls}`);
	await environment.clearFaults();
	await assertRecovers(environment, driver, run);
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

/**
 * Asserts that an `up` without faults applies the declared inputs, and that previews before and after a refresh show no
 * change.
 */
async function assertRecovers<Declared, Driver extends ResourceDriver<Declared>>(
	{ emulator }: FaultEnvironment,
	driver: Driver,
	{ resource: { isApplied, isStateCorrect }, operation: { declared } }: FaultRun<Declared, Driver>,
): Promise<void> {
	await driver.up(declared);
	assert.ok(
		isApplied(emulator, declared) && isStateCorrect(driver, emulator),
		"the up without faults did not apply the declared inputs",
	);
	assert.equal(await driver.preview(declared), "same", "the preview after the up shows a change");
	assert.deepEqual(driver.lines, []);
	await driver.refresh();
	assert.equal(await driver.preview(declared), "same", "the preview after the refresh shows a change");
}
