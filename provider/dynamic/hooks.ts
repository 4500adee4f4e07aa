import type { dynamic } from "@pulumi/pulumi";
import { createHandlerContext } from "../compose";
import { accountLifecycle } from "../lifecycle/accounts";
import type { HandlerContext } from "../lifecycle/context";
import type { ResourceHandler, ResourceKind } from "../lifecycle/handler";
import { recordClaims } from "../lifecycle/operation";
import { profileLifecycle, profileSetLifecycle } from "../lifecycle/profiles";
import type {
	AccountInputs,
	AccountState,
	ProfileInputs,
	ProfileSetInputs,
	ProfileSetState,
	ProfileState,
} from "../model/types";
import { toDynamicProvider } from "./adapter";

/**
 * The hooks that Pulumi calls for a `Profile`. The state names this function; a newer version must go on reading the state
 * of every older one.
 */
export function profile(): dynamic.ResourceProvider {
	return createHooks<ProfileInputs, ProfileState>("profile", (context) => ({
		...profileLifecycle(context),
		check: (olds, news) => loadChecks().checkProfile(olds, news, context.log),
	}));
}

/** The hooks that Pulumi calls for a `ProfileSet`; as with {@link profile}, the state names this function. */
export function profileSet(): dynamic.ResourceProvider {
	return createHooks<ProfileSetInputs, ProfileSetState>("profileSet", (context) => ({
		...profileSetLifecycle(context),
		check: (olds, news) => loadChecks().checkProfileSet(olds, news, context.log),
	}));
}

/** The hooks that Pulumi calls for an `Account`; as with {@link profile}, the state names this function. */
export function account(): dynamic.ResourceProvider {
	return createHooks<AccountInputs, AccountState>("account", (context) => ({
		...accountLifecycle(context, "account"),
		check: (_olds, news) => loadChecks().checkAccount(news),
	}));
}

/** The hooks that Pulumi calls for a `Robot`; as with {@link profile}, the state names this function. */
export function robot(): dynamic.ResourceProvider {
	return createHooks<AccountInputs, AccountState>("robot", (context) => ({
		...accountLifecycle(context, "robot"),
		check: (_olds, news) => loadChecks().checkRobot(news, context.claims),
	}));
}

function createHooks<Inputs extends object, State extends object>(
	kind: ResourceKind,
	hooksFor: (context: HandlerContext) => ResourceHandler<Inputs, State>,
): dynamic.ResourceProvider {
	let config: dynamic.Config | undefined; // stored, nothing else: a hook may come before configure has finished
	const context = createHandlerContext({ config: (key) => config?.get(key), env: process.env });
	const configure = (given: dynamic.Config) => {
		config = given;
	};
	const hooks = hooksFor(context);
	const check: typeof hooks.check = (olds, news) => recordClaims(context.claims, kind, hooks.check(olds, news));
	return toDynamicProvider<Inputs, State>(configure, { ...hooks, check });
}

/** Loads ajv when the first check needs it, so that a provider process starts fast. */
function loadChecks(): typeof import("../lifecycle/check") {
	return require("../lifecycle/check");
}
