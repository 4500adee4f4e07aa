import { unhandledCalls } from "./dispatch";
import type { Faults } from "./fault-registry";
import { DEFAULT_ADMIN, type EmulatorOptions, type EmulatorSettings, resolveOptions } from "./options";
import { applyProfileChange, type ProfileChange } from "./profile-change";
import type { Quirks } from "./quirks";
import type { RequestRecord } from "./request";
import { startServer } from "./server";
import { createState, type EmulatorState } from "./state";
import type { TagChanges, Tags } from "./tags";
import type { Webhook } from "./webhook";

/** A running emulator. */
export interface Emulator {
	/** For example `http://127.0.0.1:49152`. */
	readonly endpoint: string;
	readonly sdkAppId: number;
	readonly secretKey: string;
	/** The first admin. */
	readonly identifier: string;
	/** The environment that points the provider at this emulator: the four `TIM_…` settings. */
	readonly env: Readonly<Record<string, string>>;
	/** Every call since the start or the last reset, oldest first. */
	readonly requests: readonly RequestRecord[];
	/** The calls of commands that the emulator does not know. */
	readonly unhandled: readonly RequestRecord[];
	/** Returns the number of calls, of one command or of all. */
	calls(command?: string): number;
	/** Returns the number of calls that were refused by the rate limit, of one command or of all. */
	refused(command?: string): number;
	/** The quirks; assign to a property to change it. */
	readonly quirks: Quirks;
	/** The active faults. */
	readonly faults: Faults;
	/** Returns the stored tags of an account, `""` and `0` as written; `undefined` if the account does not exist. */
	profile(account: string): Tags | undefined;
	/**
	 * Changes the tags of an account without checks, request record or webhook event. Creates the account if it does not
	 * exist.
	 */
	setProfile(account: string, changes: TagChanges): void;
	/**
	 * Changes a profile as an admin in the console or a user in the app does, and sends the webhook event.
	 *
	 * @throws Error for an account that does not exist, no items, or a value that the service would refuse.
	 */
	change(change: ProfileChange): void;
	/** The webhook events, which `portrait_set` and {@link change} cause. */
	readonly webhook: Webhook;
	/**
	 * Creates an account with exactly these tags; an existing account is replaced.
	 *
	 * @defaultValue no tags
	 */
	addAccount(account: string, tags?: Tags): void;
	/** Removes an account with its profile. */
	removeAccount(account: string): void;
	/** Restores the accounts, quirks, faults and random seed of the start, clears the requests and aborts webhook events. */
	reset(): void;
	/** Stops at once: closes open connections and aborts webhook events. */
	close(): Promise<void>;
}

/**
 * Starts an emulator of the service on an HTTP port of this machine.
 *
 * @throws Error with one line for options beyond the service's limits; the error of `listen` if the port is in use.
 *
 * @example
 * ```ts
 * const emulator = await startEmulator({ accounts: { support_bot: { Tag_Profile_IM_Nick: "Support" } } });
 * // run the provider with { ...process.env, ...emulator.env }
 * await emulator.close();
 * ```
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
	const settings = resolveOptions(options);
	const state = createState(settings);
	const server = await startServer(state);
	const close = async () => {
		await server.close();
		state.webhook.clear();
		await state.webhook.idle();
	};
	return Object.assign(createHandle(state), identify(settings, server.endpoint), { close });
}

function identify({ sdkAppId, secretKey, admins }: EmulatorSettings, endpoint: string) {
	const [identifier = DEFAULT_ADMIN] = admins;
	const env = {
		TIM_SDK_APP_ID: String(sdkAppId),
		TIM_IDENTIFIER: identifier,
		TIM_ENDPOINT: endpoint,
		TIM_SECRET_KEY: secretKey,
	};
	return { endpoint, sdkAppId, secretKey, identifier, env };
}

function createHandle(state: EmulatorState): Omit<Emulator, keyof ReturnType<typeof identify> | "close"> {
	const { requestLog, quirks, faults, webhook } = state;
	return {
		requests: requestLog.records,
		get unhandled() {
			return unhandledCalls(requestLog.records);
		},
		quirks,
		faults,
		webhook,
		calls(command) {
			const { records } = requestLog;
			return command === undefined ? records.length : records.filter((record) => record.command === command).length;
		},
		refused: (command) => state.rateLimit.refused(command),
		profile: (account) => state.store.tags(account),
		setProfile: (account, changes) => state.store.change(account, changes),
		change: (change) => applyProfileChange(state, change),
		addAccount: (account, tags = {}) => {
			state.store.remove(account);
			state.store.change(account, tags);
		},
		removeAccount: (account) => state.store.remove(account),
		reset: () => state.reset(),
	};
}
