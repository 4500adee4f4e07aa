import type { BodyFault, DropFault, FaultCondition, FaultRule, StaleFault } from "./faults";
import { createRandom, type Random } from "./random";
import { Refusal } from "./refusal";

/**
 * The fault rules of an emulator. They apply in the order in which they were added; several rules can apply to one
 * call.
 */
export interface Faults {
	/** Adds a rule and returns its id. */
	add(rule: FaultRule): number;
	/** Removes the rule that has the given id. Returns `false` if no rule has this id. */
	remove(id: number): boolean;
	/** Removes all rules. */
	clear(): void;
	/** Returns all rules and their counters, including rules that have applied `times` times and no longer apply. */
	list(): readonly ActiveFault[];
}

/**
 * A fault rule, its id and its counters. `seen` counts the calls that match the rule's `command`, `account` and `tag`;
 * `fired` counts the calls to which the rule applied.
 */
export interface ActiveFault {
	readonly id: number;
	readonly rule: FaultRule;
	readonly seen: number;
	readonly fired: number;
}

/** The operations of {@link Faults}, and further operations that only the emulator uses. */
export interface FaultRegistry extends Faults {
	/** Restores the initial rules and the initial random seed. */
	reset(): void;
	/** Returns the rules that apply to a call, and updates the counters of the rules. */
	match(call: FaultTarget): readonly FaultRule[];
}

/** The properties of a call that the condition of a fault rule is compared with. */
export interface FaultTarget {
	readonly command: string;
	readonly accounts: readonly string[];
	readonly tags: readonly string[];
}

/** Creates a registry with initial rules. `seed` is the seed of the random numbers for rules with a probability. */
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

/** The combined effect of all faults that apply to one call. */
export interface FaultEffects {
	/** The delay of the response, in milliseconds. */
	readonly delayMs: number;
	/** The refusal of the whole call, which replaces the result of the command. */
	readonly refusal?: Refusal;
	/** Whether the command runs. If not, the call stores nothing. */
	readonly takesEffect: boolean;
	/** The broken body or closed connection that replaces the JSON response. */
	readonly reply?: BodyFault | Pick<DropFault, "do">;
	/** The refusals of single accounts, keyed by UserID. */
	readonly accountRefusals: ReadonlyMap<string, Refusal>;
	/** The error codes with which values are refused, keyed by tag. */
	readonly valueCodes: ReadonlyMap<string, number>;
	/** The tags that are not stored although the response reports success. */
	readonly lostTags: "all" | ReadonlySet<string>;
	/** The age of the data that the call reads. Absent if the call reads current data. */
	readonly stale?: StaleFault;
	/** Whether every UserSig that was signed before the current second is refused from now on. */
	readonly expiresUserSigs: boolean;
}

/** The value of {@link FaultEffects} for a call to which no fault applies. */
export const noEffects: FaultEffects = {
	delayMs: 0,
	takesEffect: true,
	accountRefusals: new Map(),
	valueCodes: new Map(),
	lostTags: new Set(),
	expiresUserSigs: false,
};

/**
 * Combines the effects of the rules that apply to a call. Delays are added up. Of several refusals of the whole call,
 * the first is used. Of several broken bodies and closed connections, the first is used.
 */
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
