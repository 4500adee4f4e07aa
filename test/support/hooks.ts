import assert from "node:assert/strict";
import type { dynamic } from "@pulumi/pulumi";
import { toCheckFailure, toDynamicProvider } from "@/provider/dynamic/adapter";
import { createAccountHandler } from "@/provider/lifecycle/accounts";
import { checkProfiles } from "@/provider/lifecycle/check";
import type { HandlerContext } from "@/provider/lifecycle/context";
import type { AccountKind } from "@/provider/lifecycle/directories";
import type { ResourceHandler } from "@/provider/lifecycle/handler";
import { createProfileHandler } from "@/provider/lifecycle/profiles";
import { profileSetShape, profileShape } from "@/provider/lifecycle/state";
import type {
	AccountInputs,
	AccountState,
	ProfileInputs,
	ProfileSetInputs,
	ProfileSetState,
	ProfileState,
} from "@/provider/model/types";

/** The value of `__provider` in test states. No test depends on the text. */
const PROVIDER_TEXT = "the text of the provider";

/**
 * The hooks of a handler, called through the adapter as the engine calls them. The functions add and remove
 * `__provider`.
 */
export interface Hooks<Inputs extends object, State extends object> {
	check(olds: Partial<Inputs>, news: object): Promise<dynamic.CheckResult<Inputs>>;
	create(inputs: Inputs): Promise<dynamic.CreateResult<State>>;
	diff(id: string, olds: State, news: Inputs): Promise<dynamic.DiffResult>;
	read(id: string, state: Partial<State>): Promise<dynamic.ReadResult<Partial<State>>>;
	update(id: string, olds: State, news: Inputs): Promise<dynamic.UpdateResult<State>>;
	delete(id: string, state: State): Promise<void>;
}

/** A handler context, optionally with a function that receives the lines that hooks log. */
export type LoggingContext = HandlerContext & { readonly log?: (line: string) => void };

/** Creates the hooks of a handler. */
export function createHooks<Inputs extends object, State extends object>(
	handler: ResourceHandler<Inputs, State>,
	log: (line: string) => void = () => {},
): Hooks<Inputs, State> {
	const provider = toDynamicProvider(handler, { log }) as Required<dynamic.ResourceProvider>;
	const stored = (state: object) => ({ ...state, __provider: PROVIDER_TEXT });
	return {
		check: (olds, news) => provider.check(olds, news),
		create: (inputs) => withoutText(() => provider.create(stored(inputs))),
		diff: (id, olds, news) => provider.diff(id, stored(olds), stored(news)),
		read: (id, state) => provider.read(id, stored(state)) as Promise<dynamic.ReadResult<Partial<State>>>,
		update: (id, olds, news) => withoutText(() => provider.update(id, stored(olds), stored(news))),
		delete: (id, state) => provider.delete(id, stored(state)),
	};
}

async function withoutText<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (!isPartialFailure(error)) throw error;
		const { __provider, ...properties } = error.properties as { readonly __provider?: string };
		assert.equal(__provider, PROVIDER_TEXT, "the properties of a partial failure lack __provider");
		throw Object.assign(error, { properties });
	}
}

/** Creates the hooks of a `Profile`. */
export function createProfileHooks(context: LoggingContext): Hooks<ProfileInputs, ProfileState> {
	return createHooks(createProfileHandler(context, profileShape), context.log);
}

/** Creates the hooks of a `ProfileSet`. */
export function createProfileSetHooks(context: LoggingContext): Hooks<ProfileSetInputs, ProfileSetState> {
	return createHooks(createProfileHandler(context, profileSetShape), context.log);
}

/** Creates the hooks of an `Account` or a `Robot`. */
export function createAccountHooks(context: LoggingContext, kind: AccountKind): Hooks<AccountInputs, AccountState> {
	return createHooks(createAccountHandler(context, kind), context.log);
}

/** The error that Pulumi recognizes as a partial failure. */
export interface PartialFailure extends Error {
	readonly id: string;
	readonly reasons: readonly string[];
	readonly properties: object;
}

/** Returns whether Pulumi recognizes an error as a partial failure. */
export function isPartialFailure(error: unknown): error is PartialFailure {
	return error instanceof Error && "reasons" in error && "properties" in error;
}

/** Runs `check` of a `Profile` without recording claims. */
export function checkProfile(olds: Partial<ProfileInputs>, news: object, log: (line: string) => void = () => {}) {
	const { inputs, failures } = checkProfiles(profileShape, { olds, news: { ...news } }, { log });
	return { inputs, failures: failures.map(toCheckFailure) };
}

/** Runs `check` of a `ProfileSet` without recording claims. */
export function checkProfileSet(olds: Partial<ProfileSetInputs>, news: object, log: (line: string) => void = () => {}) {
	const { inputs, failures } = checkProfiles(profileSetShape, { olds, news: { ...news } }, { log });
	return { inputs, failures: failures.map(toCheckFailure) };
}
