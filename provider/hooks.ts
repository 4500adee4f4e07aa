import type { dynamic } from "@pulumi/pulumi";
import { connect } from "./connect";
import { door, type Hooks } from "./door";
import { lazy } from "./lazy";
import type { LifecycleContext } from "./lifecycle/context";
import { profileLifecycle } from "./lifecycle/profile";
import { profileSetLifecycle } from "./lifecycle/profile-set";
import type { ProfileInputs, ProfileSetInputs, ProfileSetState, ProfileState } from "./profile/types";

/**
 * The hooks that Pulumi calls for a `Profile`. The state names this function; a newer version must go on reading the state
 * of every older one.
 */
export function profile(): dynamic.ResourceProvider {
	return hooksOf<ProfileInputs, ProfileState>((context) => ({
		...profileLifecycle(context),
		check: (olds, news) => lazy.check().checkProfile(olds, news, context.say),
	}));
}

/** The hooks that Pulumi calls for a `ProfileSet`; as with {@link profile}, the state names this function. */
export function profileSet(): dynamic.ResourceProvider {
	return hooksOf<ProfileSetInputs, ProfileSetState>((context) => ({
		...profileSetLifecycle(context),
		check: (olds, news) => lazy.check().checkProfileSet(olds, news, context.say),
	}));
}

function hooksOf<Inputs extends object, State extends object>(
	hooksFor: (context: LifecycleContext) => Hooks<Inputs, State>,
): dynamic.ResourceProvider {
	let config: dynamic.Config | undefined; // stored, nothing else: a hook may come before configure has finished
	const context = connect({ config: (key) => config?.get(key), env: process.env });
	const configure = (given: dynamic.Config) => {
		config = given;
	};
	return door<Inputs, State>(configure, hooksFor(context));
}
