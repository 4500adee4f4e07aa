import type { BodyFault, DropFault, FaultCondition, FaultRule, StaleFault } from "./faults";
import { createRandom, type Random } from "./random";
import { Refusal } from "./refusal";

/** The faults of an emulator. Rules act in the order in which they were added; several may match one call. */
export interface Faults {
	/** Adds a rule and returns its id. */
	add(rule: FaultRule): number;
	/** Removes a rule; returns `false` if there is none with this id. */
	remove(id: number): boolean;
	/** Removes all rules. */
	clear(): void;
	/** Lists the rules, those that are used up included. */
	list(): readonly ActiveFault[];
}

/** A rule and its counters: `seen` counts the calls that its condition let through, `fired` those that it acted on. */
export interface ActiveFault {
	readonly id: number;
	readonly rule: FaultRule;
	readonly seen: number;
	readonly fired: number;
}

/** {@link Faults} with the operations of the emulator itself. */
export interface FaultRegistry extends Faults {
	/** Restores the rules and the seed of the start. */
	reset(): void;
	/** Returns the rules that act on a call, and counts the call. */
	match(call: FaultTarget): readonly FaultRule[];
}

/** The properties of a call that a rule can match. */
export interface FaultTarget {
	readonly command: string;
	readonly accounts: readonly string[];
	readonly tags: readonly string[];
}

/** Creates a registry with the rules of the start. `seed` decides about rules with a probability. */
export function createFaultRegistry(rules: readonly FaultRule[], seed: number): FaultRegistry {
	let random = createRandom(seed);
	let faults = rules.map(toActiveFault);
	let lastId = rules.length;
	return {
		add(rule) {
			faults = [...faults, toActiveFault(rule, lastId)];
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
			faults = rules.map(toActiveFault);
			lastId = rules.length;
		},
		list: () => faults,
		match(call) {
			const counted = faults.map((fault) => countCall(fault, call, random));
			const fired = counted.filter((fault, index) => fault.fired !== faults[index]?.fired);
			faults = counted;
			return fired.map((fault) => fault.rule);
		},
	};
}

function toActiveFault(rule: FaultRule, index: number): ActiveFault {
	return { id: index + 1, rule, seen: 0, fired: 0 };
}

function countCall(fault: ActiveFault, call: FaultTarget, random: Random): ActiveFault {
	const { when = {}, times = Infinity } = fault.rule;
	if (!matches(when, call)) return fault;
	const seen = fault.seen + 1;
	const fires = fault.fired < times && isDue(when, seen, random);
	return { ...fault, seen, fired: fault.fired + (fires ? 1 : 0) };
}

function matches({ command, account, tag }: FaultCondition, call: FaultTarget): boolean {
	const commands = typeof command === "string" ? [command] : command;
	if (commands !== undefined && !commands.includes(call.command)) return false;
	if (account !== undefined && !call.accounts.includes(account)) return false;
	return tag === undefined || call.tags.includes(tag);
}

function isDue({ nth, every, probability }: FaultCondition, seen: number, random: Random): boolean {
	if (nth !== undefined && seen !== nth) return false;
	if (every !== undefined && seen % every !== 0) return false;
	return probability === undefined || random() < probability;
}

/** The combined effect of the faults that act on one call. */
export interface FaultEffects {
	/** How much later than usual the call is answered. */
	readonly delayMs: number;
	/** Answers the whole call instead of its result. */
	readonly refusal?: Refusal;
	/** Whether the call takes effect. */
	readonly takesEffect: boolean;
	/** How the answer is sent, if not as JSON. */
	readonly reply?: BodyFault | Pick<DropFault, "do">;
	/** The refusals of single accounts. */
	readonly accountRefusals: ReadonlyMap<string, Refusal>;
	/** The error codes of values, by tag. */
	readonly valueCodes: ReadonlyMap<string, number>;
	/** The tags that are not stored although the call is answered OK. */
	readonly lostTags: "all" | ReadonlySet<string>;
	/** How old the data is that the call reads. */
	readonly stale?: StaleFault;
	/** Whether UserSigs signed before the current second are refused from now on. */
	readonly expiresUserSigs: boolean;
}

/** The effects of a call without faults. */
export const noEffects: FaultEffects = {
	delayMs: 0,
	takesEffect: true,
	accountRefusals: new Map(),
	valueCodes: new Map(),
	lostTags: new Set(),
	expiresUserSigs: false,
};

/** Combines the rules that act on a call. Delays add up; of several answers, or several replies, the first one wins. */
export function combineFaults(rules: readonly FaultRule[], call: FaultTarget): FaultEffects {
	return rules.reduce((effects, rule) => addEffect(effects, rule, call), noEffects);
}

function addEffect(effects: FaultEffects, { effect, when }: FaultRule, call: FaultTarget): FaultEffects {
	switch (effect.do) {
		case "delay":
			return { ...effects, delayMs: effects.delayMs + effect.ms };
		case "answer":
			return withRefusal(effects, new Refusal(effect.code, effect.info), effect.stored ?? false);
		case "answer-account": {
			const account = effect.account ?? when?.account ?? call.accounts[0] ?? "";
			const refusal = new Refusal(effect.code, effect.info);
			return { ...effects, accountRefusals: new Map([...effects.accountRefusals, [account, refusal]]) };
		}
		case "drop":
			return withReply(effects, { do: "drop" }, effect.effect === "after");
		case "body":
			return withReply(effects, effect, effect.stored ?? (effect.body === "half" || effect.body === "cut"));
		case "lose":
			return { ...effects, lostTags: addLostTags(effects.lostTags, effect.tags) };
		case "refuse-value":
			return { ...effects, valueCodes: new Map([...effects.valueCodes, ...Object.entries(effect.tags)]) };
		case "stale":
			return { ...effects, stale: effect };
		case "expire-user-sigs":
			return { ...withRefusal(effects, new Refusal(70001), false), expiresUserSigs: true };
	}
}

function withRefusal(effects: FaultEffects, refusal: Refusal, stored: boolean): FaultEffects {
	return { ...effects, refusal: effects.refusal ?? refusal, takesEffect: effects.takesEffect && stored };
}

function withReply(effects: FaultEffects, reply: NonNullable<FaultEffects["reply"]>, stored: boolean): FaultEffects {
	return { ...effects, reply: effects.reply ?? reply, takesEffect: effects.takesEffect && stored };
}

function addLostTags(lost: FaultEffects["lostTags"], tags: readonly string[] | undefined): FaultEffects["lostTags"] {
	return tags === undefined || lost === "all" ? "all" : new Set([...lost, ...tags]);
}
