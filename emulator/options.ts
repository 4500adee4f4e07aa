import type { FaultRule } from "./faults";
import type { Quirks } from "./quirks";
import type { CallsPerSecond } from "./rate-limit";
import type { Site, Tags } from "./tags";
import { checkWebhook, type WebhookOptions } from "./webhook";

/** The admin that every app has; nobody can take its rights. Source: https://cloud.tencent.com/document/product/454/124268 */
export const DEFAULT_ADMIN = "administrator";

/** The most admins of an app. Source: accounts in the console, https://trtc.io/document/50301 */
export const MAX_ADMINS = 10;

/**
 * The admins of an app that was given some: those, and the default one.
 *
 * Errors: `Error` with one line for more than 10.
 */
export function adminsOf(given: readonly string[]): readonly string[] {
	const admins = [...new Set([...given, DEFAULT_ADMIN])];
	if (admins.length <= MAX_ADMINS) return admins;
	throw new Error(
		`admins: ${admins.length} with "${DEFAULT_ADMIN}", which is always one; an app has at most ${MAX_ADMINS}`,
	);
}

/** The accounts and fields that an emulator starts with, and goes back to on `reset()`. */
export interface Seed {
	/** Accounts by id, each with its tags. The admins exist in any case. @default {} */
	readonly accounts?: Readonly<Record<string, Tags>>;
	/** Accounts that are logged in, each with its platforms and what it is there; a kick ends it. @default {} */
	readonly online?: Readonly<Record<string, Platforms>>;
	/** Keywords of the app's custom fields: `Team` makes `Tag_Profile_Custom_Team`. @default [] */
	readonly customFields?: readonly string[];
	/** Tags of other names that the app takes too. @default {} */
	readonly extraTags?: Readonly<Record<string, "string" | "uint64">>;
	/** Identifiers that may call; the first is the one in `env`. "administrator" is always one of at most 10. @default [] */
	readonly admins?: readonly string[];
	/** Switches for what the documentation leaves open. @default defaultQuirks */
	readonly quirks?: Partial<Quirks>;
	/** Faults in force from the start. @default [] */
	readonly faults?: readonly FaultRule[];
}

/** What `startEmulator` takes. */
export interface EmulatorOptions extends Seed {
	/** @default 0, any free port */
	readonly port?: number;
	/** @default "127.0.0.1" */
	readonly host?: string;
	/** @default 1400000000 */
	readonly sdkAppId?: number;
	/** @default a key that only the emulator accepts */
	readonly secretKey?: string;
	/** Decides the limit of `Tag_Profile_IM_Location`: 500 bytes in China, else 16. @default "china" */
	readonly site?: Site;
	/** How long each answer takes; the call takes effect when it arrives. @default 0 */
	readonly latencyMs?: number;
	/** Most calls of one command in a second, 20 of them at once; `0` for no limit. @default {}, as documented */
	readonly callsPerSecond?: CallsPerSecond;
	/** What calls beyond the rate are answered with. @default 60007 */
	readonly rateLimitCode?: 60007 | 60011 | 60018;
	/** Plays a trial app: 100 accounts, and account deletion that can be undone by an import. @default false, a paid app */
	readonly trial?: boolean;
	/** The most accounts the app may have (70398), robots aside. @default no limit; 100 of a trial app */
	readonly maxAccounts?: number;
	/** Where `Profile.CallbackPortraitSet` events go. @default nowhere */
	readonly webhook?: WebhookOptions;
	/** How long a write stays unseen by reads. @default none */
	readonly lag?: Lag;
	/** The clock, in milliseconds since 1970. @default Date.now */
	readonly now?: () => number;
	/** The seed of everything left to chance. @default 1 */
	readonly seed?: number;
}

/** How long a write stays unseen by `portrait_get`, separately for custom fields. */
export interface Lag {
	/** @default 0 */
	readonly standardMs?: number;
	/** @default 0 */
	readonly customMs?: number;
}

/** {@link EmulatorOptions} with every default filled in. */
export interface EmulatorSettings extends Required<Omit<EmulatorOptions, "lag" | "webhook">> {
	readonly lag: Required<Lag>;
	readonly webhook: WebhookOptions | undefined;
}

/** The app id and key of an emulator that was given none. The service knows neither. */
export const demoApp = {
	sdkAppId: 1_400_000_000,
	secretKey: "pulumi-tim-emulator-demo-key-not-a-secret",
} as const;

/** The most accounts of a trial app. Source: error code 70398, https://trtc.io/document/34348 */
export const MAX_TRIAL_ACCOUNTS = 100;

/**
 * Fills in the defaults.
 *
 * Errors: `Error` with one line for too many admins, or a webhook that cannot be called.
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
		admins: adminsOf(options.admins ?? []),
		lag: { standardMs: 0, customMs: 0, ...options.lag },
	};
}

/** What an account is on a platform: logged in, or gone but reached by push. Source: https://trtc.io/document/35477 */
export type OnlineStatus = "Online" | "PushOnline";

/** The state of an account by platform, for example `{ iPhone: "PushOnline", Web: "Online" }`. */
export type Platforms = Readonly<Record<string, OnlineStatus>>;
