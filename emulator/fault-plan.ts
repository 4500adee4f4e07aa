import type { FaultTarget } from "./fault-book";
import type { BodyFault, FaultRule, StaleFault } from "./faults";
import { type Refusal, refuse } from "./refusal";

/** What the faults that meet a call do to it, put together. */
export interface FaultEffects {
	/** How much later than usual the answer comes. */
	readonly delayMs: number;
	/** The answer to the whole call, instead of the true one. */
	readonly refusal?: Refusal;
	/** Whether the call takes effect. */
	readonly takesEffect: boolean;
	/** How the answer is sent, when not as JSON. */
	readonly reply?: BodyFault | { readonly do: "drop" };
	/** Refusals by account. */
	readonly accounts: ReadonlyMap<string, Refusal>;
	/** Codes by tag written. */
	readonly values: ReadonlyMap<string, number>;
	/** The tags that are not stored though the answer says so. */
	readonly lost: "all" | ReadonlySet<string>;
	/** How old the data is that the call reads. */
	readonly stale?: StaleFault;
	/** Whether the UserSigs signed so far end here. */
	readonly expiresUserSigs: boolean;
}

/** The plan of a call that no fault meets. */
export const noEffects: FaultEffects = {
	delayMs: 0,
	takesEffect: true,
	accounts: new Map(),
	values: new Map(),
	lost: new Set(),
	expiresUserSigs: false,
};

/** Puts the rules that meet a call together. Of two that answer it, or send it in their own way, the first counts. */
export function combineFaults(rules: readonly FaultRule[], call: FaultTarget): FaultEffects {
	return rules.reduce((plan, rule) => nextPlan(plan, rule, call), noEffects);
}

function nextPlan(plan: FaultEffects, { effect, when }: FaultRule, call: FaultTarget): FaultEffects {
	switch (effect.do) {
		case "delay":
			return { ...plan, delayMs: plan.delayMs + effect.ms };
		case "answer":
			return withRefusal(plan, refuse(effect.code, effect.info), effect.stored ?? false);
		case "answer-account": {
			const account = effect.account ?? when?.account ?? call.accounts[0] ?? "";
			return { ...plan, accounts: new Map([...plan.accounts, [account, refuse(effect.code, effect.info)]]) };
		}
		case "drop":
			return withReply(plan, { do: "drop" }, effect.effect === "after");
		case "body":
			return withReply(plan, effect, effect.stored ?? (effect.body === "half" || effect.body === "cut"));
		case "lose":
			return { ...plan, lost: lostWith(plan, effect.tags) };
		case "refuse-value":
			return { ...plan, values: new Map([...plan.values, ...Object.entries(effect.tags)]) };
		case "stale":
			return { ...plan, stale: effect };
		case "expire-user-sigs":
			return { ...withRefusal(plan, refuse(70001), false), expiresUserSigs: true };
	}
}

function withRefusal(plan: FaultEffects, refusal: Refusal, stored: boolean): FaultEffects {
	return { ...plan, refusal: plan.refusal ?? refusal, takesEffect: plan.takesEffect && stored };
}

function withReply(plan: FaultEffects, reply: BodyFault | { readonly do: "drop" }, stored: boolean): FaultEffects {
	return { ...plan, reply: plan.reply ?? reply, takesEffect: plan.takesEffect && stored };
}

function lostWith(plan: FaultEffects, tags: readonly string[] | undefined): FaultEffects["lost"] {
	return tags === undefined || plan.lost === "all" ? "all" : new Set([...plan.lost, ...tags]);
}
