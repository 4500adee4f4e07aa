import { customField } from "../../provider/model/fields";
import type { FaultEffects } from "../fault-registry";
import type { JsonObject } from "../json";
import { shuffled } from "../random";
import type { EmulatorState } from "../state";
import type { PointInTime } from "../store";
import type { Tags, TagValue } from "../tags";

/**
 * A command of the service: reads the body, changes the state and returns the answer. Throws `Refusal` to refuse the
 * whole call.
 */
export type Route = (context: RouteContext, body: JsonObject) => ResponseBody;

/** The state that a command works on, the faults of the call, and the caller. */
export interface RouteContext {
	readonly state: EmulatorState;
	readonly effects: FaultEffects;
	readonly caller: { readonly identifier: string; readonly ip: string };
}

/** An answer without the keys of the envelope. */
export type ResponseBody = JsonObject;

/** Reads the tags of an account, stale or lagging where set so; `undefined` if the account does not exist. */
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

/** Lists the accounts that exist, stale where set so. */
export function readAccounts({ state, effects }: RouteContext): readonly string[] {
	return state.store.accounts(effects.stale && staleTime(state, effects.stale));
}

/** Writes to an account, except tags that a fault loses; returns what it wrote. Creates the account if necessary. */
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

/** Orders the items of an answer as the quirk `order` says. */
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
