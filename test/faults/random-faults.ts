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
 * The faults of a matrix, each for the commands that it is meant for. A restart is no rule, what needs a short timeout would
 * let a busy machine draw faults of its own, and that an answered call is believed is no matter of chance.
 */
function listFaults<Declared, Thing extends ResourceDriver<Declared>>({
	rows,
	commands,
}: ResourceUnderTest<Declared, Thing>): readonly RandomFault[] {
	return rows.flatMap((row) => {
		const { effect, place, timeoutMs, once } = row;
		if (effect.do === "restart" || timeoutMs !== undefined || place === "call") return [];
		const isBelieved = effect.do === "lose" && once === "late";
		return isBelieved ? [] : [{ commands: faultCommands(row, commands), effect }];
	});
}

/** Faults of each kind alike, though the matrix has many codes and one kind of loss. */
function randomFault(faults: readonly RandomFault[]): fc.Arbitrary<RandomFault> {
	const kinds = [...new Set(faults.map(({ effect }) => effect.do))];
	return fc.oneof(...kinds.map((kind) => fc.constantFrom(...faults.filter(({ effect }) => effect.do === kind))));
}

/** How often: one call, each kth, or by chance. */
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

/** An operation of a matrix, and the faults that meet it together. */
export interface RandomCell {
	readonly operation: OperationName;
	readonly rules: readonly FaultRule[];
}

/** Any operation that makes calls, under one to three faults. Plain data, so that a report says all that it takes. */
export function randomCell<Declared, Thing extends ResourceDriver<Declared>>(
	subject: ResourceUnderTest<Declared, Thing>,
): fc.Arbitrary<RandomCell> {
	const drawables = listFaults(subject);
	return fc.constantFrom(...subject.operations.filter(({ calls }) => calls > 0)).chain((operation) => {
		const reached = drawables.filter(({ commands }) => commands.some((each) => operation.commands.includes(each)));
		return fc.record({
			operation: fc.constant(operation.name),
			rules: fc.array(randomRule(reached), { minLength: 1, maxLength: 3 }),
		});
	});
}

/** Whether the state of a partial failure must be the truth: two faults together may hide a write and its read-back. */
export function isStateReliable(rules: readonly FaultRule[]): boolean {
	return rules.length === 1 && rules.every(({ effect }) => effect.do !== "stale");
}

/** Some faults, and how often they met a call. */
export interface MetFaults {
	readonly rules: readonly FaultRule[];
	readonly firedCount: number;
}

/**
 * The most calls of an operation whose faults met a call so often. Beside what refusals and losses may ask for, each further
 * call has a fault to answer for, and no call is made oftener than the retries allow.
 */
export function maxCalls<Declared, Thing extends ResourceDriver<Declared>>(
	{ commands, extraCalls }: ResourceUnderTest<Declared, Thing>,
	operation: Operation<Declared, Thing>,
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

/** How an operation may end under some faults that met its calls so often. */
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

/** Whether a call that meets this is made again at once, with a new UserSig. */
function causesRenewal(effect: FaultEffect): boolean {
	return effect.do === "expire-user-sigs" || (effect.do === "answer" && RENEWAL_CODES.includes(effect.code));
}

/** Whether a call that meets this is made again, until it is through or the retries are used up. */
function isRetried(effect: FaultEffect): boolean {
	if (effect.do === "answer") return RETRIED_CODES.includes(effect.code);
	if (effect.do === "body") return effect.body === "cut" || effect.status === 502;
	return effect.do === "drop";
}

/** Whether a read may believe an answer that is not the truth. */
function isMisleading(effect: FaultEffect): boolean {
	return effect.do === "stale" || (effect.do === "answer-account" && MISSING_CODES.includes(effect.code));
}
