import { createFaultRegistry, type FaultRegistry } from "./fault-registry";
import type { EmulatorSettings, Platforms } from "./options";
import { defaultQuirks, type Quirks, trialQuirks } from "./quirks";
import { createRandom, type Random } from "./random";
import { createRateLimit, type RateLimit } from "./rate-limit";
import { createRequestLog, type RequestLog } from "./request";
import { createStore, type Store } from "./store";
import { createTagRules, type TagRules, type Tags } from "./tags";
import { createWebhook, type WebhookSender } from "./webhook";

/** The settings and all data of a running emulator. */
export interface EmulatorState extends MutableState {
	readonly settings: EmulatorSettings;
	readonly rules: TagRules;
	readonly quirks: Quirks;
	readonly requestLog: RequestLog;
	readonly faults: FaultRegistry;
	readonly webhook: WebhookSender;
	/** Restores the initial accounts, quirks, faults and random seed; clears the request log and the webhook events. */
	reset(): void;
}

/** The part of the emulator's state that a reset replaces with initial values. */
interface MutableState {
	/** The source of the random numbers for shuffled responses. */
	random: Random;
	store: Store;
	rateLimit: RateLimit;
	sessions: Sessions;
	/** How many calls were handled since the start or the last reset. */
	callCount: number;
	/** A time in seconds since 1970. Every UserSig that was signed before this time is refused as expired. */
	userSigsValidFromSeconds: number;
}

/**
 * Creates the state of a new emulator.
 *
 * @throws Error with a one-line message if the custom fields exceed the limits of the service.
 */
export function createState(settings: EmulatorSettings): EmulatorState {
	const state: EmulatorState = {
		settings,
		rules: createTagRules(settings),
		quirks: initialQuirks(settings),
		requestLog: createRequestLog(),
		faults: createFaultRegistry(settings.faults, settings.seed),
		webhook: createWebhook(settings),
		...initialState(settings, () => state.callCount),
		reset() {
			state.requestLog.clear();
			state.faults.reset();
			state.webhook.clear();
			Object.assign(state.quirks, initialQuirks(settings));
			Object.assign(
				state,
				initialState(settings, () => state.callCount),
			);
		},
	};
	return state;
}

function initialQuirks({ trial, quirks }: EmulatorSettings): Quirks {
	return { ...defaultQuirks, ...(trial ? trialQuirks : {}), ...quirks };
}

function initialState(settings: EmulatorSettings, callCount: () => number): MutableState {
	return {
		random: createRandom(settings.seed + 1),
		store: createStore(initialAccounts(settings), () => ({ at: settings.now(), call: callCount() })),
		rateLimit: createRateLimit(settings.callsPerSecond, settings.now),
		sessions: createSessions(settings.online, settings.now),
		callCount: 0,
		userSigsValidFromSeconds: 0,
	};
}

function initialAccounts({ admins, accounts }: EmulatorSettings): Readonly<Record<string, Tags>> {
	const adminAccounts = admins.map((admin) => [admin, {}] as const);
	return Object.fromEntries([...adminAccounts, ...Object.entries(accounts)]);
}

/** The online status of the accounts, and the time of each account's last kick. */
export interface Sessions {
	/** Returns the status of an account on each platform. The result is empty if the account is offline. */
	platformsOf(account: string): Platforms;
	/** Logs an account out on every platform. */
	logOut(account: string): void;
	/** Logs an account out on every platform, and invalidates its UserSigs that were signed before the current second. */
	kick(account: string): void;
	/**
	 * Returns the time of an account's last kick in seconds since 1970, or 0 if the account was never kicked. UserSigs
	 * that were signed before this time are refused.
	 */
	validFromSeconds(account: string): number;
}

function createSessions(online: Readonly<Record<string, Platforms>>, now: () => number): Sessions {
	const sessions = new Map(Object.entries(online));
	const kicks = new Map<string, number>();
	const logOut = (account: string) => {
		sessions.delete(account);
	};
	return {
		platformsOf: (account) => sessions.get(account) ?? {},
		logOut,
		kick(account) {
			logOut(account);
			kicks.set(account, Math.floor(now() / 1000));
		},
		validFromSeconds: (account) => kicks.get(account) ?? 0,
	};
}
