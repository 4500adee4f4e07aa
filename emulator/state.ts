import { createFaultRegistry, type FaultRegistry } from "./fault-registry";
import type { EmulatorSettings, Platforms } from "./options";
import { defaultQuirks, type Quirks, trialQuirks } from "./quirks";
import { createRandom, type Random } from "./random";
import { createRateLimit, type RateLimit } from "./rate-limit";
import { createRequestLog, type RequestLog } from "./request";
import { createStore, type Store } from "./store";
import { createTagRules, type TagRules, type Tags } from "./tags";
import { createWebhook, type WebhookSender } from "./webhook";

/** Who is logged in where, and from when on UserSigs count. */
export interface Sessions {
	/** The platforms of an account; none when it is offline. */
	of(account: string): Platforms;
	/** Logs an account out everywhere. */
	logOut(account: string): void;
	/** Logs an account out everywhere, and has UserSigs count only when signed from the current second on. */
	kick(account: string): void;
	/** UserSigs of an account that were signed before this second count no more. */
	validFrom(account: string): number;
}

/** Sessions as they are at first. `now` gives milliseconds. */
export function createSessions(online: Readonly<Record<string, Platforms>>, now: () => number): Sessions {
	const sessions = new Map(Object.entries(online));
	const kicked = new Map<string, number>();
	const logOut = (account: string) => {
		sessions.delete(account);
	};
	return {
		of: (account) => sessions.get(account) ?? {},
		logOut,
		kick(account) {
			logOut(account);
			kicked.set(account, Math.floor(now() / 1000));
		},
		validFrom: (account) => kicked.get(account) ?? 0,
	};
}

/** Everything an emulator knows and remembers. */
export interface EmulatorState {
	readonly settings: EmulatorSettings;
	readonly rules: TagRules;
	readonly quirks: Quirks;
	readonly log: RequestLog;
	readonly faults: FaultRegistry;
	readonly webhook: WebhookSender;
	/** Decides the order of shuffled quirks. */
	readonly random: Random;
	readonly store: Store;
	readonly rate: RateLimit;
	readonly sessions: Sessions;
	/** How many calls were served since the start or the last reset. */
	calls: number;
	/** UserSigs signed before this second count as expired. */
	userSigsValidFrom: number;
	/** Goes back to the seed: accounts, switches, faults, log, webhook events, chance. */
	reset(): void;
}

type MutableState = Pick<EmulatorState, "random" | "store" | "rate" | "sessions" | "calls" | "userSigsValidFrom">;

/**
 * A world in its first state.
 *
 * Errors: `Error` with one line for custom fields beyond the service's limits.
 */
export function createState(settings: EmulatorSettings): EmulatorState {
	const quirks: Quirks = { ...defaultQuirks };
	const log = createRequestLog();
	const faults = createFaultRegistry(settings.faults, settings.seed);
	const webhook = createWebhook(settings);
	const fixed = { settings, rules: createTagRules(settings), quirks, log, faults, webhook };
	const world: EmulatorState = { ...fixed, ...initialState(settings, () => world.calls), reset };
	function reset(): void {
		log.clear();
		faults.reset();
		webhook.clear();
		Object.assign(quirks, defaultQuirks, settings.trial ? trialQuirks : {}, settings.quirks);
		Object.assign(
			world,
			initialState(settings, () => world.calls),
		);
	}
	reset();
	return world;
}

function initialState(settings: EmulatorSettings, calls: () => number): MutableState {
	return {
		random: createRandom(settings.seed + 1),
		store: createStore(seedAccounts(settings), () => ({ at: settings.now(), call: calls() })),
		rate: createRateLimit(settings.callsPerSecond, settings.now),
		sessions: createSessions(settings.online, settings.now),
		calls: 0,
		userSigsValidFrom: 0,
	};
}

function seedAccounts({ admins, accounts }: EmulatorSettings): Readonly<Record<string, Tags>> {
	const empty = admins.map((admin) => [admin, {}] as const);
	return Object.fromEntries([...empty, ...Object.entries(accounts)]);
}
