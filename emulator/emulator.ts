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

/** A running emulator, and the functions with which a test controls it. */
export interface Emulator {
	/** The base URL of the REST API, for example `http://127.0.0.1:49152`. */
	readonly endpoint: string;
	/** The SDKAppID of the emulated app. */
	readonly sdkAppId: number;
	/** The secret key of the emulated app. */
	readonly secretKey: string;
	/** The UserID of the first admin. The provider signs its calls with this UserID as the identifier. */
	readonly identifier: string;
	/**
	 * The environment variables that connect the provider to this emulator: `TIM_SDK_APP_ID`, `TIM_IDENTIFIER`,
	 * `TIM_ENDPOINT` and `TIM_SECRET_KEY`.
	 */
	readonly env: Readonly<Record<string, string>>;
	/** Records of the REST API calls since the start or the last reset, oldest first. */
	readonly requests: readonly RequestRecord[];
	/** Records of the REST API calls whose command the emulator does not implement. */
	readonly unhandled: readonly RequestRecord[];
	/**
	 * Returns how many calls of a command the emulator received. Without an argument, counts the calls of all commands.
	 */
	calls(command?: string): number;
	/**
	 * Returns how many calls of a command the rate limit refused. Without an argument, counts the calls of all commands.
	 */
	refused(command?: string): number;
	/** The current quirks. Assign to a property to change a quirk. */
	readonly quirks: Quirks;
	/** The fault rules, with functions to add and remove rules. */
	readonly faults: Faults;
	/**
	 * Returns the stored tags of an account, or `undefined` if the account does not exist. Includes tags whose value is
	 * `""` or `0`.
	 */
	profile(account: string): Tags | undefined;
	/**
	 * Changes the tags of an account. Creates the account if it does not exist. Does not validate the values, record a
	 * request or send a webhook event.
	 */
	setProfile(account: string, changes: TagChanges): void;
	/**
	 * Changes a profile as an admin can in the console or a user can in the app, and sends the webhook event.
	 *
	 * @throws Error if the account does not exist, `items` is empty, or the service would refuse a value.
	 */
	change(change: ProfileChange): void;
	/** The webhook events that `portrait_set` and {@link change} caused. */
	readonly webhook: Webhook;
	/**
	 * Creates an account with exactly the given tags. Replaces an existing account.
	 *
	 * @defaultValue no tags
	 */
	addAccount(account: string, tags?: Tags): void;
	/** Removes an account and its profile. */
	removeAccount(account: string): void;
	/**
	 * Restores the initial accounts, quirks, faults and random seed, clears the recorded requests, and aborts and clears
	 * the webhook events.
	 */
	reset(): void;
	/** Stops the emulator immediately: closes open connections and aborts webhook events. */
	close(): Promise<void>;
}

/**
 * Starts an emulator of the Chat REST API on a port of this machine.
 *
 * @throws Error with a one-line message if an option exceeds a limit of the service; the error of `listen` if the port
 * is in use.
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
