import * as pulumi from "@pulumi/pulumi";
import * as runtimeConfig from "@pulumi/pulumi/runtime/config";
import type { Compare } from "../settings/resolve";
import { EXPLICIT_MARK, type Region } from "../settings/table";

/**
 * The settings of one app. They take precedence over the environment, which never supplies the app, identifier, region,
 * endpoint or key of an explicit provider. The key itself is not an argument, so that it never reaches the state.
 */
export interface ProviderArgs {
	/** The app (SDKAppID), from 1 to 4294967295. */
	readonly sdkAppId: pulumi.Input<number | string>;
	/**
	 * The admin account that signs the calls.
	 *
	 * @defaultValue "administrator"
	 */
	readonly identifier?: pulumi.Input<string> | undefined;
	/** The region in which the app was created. Required without `endpoint`. */
	readonly region?: pulumi.Input<Region> | undefined;
	/** The origin to call, such as `https://adminapisgp.im.qcloud.com`. Required without `region`. */
	readonly endpoint?: pulumi.Input<string> | undefined;
	/** The environment variable that contains the secret key of the app. Required without `secretKeyFile`. */
	readonly secretKeyEnv?: pulumi.Input<string> | undefined;
	/** The file that contains the secret key of the app. */
	readonly secretKeyFile?: pulumi.Input<string> | undefined;
	/**
	 * The time-out of one attempt of a call, in milliseconds, from 3001 to 600000.
	 *
	 * @defaultValue 5000
	 */
	readonly timeoutMs?: pulumi.Input<number> | undefined;
	/**
	 * The rate limit for each command, from 1 to 10000 calls a second.
	 *
	 * @defaultValue 100
	 */
	readonly callsPerSecond?: pulumi.Input<number> | undefined;
	/**
	 * The values that a preview compares the inputs with: the `live` profile, or the `state`.
	 *
	 * @defaultValue "live"
	 */
	readonly compare?: pulumi.Input<Compare> | undefined;
	/**
	 * Whether an `Account` with `onDelete: "delete"` may be deleted permanently.
	 *
	 * @defaultValue false
	 */
	readonly allowAccountDeletion?: pulumi.Input<boolean> | undefined;
}

/**
 * The settings of another app in the same stack. Pass it as the option `provider` to the resources of that app.
 *
 * @example
 * ```ts
 * const second = new tim.Provider("second", { sdkAppId: 1400000001, region: "singapore", secretKeyFile: "key.txt" });
 * new tim.Profile("bot", { account: "bot", nick: "Bot" }, { provider: second });
 * ```
 */
export class Provider extends pulumi.ProviderResource {
	/** Declares the settings of one app. */
	constructor(name: string, args: ProviderArgs, options?: pulumi.ResourceOptions) {
		const inputs = Object.entries(args).map(([key, value]) => [`tim:${key}`, value] as const);
		super("pulumi-nodejs", name, { ...Object.fromEntries(inputs), [EXPLICIT_MARK]: true }, options);
	}
}

/** The SDK has this function but not its type. In a version without it, every value counts as secret. */
const { isConfigSecret = () => true } = runtimeConfig as { readonly isConfigSecret?: (key: string) => boolean };

/**
 * Throws when stack config contains the secret key as plain text: Pulumi would copy it into the state.
 *
 * @throws RunError, whose message Pulumi shows without a stack.
 */
export function rejectPlainTextKey(): void {
	const isSet = new pulumi.Config("tim").get("secretKey") !== undefined;
	if (!isSet || isConfigSecret("tim:secretKey")) return;
	throw new pulumi.RunError(
		"tim:secretKey: is plain text in the stack's config; run pulumi config set --secret tim:secretKey, or use TIM_SECRET_KEY_FILE",
	);
}
