import fc from "fast-check";
import type { FaultCondition, FaultEffect, FaultRule } from "../../emulator/faults";
import { QUICK_RETRY } from "../support/hook-context";
import type { OperationName } from "./operations";
import { operations } from "./profile-operations";
import { LOOKS, profileRows, TAGS } from "./profile-rows";
import type { Ending } from "./rows";

type Operation = Pick<(typeof operations)[number], "calls" | "verifies">;

interface Drawable {
	readonly command: "portrait_get" | "portrait_set";
	readonly effect: FaultEffect;
}

/**
 * The faults of the matrix, each for the command that it is meant for. A restart is no rule, and what needs a short
 * timeout would let a busy machine draw faults of its own.
 */
const drawable: readonly Drawable[] = profileRows.flatMap(({ effect, place, timeoutMs }) => {
	if (effect.do === "restart" || timeoutMs !== undefined || place === "call") return [];
	return [{ command: place === "write" ? "portrait_set" : "portrait_get", effect }];
});

/** Faults of each kind alike, though the matrix has many codes and one kind of loss. */
function drawnFault(faults: readonly Drawable[]): fc.Arbitrary<Drawable> {
	const kinds = [...new Set(faults.map(({ effect }) => effect.do))];
	return fc.oneof(...kinds.map((kind) => fc.constantFrom(...faults.filter(({ effect }) => effect.do === kind))));
}

/** How often: one call, each kth, or by chance. */
const cadence: fc.Arbitrary<Pick<FaultCondition, "every" | "nth" | "probability">> = fc.oneof(
	fc.record({ nth: fc.integer({ min: 1, max: 3 }) }),
	fc.record({ every: fc.integer({ min: 1, max: 3 }) }),
	fc.record({ probability: fc.integer({ min: 3, max: 9 }).map((tenths) => tenths / 10) }),
);

function ruleFor({ verifies }: Operation): fc.Arbitrary<FaultRule> {
	const reached = drawable.filter(({ command }) => command === "portrait_get" || verifies !== undefined);
	const times = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
	return fc
		.record({ fault: drawnFault(reached), cadence, times })
		.map(({ fault: { command, effect }, cadence, times }) => ({
			when: { command, ...cadence },
			...(times !== undefined && { times }),
			effect,
		}));
}

/** An operation of the matrix, and the faults that meet it together. */
export interface DrawnCell {
	readonly operation: OperationName;
	readonly rules: readonly FaultRule[];
}

/** Any operation that makes calls, under one to three faults. Plain data, so that a report says all that it takes. */
export const drawnCell: fc.Arbitrary<DrawnCell> = fc
	.constantFrom(...operations.filter(({ calls }) => calls > 0))
	.chain((operation) =>
		fc.record({
			operation: fc.constant(operation.name),
			rules: fc.array(ruleFor(operation), { minLength: 1, maxLength: 3 }),
		}),
	);

/** Whether the state of a partial failure must be the truth: two faults together may hide a write and its read-back. */
export function isStateTrue(rules: readonly FaultRule[]): boolean {
	return rules.length === 1 && rules.every(({ effect }) => effect.do !== "stale");
}

/** Some faults, and how often they met a call. */
export interface Met {
	readonly rules: readonly FaultRule[];
	readonly fired: number;
}

/**
 * The most calls of an operation whose faults met a call so often. Beside what a refused batch and a late write may ask
 * for, each further call has a fault to answer for, and no call is made oftener than the retries allow.
 */
export function mostCalls({ calls, verifies }: Operation, { rules, fired }: Met): number {
	if (fired === 0) return calls;
	const own = calls + (verifies === undefined ? 0 : TAGS + LOOKS);
	const attempts = 1 + QUICK_RETRY.maxRetries;
	const readAgain = rules.some(({ effect }) => effect.do === "answer-account") ? attempts : 1;
	const renewals = rules.some(({ effect }) => isRenewed(effect)) ? 2 : 1;
	return Math.min(own + fired, own * attempts * readAgain * renewals);
}

/** How an operation may end under some faults that met its calls so often. */
export function endingsUnder({ rules, fired }: Met): readonly Ending[] {
	if (fired === 0) return ["unmet"];
	if (fired <= QUICK_RETRY.maxRetries && rules.every(({ effect }) => isOutlasted(effect))) return ["survives"];
	return rules.some(({ effect }) => isFalse(effect)) ? ["survives", "fails", "late"] : ["survives", "fails"];
}

const RENEWED_CODES: readonly number[] = [70001, 70052];
const PASSING_CODES: readonly number[] = [40006, 60007, 60008, 60011, 60018, 91000];

/** Whether a call that meets this is made again at once, with a new UserSig. */
function isRenewed(effect: FaultEffect): boolean {
	return effect.do === "expire-user-sigs" || (effect.do === "answer" && RENEWED_CODES.includes(effect.code));
}

/** Whether a call that meets this is made again, until it is through or the retries are used up. */
function isOutlasted(effect: FaultEffect): boolean {
	if (effect.do === "answer") return PASSING_CODES.includes(effect.code);
	if (effect.do === "body") return effect.body === "cut" || effect.status === 502;
	return effect.do === "drop";
}

/** Whether a read may believe an answer that is not the truth. */
function isFalse(effect: FaultEffect): boolean {
	return effect.do === "stale" || (effect.do === "answer-account" && effect.code === 40003);
}
