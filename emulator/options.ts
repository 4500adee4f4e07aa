import type { FaultRule } from "./faults";
import type { Quirks } from "./quirks";
import type { CallsPerSecond } from "./rate-limit";
import type { Site, Tags } from "./tags";
import { checkWebhook, type WebhookOptions } from "./webhook";

/** The initial data of an emulator: accounts, custom fields, quirks and faults. `reset()` restores this data. */
export interface Seed {
	/**
	 * The tags of each account, keyed by UserID. The accounts of the admins are created automatically.
	 *
	 * @defaultValue `{}`
	 */
	readonly accounts?: Readonly<Record<string, Tags>>;
	/**
	 * The status of logged-in accounts on each platform, keyed by UserID. All other accounts are offline. The command
	 * `kick` logs an account out.
	 *
	 * @defaultValue `{}`
	 */
	readonly online?: Readonly<Record<string, Platforms>>;
	/**
	 * Keywords of the app's custom fields, at most 20, each with 1 to 8 English letters. The keyword `Team` defines the
	 * tag `Tag_Profile_Custom_Team`.
	 *
	 * @defaultValue `[]`
	 */
	readonly customFields?: readonly string[];
	/**
	 * Tags that the app accepts in addition to standard and custom fields. Each key is a tag, and its value is the type
	 * of the tag's values.
	 *
	 * @defaultValue `{}`
	 */
	readonly extraTags?: Readonly<Record<string, "string" | "uint64">>;
	/**
	 * UserIDs of the app's admins, which may call the REST API. The emulator's `env.TIM_IDENTIFIER` is the first of them.
	 * "administrator" is added automatically; including it, at most 10 admins are allowed.
	 *
	 * @defaultValue `[]`
	 */
	readonly admins?: readonly string[];
	/**
	 * Quirks that differ from their defaults.
	 *
	 * @defaultValue {@link defaultQuirks}
	 */
	readonly quirks?: Partial<Quirks>;
	/**
	 * Fault rules that are active from the start.
	 *
	 * @defaultValue `[]`
	 */
	readonly faults?: readonly FaultRule[];
}

/** The options of {@link startEmulator}. */
export interface EmulatorOptions extends Seed {
	/**
	 * The TCP port.
	 *
	 * @defaultValue `0`, any free port
	 */
	readonly port?: number;
	/**
	 * The host name or IP address on which the emulator listens.
	 *
	 * @defaultValue `"127.0.0.1"`
	 */
	readonly host?: string;
	/**
	 * Host names with which control requests (`/_emulator/…`) may address the emulator, in addition to `localhost`, IP
	 * addresses and `host`. Other names, and requests that a browser makes for another site, are refused with status 403.
	 *
	 * @defaultValue `[]`
	 */
	readonly allowedHosts?: readonly string[];
	/**
	 * The SDKAppID of the app.
	 *
	 * @defaultValue `1400000000`
	 */
	readonly sdkAppId?: number;
	/**
	 * The secret key of the app.
	 *
	 * @defaultValue the key of {@link demoApp}, which is not a secret
	 */
	readonly secretKey?: string;
	/**
	 * The site on which the app is registered. The limit of `Tag_Profile_IM_Location` is 500 bytes on the site in China,
	 * and 16 bytes on the international site.
	 *
	 * @defaultValue `"china"`
	 */
	readonly site?: Site;
	/**
	 * The delay of every response, in milliseconds. A call takes effect before the delay.
	 *
	 * @defaultValue `0`
	 */
	readonly latencyMs?: number;
	/**
	 * The maximum calls per second of each command, with bursts of at most 20 calls. `0` means no limit.
	 *
	 * @defaultValue `{}`, which applies the documented rates
	 */
	readonly callsPerSecond?: CallsPerSecond;
	/**
	 * The error code with which calls above the rate limit are refused.
	 *
	 * @defaultValue `60007`
	 */
	readonly rateLimitCode?: 60007 | 60011 | 60018;
	/**
	 * Whether to emulate a trial app. A trial app has at most 100 accounts, can delete accounts, and can create a deleted
	 * account again immediately.
	 *
	 * @defaultValue `false`, a paid app
	 */
	readonly trial?: boolean;
	/**
	 * The maximum number of accounts of the app, not counting robots. Above the maximum, the creation of an account is
	 * refused with 70398.
	 *
	 * @defaultValue no limit; 100 for a trial app
	 */
	readonly maxAccounts?: number;
	/**
	 * The receiver of `Profile.CallbackPortraitSet` events.
	 *
	 * @defaultValue no events are sent
	 */
	readonly webhook?: WebhookOptions;
	/**
	 * How long `portrait_get` returns the previous value after a write.
	 *
	 * @defaultValue no lag; `portrait_get` returns a written value immediately
	 */
	readonly lag?: Lag;
	/**
	 * The clock of the emulator: a function that returns the time in milliseconds since 1970.
	 *
	 * @defaultValue `Date.now`
	 */
	readonly now?: () => number;
	/**
	 * The seed of the random numbers for shuffled responses and for faults with a probability.
	 *
	 * @defaultValue `1`
	 */
	readonly seed?: number;
}

