import type { dynamic } from "@pulumi/pulumi";
import type { AccountInputs, AccountState } from "./account/types";
import { createHandlerContext } from "./connect";
import { type ResourceHandler, toDynamicProvider } from "./door";
import { lazy } from "./lazy";
import { accountLifecycle } from "./lifecycle/account";
import { recordClaims } from "./lifecycle/claims";
import type { HandlerContext } from "./lifecycle/context";
import { profileLifecycle } from "./lifecycle/profile";
import { profileSetLifecycle } from "./lifecycle/profile-set";
import type { ProfileInputs, ProfileSetInputs, ProfileSetState, ProfileState } from "./profile/types";
import type { ResourceKind } from "./resources/hooks-text";

/**
 * The hooks that Pulumi calls for a `Profile`. The state names this function; a newer version must go on reading the state
 * of every older one.
 */
export function profile(): dynamic.ResourceProvider {
	return createHooks<ProfileInputs, ProfileState>("profile", (context) => ({
		...profileLifecycle(context),
		check: (olds, news) => lazy.check().checkProfile(olds, news, context.log),
	}));
}

/** The hooks that Pulumi calls for a `ProfileSet`; as with {@link profile}, the state names this function. */
export function profileSet(): dynamic.ResourceProvider {
	return createHooks<ProfileSetInputs, ProfileSetState>("profileSet", (context) => ({
		...profileSetLifecycle(context),
		check: (olds, news) => lazy.check().checkProfileSet(olds, news, context.log),
	}));
}

/** The hooks that Pulumi calls for an `Account`; as with {@link profile}, the state names this function. */
export function account(): dynamic.ResourceProvider {
	return createHooks<AccountInputs, AccountState>("account", (context) => ({
		...accountLifecycle(context, "account"),
		check: (_olds, news) => lazy.check().checkAccount(news),
	}));
}

/** The hooks that Pulumi calls for a `Robot`; as with {@link profile}, the state names this function. */
export function robot(): dynamic.ResourceProvider {
	return createHooks<AccountInputs, AccountState>("robot", (context) => ({
		...accountLifecycle(context, "robot"),
		check: (_olds, news) => lazy.check().checkRobot(news, context.claims),
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
