import fc from "fast-check";
import type { FaultCondition, FaultEffect, FaultRule } from "@/emulator/faults";
import { QUICK_RETRY } from "@/test/support/handler-context";
import { faultCommands } from "./cell";
import type { Operation, OperationName } from "./operations";
import type { ResourceDriver, ResourceUnderTest } from "./resource-under-test";
import type { CellResult } from "./rows";

interface RandomFault {
	readonly commands: readonly string[];
	readonly effect: FaultEffect;
}

/**
 * Returns the faults of a matrix that can be combined at random, each with the commands that it matches. Three kinds of
 * faults are omitted: restarts, because they are not fault rules; faults with a short time-out, which a call on a busy
 * machine can exceed without a fault; and lost writes that the operation cannot detect.
 */
function listFaults<Declared, Driver extends ResourceDriver<Declared>>({
	rows,
	commands,
}: ResourceUnderTest<Declared, Driver>): readonly RandomFault[] {
	return rows.flatMap((row) => {
		const { effect, place, timeoutMs, once } = row;
		if (effect.do === "restart" || timeoutMs !== undefined || place === "call") return [];
		const isBelieved = effect.do === "lose" && once === "late";
		return isBelieved ? [] : [{ commands: faultCommands(row, commands), effect }];
	});
}

/**
 * Generates a fault. Each kind of effect is equally likely, although the matrix has more rows of error codes than of
 * other effects.
 */
function randomFault(faults: readonly RandomFault[]): fc.Arbitrary<RandomFault> {
	const kinds = [...new Set(faults.map(({ effect }) => effect.do))];
	return fc.oneof(...kinds.map((kind) => fc.constantFrom(...faults.filter(({ effect }) => effect.do === kind))));
}

/** Generates the calls that a fault applies to: one call, every nth call, or random calls. */
const frequency: fc.Arbitrary<Pick<FaultCondition, "every" | "nth" | "probability">> = fc.oneof(
	fc.record({ nth: fc.integer({ min: 1, max: 3 }) }),
	fc.record({ every: fc.integer({ min: 1, max: 3 }) }),
	fc.record({ probability: fc.integer({ min: 3, max: 9 }).map((tenths) => tenths / 10) }),
);

function randomRule(reached: readonly RandomFault[]): fc.Arbitrary<FaultRule> {
	const times = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
	return fc
		.record({ fault: randomFault(reached), cadence: frequency, times })
		.map(({ fault: { commands, effect }, cadence, times }) => ({
			when: { command: commands, ...cadence },
			...(times !== undefined && { times }),
			effect,
		}));
}

/** An operation of a matrix, with several fault rules. */
export interface RandomCell {
	readonly operation: OperationName;
	readonly rules: readonly FaultRule[];
}

/**
 * Generates an operation that makes calls, with one to three faults. A cell is plain data, so the report of a failed
 * run is enough to repeat it.
 */
export function randomCell<Declared, Driver extends ResourceDriver<Declared>>(
	resource: ResourceUnderTest<Declared, Driver>,
): fc.Arbitrary<RandomCell> {
	const drawables = listFaults(resource);
	return fc.constantFrom(...resource.operations.filter(({ calls }) => calls > 0)).chain((operation) => {
		const reached = drawables.filter(({ commands }) => commands.some((each) => operation.commands.includes(each)));
		return fc.record({
			operation: fc.constant(operation.name),
			rules: fc.array(randomRule(reached), { minLength: 1, maxLength: 3 }),
		});
	});
}

/**
 * Returns whether the state must be correct after a partial failure. Two faults can affect both a write and the read
 * that verifies it, so that the state can be wrong.
 */
export function isStateReliable(rules: readonly FaultRule[]): boolean {
	return rules.length === 1 && rules.every(({ effect }) => effect.do !== "stale");
}

/** Fault rules, and the number of calls to which they were applied. */
export interface MetFaults {
	readonly rules: readonly FaultRule[];
	readonly firedCount: number;
}

/**
 * Returns the highest permitted number of calls of an operation whose faults were applied `firedCount` times. Each
 * additional call follows a fault, and no call is made more often than the retry policy allows.
 */
export function maxCalls<Declared, Driver extends ResourceDriver<Declared>>(
	{ commands, extraCalls }: ResourceUnderTest<Declared, Driver>,
	operation: Operation<Declared, Driver>,
	{ rules, firedCount }: MetFaults,
): number {
	if (firedCount === 0) return operation.calls;
	const writes = operation.commands.some((command) => commands.write.includes(command));
	const own = operation.calls + (writes ? extraCalls : 0);
	const attempts = 1 + QUICK_RETRY.maxRetries;
	const readAgain = rules.some(({ effect }) => effect.do === "answer-account") ? attempts : 1;
	const renewals = rules.some(({ effect }) => causesRenewal(effect)) ? 2 : 1;
	return Math.min(own + firedCount, own * attempts * readAgain * renewals);
}

/** Returns the possible results of an operation whose faults were applied `firedCount` times. */
export function allowedResults({ rules, firedCount }: MetFaults): readonly CellResult[] {
	if (firedCount === 0) return ["unmet"];
	if (firedCount <= QUICK_RETRY.maxRetries && rules.every(({ effect }) => isRetried(effect))) return ["survives"];
	return rules.some(({ effect }) => isMisleading(effect)) ? ["survives", "fails", "late"] : ["survives", "fails"];
}

const RENEWAL_CODES: readonly number[] = [70001, 70052];

const RETRIED_CODES: readonly number[] = [
	...[40006, 60007, 60008, 60011, 60018, 91000],
	...[70169, 70202, 70500, 30006, 30007, 30008, 10002, 10006],
];

const MISSING_CODES: readonly number[] = [40003, 70107];

/** Returns whether a fault makes the client renew the UserSig and repeat the call immediately. */
function causesRenewal(effect: FaultEffect): boolean {
	return effect.do === "expire-user-sigs" || (effect.do === "answer" && RENEWAL_CODES.includes(effect.code));
}

/** Returns whether a fault makes the client retry the call. */
function isRetried(effect: FaultEffect): boolean {
	if (effect.do === "answer") return RETRIED_CODES.includes(effect.code);
	if (effect.do === "body") return effect.body === "cut" || effect.status === 502;
	return effect.do === "drop";
}

/** Returns whether a fault makes a read return stale or wrong data. */
function isMisleading(effect: FaultEffect): boolean {
	return effect.do === "stale" || (effect.do === "answer-account" && MISSING_CODES.includes(effect.code));
}
