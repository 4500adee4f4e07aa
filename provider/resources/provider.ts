import * as pulumi from "@pulumi/pulumi";
import * as runtimeConfig from "@pulumi/pulumi/runtime/config";
import type { Compare } from "../settings/resolve";
import { EXPLICIT_MARK, type Region } from "../settings/table";

/**
 * The settings of one app. They win over the environment, which never says for an explicit provider which app it means, as
 * whom, where or with which key. The key itself is no argument, so that it never reaches the state: name where it is.
 */
export interface ProviderArgs {
	/** The app (SDKAppID). Limit: 1 to 4294967295. */
	readonly sdkAppId: pulumi.Input<number | string>;
	/** The admin account that signs. @default "administrator" */
	readonly identifier?: pulumi.Input<string> | undefined;
	/** Where the app was created. Give this or `endpoint`. */
	readonly region?: pulumi.Input<Region> | undefined;
	/** Origin to call instead of a region's host, such as `https://adminapisgp.im.qcloud.com`. */
	readonly endpoint?: pulumi.Input<string> | undefined;
	/** Name of the environment variable that holds the app's secret key. Give this or `secretKeyFile`. */
	readonly secretKeyEnv?: pulumi.Input<string> | undefined;
	/** File that holds the app's secret key. */
	readonly secretKeyFile?: pulumi.Input<string> | undefined;
	/** Time for one attempt of a call, in milliseconds. @default 5000 */
	readonly timeoutMs?: pulumi.Input<number> | undefined;
	/** Most calls of one command in a second. @default 100 */
	readonly callsPerSecond?: pulumi.Input<number> | undefined;
	/** What a preview compares with: `live`, or the `state` alone. @default "live" */
	readonly compare?: pulumi.Input<Compare> | undefined;
	/** Whether an `Account` with `onDelete: "delete"` may be deleted, which nothing undoes. @default false */
	readonly allowAccountDeletion?: pulumi.Input<boolean> | undefined;
}

/** An app of its own: pass it as `provider` to profiles of a second app in one stack. */
export class Provider extends pulumi.ProviderResource {
	/** Declares the settings of one app. */
	constructor(name: string, args: ProviderArgs, options?: pulumi.ResourceOptions) {
		const named = Object.entries(args).map(([key, value]) => [`tim:${key}`, value] as const);
		super("pulumi-nodejs", name, { ...Object.fromEntries(named), [EXPLICIT_MARK]: true }, options);
	}
}

/** The SDK knows which config is secret and leaves the function out of its types; a version without it passes. */
const { isConfigSecret = () => true } = runtimeConfig as { readonly isConfigSecret?: (key: string) => boolean };

/**
 * Refuses a secret key that stack config holds in clear: Pulumi would copy it into the state as it is.
 *
 * Errors: a `RunError`, of which Pulumi shows the message and no stack.
 */
export function rejectPlainTextKey(): void {
	const isSet = new pulumi.Config("tim").get("secretKey") !== undefined;
	if (!isSet || isConfigSecret("tim:secretKey")) return;
	throw new pulumi.RunError(
		"tim:secretKey: is in clear in the stack's config; run pulumi config set --secret tim:secretKey, or use TIM_SECRET_KEY_FILE",
	);
}
