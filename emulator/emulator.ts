import type { AddressInfo } from "node:net";
import { unhandledOf } from "./dispatch";
import type { Faults } from "./fault-registry";
import { DEFAULT_ADMIN, type EmulatorOptions, type EmulatorSettings, resolveOptions } from "./options";
import { applyProfileChange, type ProfileChange } from "./profile-change";
import type { Quirks } from "./quirks";
import type { RequestRecord } from "./request";
import { createServer } from "./server";
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
	/** How many calls there were, of one command or of all. */
	calls(command?: string): number;
	/** How many calls were refused for their rate, of one command or of all. */
	refused(command?: string): number;
	/** The switches; assign to change one. */
	readonly quirks: Quirks;
	/** The faults in force. */
	readonly faults: Faults;
	/** What is stored for an account, `""` and `0` as written; `undefined` when it does not exist. */
	profile(account: string): Tags | undefined;
	/** Changes an account behind everybody's back, unchecked and unrecorded. Makes it when there is none. */
	setProfile(account: string, changes: TagChanges): void;
	/** Changes a profile as somebody else does, by hand in the console or the app, and tells the webhook who. */
	change(change: ProfileChange): void;
	/** The webhook events, which come of `portrait_set` and of `change`. */
	readonly webhook: Webhook;
	/** Makes an account with exactly these tags. @default no tags */
	addAccount(account: string, tags?: Tags): void;
	/** Removes an account, as its deletion does. */
	removeAccount(account: string): void;
	/** Goes back to the start: accounts, switches and faults as given then, an empty log, chance from its seed. Events on their way are given up. */
	reset(): void;
	/** Stops at once: open connections are closed, events on their way given up. */
	close(): Promise<void>;
}

/**
 * Starts an emulator of the service on an HTTP port of this machine.
 *
 * Errors: `Error` with one line for options beyond the service's limits; that of `listen` when the port is taken.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
	const settings = resolveOptions(options);
	const world = createState(settings);
	const server = createServer(world);
	await server.listen({ host: settings.host, port: settings.port });
	const endpoint = endpointOf(server.server.address() as AddressInfo);
	const close = async () => {
		await server.close();
		world.webhook.clear();
		await world.webhook.idle();
	};
	return Object.assign(handlesOf(world), identityOf(settings, endpoint), { close });
}

function endpointOf({ address, family, port }: AddressInfo): string {
	return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

function identityOf({ sdkAppId, secretKey, admins }: EmulatorSettings, endpoint: string) {
	const [identifier = DEFAULT_ADMIN] = admins;
	const env = {
		TIM_SDK_APP_ID: String(sdkAppId),
		TIM_IDENTIFIER: identifier,
		TIM_ENDPOINT: endpoint,
		TIM_SECRET_KEY: secretKey,
	};
	return { endpoint, sdkAppId, secretKey, identifier, env };
}

function handlesOf(world: EmulatorState): Omit<Emulator, keyof ReturnType<typeof identityOf> | "close"> {
	const { log, quirks } = world;
	return {
		requests: log.records,
		get unhandled() {
			return unhandledOf(log.records);
		},
		quirks,
		faults: world.faults,
		webhook: world.webhook,
		change: (change) => applyProfileChange(world, change),
		calls: (command) => log.records.filter((record) => command === undefined || record.command === command).length,
		refused: (command) => world.rate.refused(command),
		profile: (account) => world.store.tags(account),
		setProfile: (account, changes) => world.store.change(account, changes),
		addAccount: (account, tags = {}) => {
			world.store.remove(account);
			world.store.change(account, tags);
		},
		removeAccount: (account) => world.store.remove(account),
		reset: () => world.reset(),
	};
}
