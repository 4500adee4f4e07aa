import { type Answers, defaultAnswers, trialAnswers } from "./answers";
import { createFaultRegistry, type FaultRegistry } from "./fault-book";
import type { EmulatorSettings } from "./options";
import { createRandom, type Random } from "./random";
import { createRateLimit, type RateLimit } from "./rate";
import { createRequestLog, type RequestLog } from "./request-log";
import { createSessions, type Sessions } from "./sessions";
import { createStore, type Store } from "./store";
import { createTagRules, type TagRules } from "./tag-rules";
import type { Tags } from "./values";
import { createWebhook, type WebhookSender } from "./webhook";

/** Everything an emulator knows and remembers. */
export interface EmulatorState {
	readonly settings: EmulatorSettings;
	readonly rules: TagRules;
	readonly answers: Answers;
	readonly log: RequestLog;
	readonly faults: FaultRegistry;
	readonly webhook: WebhookSender;
	/** Decides the order of shuffled answers. */
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
	const answers: Answers = { ...defaultAnswers };
	const log = createRequestLog();
	const faults = createFaultRegistry(settings.faults, settings.seed);
	const webhook = createWebhook(settings);
	const fixed = { settings, rules: createTagRules(settings), answers, log, faults, webhook };
	const world: EmulatorState = { ...fixed, ...initialState(settings, () => world.calls), reset };
	function reset(): void {
		log.clear();
		faults.reset();
		webhook.clear();
		Object.assign(answers, defaultAnswers, settings.trial ? trialAnswers : {}, settings.answers);
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
