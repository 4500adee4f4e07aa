import type { BodyFault, FaultCondition, FaultRule, StaleFault } from "./faults";
import { createRandom } from "./random";
import { type Refusal, refuse } from "./refusal";

/** What a rule can know of a call. */
export interface FaultTarget {
	readonly command: string;
	readonly accounts: readonly string[];
	readonly tags: readonly string[];
}

/** A rule in force: `seen` counts the calls that it could have met, `fired` those that it did. */
export interface ActiveFault {
	readonly id: number;
	readonly rule: FaultRule;
	readonly seen: number;
	readonly fired: number;
}

/** The faults of an emulator. Rules act in the order they were added, and several may meet one call. */
export interface Faults {
	/** Adds a rule and gives its id. */
	add(rule: FaultRule): number;
	/** Takes one rule away; `false` when there is none with this id. */
	remove(id: number): boolean;
	/** Takes all rules away. */
	clear(): void;
	/** The rules in force, used-up ones among them. */
	list(): readonly ActiveFault[];
}

/** {@link Faults}, as the service uses them. */
export interface FaultRegistry extends Faults {
	/** Goes back to the rules and the seed of the start. */
	reset(): void;
	/** The rules that meet a call, which counts for them. */
	match(call: FaultTarget): readonly FaultRule[];
}

/** A {@link FaultRegistry} with some rules. `seed` decides about rules with a probability. */
export function createFaultRegistry(rules: readonly FaultRule[], seed: number): FaultRegistry {
	let random = createRandom(seed);
	let faults = rules.map(activeFault);
	let lastId = rules.length;
	return {
		add(rule) {
			faults = [...faults, activeFault(rule, lastId)];
			lastId += 1;
			return lastId;
		},
		remove(id) {
			const before = faults.length;
			faults = faults.filter((fault) => fault.id !== id);
			return faults.length < before;
		},
		clear() {
			faults = [];
		},
		reset() {
			random = createRandom(seed);
			faults = rules.map(activeFault);
			lastId = rules.length;
		},
		list: () => faults,
		match(call) {
			const next = faults.map((fault) => nextFault(fault, call, random));
			const met = next.filter((fault, index) => fault.fired !== faults[index]?.fired);
			faults = next;
			return met.map((fault) => fault.rule);
		},
	};
}

function activeFault(rule: FaultRule, index: number): ActiveFault {
	return { id: index + 1, rule, seen: 0, fired: 0 };
}

function nextFault(fault: ActiveFault, call: FaultTarget, random: () => number): ActiveFault {
	const when = fault.rule.when ?? {};
	if (!matches(when, call)) return fault;
	const seen = fault.seen + 1;
	const isUsedUp = fault.fired >= (fault.rule.times ?? Infinity);
	const fires = !isUsedUp && isDue(when, seen, random);
	return { ...fault, seen, fired: fault.fired + (fires ? 1 : 0) };
}

function matches({ command, account, tag }: FaultCondition, call: FaultTarget): boolean {
	const commands = typeof command === "string" ? [command] : command;
	if (commands !== undefined && !commands.includes(call.command)) return false;
	if (account !== undefined && !call.accounts.includes(account)) return false;
	return tag === undefined || call.tags.includes(tag);
}

function isDue({ nth, every, probability }: FaultCondition, seen: number, random: () => number): boolean {
	if (nth !== undefined && seen !== nth) return false;
	if (every !== undefined && seen % every !== 0) return false;
	return probability === undefined || random() < probability;
}

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
	return rules.reduce((plan, rule) => addEffect(plan, rule, call), noEffects);
}

function addEffect(plan: FaultEffects, { effect, when }: FaultRule, call: FaultTarget): FaultEffects {
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
