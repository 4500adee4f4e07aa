import { customField } from "../../provider/model/fields";
import type { FaultEffects } from "../fault-registry";
import type { JsonObject } from "../json";
import { shuffled } from "../random";
import type { EmulatorState } from "../state";
import type { PointInTime } from "../store";
import type { Tags, TagValue } from "../tags";

/**
 * The implementation of a command: reads the body of a call, changes the state of the emulator and returns the
 * response. Throws a `Refusal` to refuse the whole call.
 */
export type Route = (context: RouteContext, body: JsonObject) => ResponseBody;

/**
 * The state of the emulator, the effects of the faults that apply to the call, and the admin account that made the
 * call.
 */
export interface RouteContext {
	readonly state: EmulatorState;
	readonly effects: FaultEffects;
	readonly caller: { readonly identifier: string; readonly ip: string };
}

/** A response without the keys that every response has, such as `ErrorCode`. */
export type ResponseBody = JsonObject;

/**
 * Returns the tags of an account, or `undefined` if the account does not exist. Returns old tags if a `stale` fault
 * applies to the call or the emulator has a lag.
 */
export function readTags({ state, effects }: RouteContext, account: string): Tags | undefined {
	const { store, settings } = state;
	if (effects.stale !== undefined) return store.tags(account, staleTime(state, effects.stale));
	const current = store.tags(account);
	const { standardMs, customMs } = settings.lag;
	if (current === undefined || standardMs + customMs === 0) return current;
	const standard = store.tags(account, { at: settings.now() - standardMs }) ?? {};
	const custom = store.tags(account, { at: settings.now() - customMs }) ?? {};
	return { ...pick(standard, (tag) => !isCustom(tag)), ...pick(custom, isCustom) };
}

/** Returns the UserIDs of the existing accounts. Returns an old list if a `stale` fault applies to the call. */
export function readAccounts({ state, effects }: RouteContext): readonly string[] {
	return state.store.accounts(effects.stale && staleTime(state, effects.stale));
}

/**
 * Writes tags of an account, except the tags that a `lose` fault discards, and returns the written tags. Creates the
 * account if it does not exist.
 */
export function writeTags<T extends TagValue | undefined>(
	{ state, effects: { lostTags } }: RouteContext,
	account: string,
	changes: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
	if (lostTags === "all") return {};
	const written = pick(changes, (tag) => !lostTags.has(tag));
	state.store.change(account, written);
	return written;
}

/** Returns the items of a response in the order that the quirk `order` requires. */
export function orderItems<T>({ state }: RouteContext, items: readonly T[]): readonly T[] {
	return state.quirks.order === "shuffled" ? shuffled(items, state.random) : items;
}

function staleTime(
	{ settings, callCount }: EmulatorState,
	{ ms, calls }: NonNullable<FaultEffects["stale"]>,
): PointInTime {
	return {
		...(ms === undefined ? {} : { at: settings.now() - ms }),
		...(calls === undefined ? {} : { call: callCount - 1 - calls }),
	};
}

function isCustom(tag: string): boolean {
	return tag.startsWith(customField.prefix);
}

function pick<T>(values: Readonly<Record<string, T>>, keeps: (tag: string) => boolean): Record<string, T> {
	return Object.fromEntries(Object.entries(values).filter(([tag]) => keeps(tag)));
}
