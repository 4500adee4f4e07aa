import type { dynamic } from "@pulumi/pulumi";
import { connect } from "./connect";
import { door } from "./door";
import { checkProfile } from "./lifecycle/check";
import { profileLifecycle } from "./lifecycle/profile";
import type { ProfileInputs, ProfileState } from "./profile/types";

/**
 * The hooks that Pulumi calls for a `Profile`. The state names this function; a newer version must go on reading the state
 * of every older one.
 */
export function profile(): dynamic.ResourceProvider {
	let config: dynamic.Config | undefined; // stored, nothing else: a hook may come before configure has finished
	const context = connect({ config: (key) => config?.get(key), env: process.env });
	const configure = (given: dynamic.Config) => {
		config = given;
	};
	return door<ProfileInputs, ProfileState>(configure, {
		...profileLifecycle(context),
		check: (olds, news) => checkProfile(olds, news, context.say),
	});
}