/**
 * The status of an account on a platform: logged in (`Online`), or logged out but reachable by push notifications
 * (`PushOnline`).
 *
 * @see https://trtc.io/document/35477
 */
export type OnlineStatus = "Online" | "PushOnline";

/** The status of an account on each platform, for example `{ iPhone: "PushOnline", Web: "Online" }`. */
export type Platforms = Readonly<Record<string, OnlineStatus>>;

/** How long `portrait_get` returns the previous value after a write, for standard fields and for custom fields. */
export interface Lag {
	/**
	 * The lag of standard fields, in milliseconds.
	 *
	 * @defaultValue `0`
	 */
	readonly standardMs?: number;
	/**
	 * The lag of custom fields, in milliseconds.
	 *
	 * @defaultValue `0`
	 */
	readonly customMs?: number;
}

/** The default SDKAppID and secret key of an emulator. The real service accepts neither. */
export const demoApp = {
	sdkAppId: 1_400_000_000,
	secretKey: "pulumi-tim-emulator-demo-key-not-a-secret",
} as const;

/** The options of an emulator after every default has been filled in. */
export interface EmulatorSettings extends Required<Omit<EmulatorOptions, "lag" | "webhook">> {
	readonly lag: Required<Lag>;
	readonly webhook: WebhookOptions | undefined;
}

/** The admin account that every app has. Source: https://cloud.tencent.com/document/product/454/124268 */
export const DEFAULT_ADMIN = "administrator";

/** The maximum number of admins of an app. Source: accounts in the console, https://trtc.io/document/50301 */
const MAX_ADMINS = 10;

/** The maximum number of accounts of a trial app. Source: error code 70398, https://trtc.io/document/34348 */
const MAX_TRIAL_ACCOUNTS = 100;

/**
 * Returns the options with all defaults filled in.
 *
 * @throws Error with a one-line message if there are too many admins or the webhook is invalid.
 */
export function resolveOptions(options: EmulatorOptions): EmulatorSettings {
	if (options.webhook !== undefined) checkWebhook(options.webhook);
	return {
		port: 0,
		host: "127.0.0.1",
		allowedHosts: [],
		...demoApp,
		site: "china",
		latencyMs: 0,
		callsPerSecond: {},
		rateLimitCode: 60007,
		trial: false,
		maxAccounts: options.trial ? MAX_TRIAL_ACCOUNTS : Infinity,
		now: Date.now,
		seed: 1,
		accounts: {},
		online: {},
		customFields: [],
		extraTags: {},
		quirks: {},
		faults: [],
		webhook: undefined,
		...options,
		admins: resolveAdmins(options.admins ?? []),
		lag: { standardMs: 0, customMs: 0, ...options.lag },
	};
}

/**
 * Returns the given admins followed by the default admin, without duplicates.
 *
 * @throws Error with a one-line message if there are more than 10 admins.
 */
export function resolveAdmins(given: readonly string[]): readonly string[] {
	const admins = [...new Set([...given, DEFAULT_ADMIN])];
	if (admins.length <= MAX_ADMINS) return admins;
	throw new Error(
		`admins: ${admins.length} including "${DEFAULT_ADMIN}", which every app has; at most ${MAX_ADMINS} are allowed`,
	);
}
