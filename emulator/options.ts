import type { FaultRule } from "./faults";
import type { Quirks } from "./quirks";
import type { CallsPerSecond } from "./rate-limit";
import type { Site, Tags } from "./tags";
import { checkWebhook, type WebhookOptions } from "./webhook";

/** The accounts, fields, quirks and faults that an emulator starts with, and that its `reset()` restores. */
export interface Seed {
	/**
	 * Accounts by id, each with its tags. The admins exist in any case.
	 *
	 * @defaultValue `{}`
	 */
	readonly accounts?: Readonly<Record<string, Tags>>;
	/**
	 * Accounts that are logged in, each with its status by platform. A kick logs an account out.
	 *
	 * @defaultValue `{}`
	 */
	readonly online?: Readonly<Record<string, Platforms>>;
	/**
	 * Keywords of the app's custom fields: `Team` makes `Tag_Profile_Custom_Team`. At most 20, of 1 to 8 English letters.
	 *
	 * @defaultValue `[]`
	 */
	readonly customFields?: readonly string[];
	/**
	 * Tags of other names that the app accepts, with their types.
	 *
	 * @defaultValue `{}`
	 */
	readonly extraTags?: Readonly<Record<string, "string" | "uint64">>;
	/**
	 * Identifiers that may call; the first one is the one in `env`. "administrator" is always one of the at most 10.
	 *
	 * @defaultValue `[]`
	 */
	readonly admins?: readonly string[];
	/**
	 * Switches for behaviour that the documents leave open.
	 *
	 * @defaultValue {@link defaultQuirks}
	 */
	readonly quirks?: Partial<Quirks>;
	/**
	 * Faults that are active from the start.
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
	 * The address to listen on.
	 *
	 * @defaultValue `"127.0.0.1"`
	 */
	readonly host?: string;
	/**
	 * The SDKAppID of the app.
	 *
	 * @defaultValue `1400000000`
	 */
	readonly sdkAppId?: number;
	/**
	 * The secret key of the app.
	 *
	 * @defaultValue a key that only the emulator accepts
	 */
	readonly secretKey?: string;
	/**
	 * The site of the app, which decides the limit of `Tag_Profile_IM_Location`: 500 bytes in China, otherwise 16.
	 *
	 * @defaultValue `"china"`
	 */
	readonly site?: Site;
	/**
	 * How long each answer takes, in milliseconds. The call takes effect on arrival.
	 *
	 * @defaultValue `0`
	 */
	readonly latencyMs?: number;
	/**
	 * Most calls of one command per second, 20 of them at once; `0` for no limit.
	 *
	 * @defaultValue `{}`, the documented rates
	 */
	readonly callsPerSecond?: CallsPerSecond;
	/**
	 * The error code of calls beyond the rate.
	 *
	 * @defaultValue `60007`
	 */
	readonly rateLimitCode?: 60007 | 60011 | 60018;
	/**
	 * Emulates a trial app: 100 accounts, deletion allowed, and deleted accounts can be imported again at once.
	 *
	 * @defaultValue `false`, a paid app
	 */
	readonly trial?: boolean;
	/**
	 * The most accounts of the app (70398), robots not counted.
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
	 * How long reads do not see a write.
	 *
	 * @defaultValue reads see every write at once
	 */
	readonly lag?: Lag;
	/**
	 * The clock, in milliseconds since 1970.
	 *
	 * @defaultValue `Date.now`
	 */
	readonly now?: () => number;
	/**
	 * The seed of everything random: shuffled answers and faults with a probability.
	 *
	 * @defaultValue `1`
	 */
	readonly seed?: number;
}

/**
 * The status of an account on a platform: logged in, or logged out and reachable by push.
 *
 * @see https://trtc.io/document/35477
 */
export type OnlineStatus = "Online" | "PushOnline";

/** The status of an account by platform, for example `{ iPhone: "PushOnline", Web: "Online" }`. */
export type Platforms = Readonly<Record<string, OnlineStatus>>;

/** How long `portrait_get` does not see a write, separately for custom fields. */
export interface Lag {
	/**
	 * Milliseconds for standard fields.
	 *
	 * @defaultValue `0`
	 */
	readonly standardMs?: number;
	/**
	 * Milliseconds for custom fields.
	 *
	 * @defaultValue `0`
	 */
	readonly customMs?: number;
}

/** The app id and key of an emulator that is started without any. The service knows neither. */
export const demoApp = {
	sdkAppId: 1_400_000_000,
	secretKey: "pulumi-tim-emulator-demo-key-not-a-secret",
} as const;

/** {@link EmulatorOptions} with every default filled in. */
export interface EmulatorSettings extends Required<Omit<EmulatorOptions, "lag" | "webhook">> {
	readonly lag: Required<Lag>;
	readonly webhook: WebhookOptions | undefined;
}

/** The admin of every app. Source: https://cloud.tencent.com/document/product/454/124268 */
export const DEFAULT_ADMIN = "administrator";

/** The most admins of an app. Source: accounts in the console, https://trtc.io/document/50301 */
const MAX_ADMINS = 10;

/** The most accounts of a trial app. Source: error code 70398, https://trtc.io/document/34348 */
const MAX_TRIAL_ACCOUNTS = 100;

/**
 * Fills in the defaults.
 *
 * @throws Error with one line for too many admins, or a webhook that cannot be called.
 */
export function resolveOptions(options: EmulatorOptions): EmulatorSettings {
	if (options.webhook !== undefined) checkWebhook(options.webhook);
	return {
		port: 0,
		host: "127.0.0.1",
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
 * Adds the default admin to the given ones.
 *
 * @throws Error with one line for more than 10.
 */
export function resolveAdmins(given: readonly string[]): readonly string[] {
	const admins = [...new Set([...given, DEFAULT_ADMIN])];
	if (admins.length <= MAX_ADMINS) return admins;
	throw new Error(
		`admins: ${admins.length} including "${DEFAULT_ADMIN}", an admin of every app; at most ${MAX_ADMINS} are allowed`,
	);
}
