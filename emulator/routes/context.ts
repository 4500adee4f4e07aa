import { customField } from "../../provider/model/fields";
import type { FaultEffects } from "../fault-registry";
import type { JsonObject } from "../json";
import { shuffled } from "../random";
import type { Refusal } from "../refusal";
import type { EmulatorState } from "../state";
import type { PointInTime, Store } from "../store";
import type { Tags, TagValue } from "../tags";

/** What a command is answered with: the keys that its answer has besides the envelope, or a refusal. */
export type ResponseBody = JsonObject | Refusal;

/** Who makes a call, and from where. */
export interface Caller {
	readonly identifier: string;
	readonly ip: string;
}

/** What a command works on. */
export interface RouteContext {
	readonly world: EmulatorState;
	readonly plan: FaultEffects;
	readonly caller: Caller;
}

/** A command of the service: reads the body, changes the world, gives the answer. */
export type Route = (context: RouteContext, body: JsonObject) => ResponseBody;

/** The tags of an account as a read sees them, stale or lagging as asked; `undefined` when it does not exist. */
export function readTags({ world, plan }: RouteContext, account: string): Tags | undefined {
	const { store, settings } = world;
	if (plan.stale !== undefined) return store.tags(account, momentOf(plan.stale, settings.now(), world.calls));
	const current = store.tags(account);
	const { standardMs, customMs } = settings.lag;
	if (current === undefined || standardMs + customMs === 0) return current;
	const standard = tagsBefore(store, account, settings.now() - standardMs);
	const custom = tagsBefore(store, account, settings.now() - customMs);
	return { ...pick(standard, (tag) => !isCustom(tag)), ...pick(custom, isCustom) };
}

/** The accounts that exist as a read sees them, stale as asked. */
export function readAccounts({ world, plan }: RouteContext): readonly string[] {
	const { store, settings } = world;
	return store.accounts(plan.stale && momentOf(plan.stale, settings.now(), world.calls));
}

/** Writes to an account, but for what a fault loses, and gives what was written. Makes the account when there is none. */
export function writeTags<T extends TagValue | undefined>(
	{ world, plan }: RouteContext,
	account: string,
	changes: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
	const { lost } = plan;
	if (lost === "all") return {};
	const written = pick(changes, (tag) => !lost.has(tag));
	world.store.change(account, written);
	return written;
}

function momentOf(stale: NonNullable<FaultEffects["stale"]>, now: number, calls: number): PointInTime {
	return {
		...(stale.ms === undefined ? {} : { at: now - stale.ms }),
		...(stale.calls === undefined ? {} : { call: calls - 1 - stale.calls }),
	};
}

function tagsBefore(store: Store, account: string, at: number): Tags {
	return store.tags(account, { at }) ?? {};
}

function isCustom(tag: string): boolean {
	return tag.startsWith(customField.prefix);
}

function pick<T>(values: Readonly<Record<string, T>>, keeps: (tag: string) => boolean): Record<string, T> {
	return Object.fromEntries(Object.entries(values).filter(([tag]) => keeps(tag)));
}

/** The items of an answer as the switch `order` has them: as they are, or shuffled. */
export function orderItems<T>({ world }: RouteContext, items: readonly T[]): readonly T[] {
	return world.quirks.order === "shuffled" ? shuffled(items, world.random) : items;
}
