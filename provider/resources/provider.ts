import * as pulumi from "@pulumi/pulumi";
import * as runtimeConfig from "@pulumi/pulumi/runtime/config";
import { nearestName } from "../model/nearest-name";
import { ARGUMENT_PREFIX, argumentNames, describeUnknownArgument } from "../settings/arguments";
import { type Compare, isOrigin } from "../settings/resolve";
import { EXPLICIT_MARK, integerSettings, type Region, settingNames } from "../settings/table";
import { whenKnown } from "./inputs";
import { createRunError } from "./run-error";
import { checkInputs, requireInputMap } from "./storable-inputs";

/**
 * The settings of an explicit provider, which connects to one app. These settings take precedence over environment
 * variables. The app, identifier, region, endpoint and secret key of an explicit provider are never read from the
 * `TIM_…` environment variables. The secret key itself is not an argument, so that it is never stored in the state.
 */
export interface ProviderArgs {
	/** SDKAppID of the app, from 1 to 4294967295. */
	readonly sdkAppId: pulumi.Input<number | string>;
	/**
	 * UserID of the admin account that signs the API calls.
	 *
	 * @defaultValue "administrator"
	 */
	readonly identifier?: pulumi.Input<string> | undefined;
	/** Region in which the app was created. Required if `endpoint` is absent. */
	readonly region?: pulumi.Input<Region> | undefined;
	/** Origin of the REST API, such as `https://adminapisgp.im.qcloud.com`. Required if `region` is absent. */
	readonly endpoint?: pulumi.Input<string> | undefined;
	/**
	 * Name of the environment variable that contains the secret key of the app. Required if `secretKeyFile` is absent.
	 */
	readonly secretKeyEnv?: pulumi.Input<string> | undefined;
	/** Path of the file that contains the secret key of the app. Required if `secretKeyEnv` is absent. */
	readonly secretKeyFile?: pulumi.Input<string> | undefined;
	/**
	 * Time-out of one attempt of an API call in milliseconds, from 3001 to 600000.
	 *
	 * @defaultValue 5000
	 */
	readonly timeoutMs?: pulumi.Input<number> | undefined;
	/**
	 * Rate limit of each API command in calls per second, from 1 to 10000.
	 *
	 * @defaultValue 100
	 */
	readonly callsPerSecond?: pulumi.Input<number> | undefined;
	/**
	 * Values with which a preview compares the inputs. `live`: Pulumi's state and the live profiles on the service.
	 * `state`: only Pulumi's state.
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
 * An explicit provider: the settings of one app, for stacks that manage several apps. Pass the provider as the option
 * `provider` to the resources of that app.
 *
 * @example
 * ```ts
 * const second = new tim.Provider("second", { sdkAppId: 1400000001, region: "singapore", secretKeyFile: "key.txt" });
 * new tim.Profile("bot", { account: "bot", nick: "Bot" }, { provider: second });
 * ```
 */
export class Provider extends pulumi.ProviderResource {
	/**
	 * Declares the settings of one app.
	 *
	 * @throws RunError when an argument does not exist or has a value of the wrong type, before Pulumi receives any argument
	 */
	constructor(name: string, args: ProviderArgs, options?: pulumi.ResourceOptions) {
		requireInputMap(name, args);
		rejectUnknownArgument(name, args);
		const inputs = Object.entries(checkInputs(name, args)).map(
			([key, value]) => [`${ARGUMENT_PREFIX}${key}`, checkArgument(name, key, value)] as const,
		);
		super("pulumi-nodejs", name, { ...Object.fromEntries(inputs), [EXPLICIT_MARK]: true }, options);
	}
}

/** The function of the SDK that returns whether a config value is a secret. The SDK's type declarations omit it. */
interface SecretConfig {
	readonly isConfigSecret?: (key: string) => boolean;
}

/**
 * Throws if an argument of a provider does not exist. The types do not reject such an argument in JavaScript, and a
 * secret key as an argument would be stored in the state as plain text.
 */
function rejectUnknownArgument(name: string, args: object): void {
	const unknown = Object.keys(args).find((argument) => !argumentNames.includes(argument));
	if (unknown === undefined) return;
	throw createRunError(`${name}: ${describeUnknownArgument(unknown, nearestName(unknown, settingNames))}`);
}

/**
 * Throws if the value of an argument has the wrong type, because such a value could contain a credential, which Pulumi would
 * store. An output or a promise is checked when its value is known. Returns the value to register.
 */
function checkArgument(name: string, argument: string, value: unknown): unknown {
	return whenKnown(value, (known) => {
		const problem = known == null ? undefined : describeArgument(argument, known);
		if (problem !== undefined) throw createRunError(`${name}: ${argument}: ${problem}`);
		return known;
	});
}

/** Describes the problem of the value of an argument, without the value. Returns `undefined` if there is no problem. */
function describeArgument(argument: string, value: unknown): string | undefined {
	const text = typeof value === "object" ? "" : String(value);
	if (Object.hasOwn(integerSettings, argument)) return /^-?\d+$/.test(text) ? undefined : "must be an integer";
	if (argument === "allowAccountDeletion") {
		return ["true", "false"].includes(text) ? undefined : "must be true or false";
	}
	if (typeof value !== "string") return "must be text";
	if (argument !== "endpoint" || (URL.canParse(text) && isOrigin(new URL(text)))) return undefined;
	return "must have only a scheme, a host and a port, such as https://adminapisgp.im.qcloud.com";
}

/**
 * Throws if the stack configuration contains the secret key as plain text, because Pulumi would then copy the secret
 * key to the state as plain text. Also throws if a version of the SDK cannot tell plain text from a secret.
 *
 * @throws RunError, whose message Pulumi shows without a stack trace
 */
export function rejectPlainTextKey({ isConfigSecret }: SecretConfig = runtimeConfig as SecretConfig): void {
	if (new pulumi.Config("tim").get("secretKey") === undefined || isConfigSecret?.("tim:secretKey")) return;
	const problem =
		isConfigSecret === undefined
			? "this version of @pulumi/pulumi cannot tell whether the key is a secret; use TIM_SECRET_KEY_FILE, or a version in docs/compatibility.md"
			: "the key is plain text in the stack configuration; run pulumi config set --secret tim:secretKey, or use TIM_SECRET_KEY_FILE";
	throw createRunError(`tim:secretKey: ${problem}`);
}
