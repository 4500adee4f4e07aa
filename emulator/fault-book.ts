import type { FaultCondition, FaultRule } from "./faults";
import { createRandom } from "./random";

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
