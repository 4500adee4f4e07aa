import type { ProfileWrites } from "../client/writes";
import { configError, ImError } from "../errors/im-error";
import type { Compare } from "../settings/resolve";
import type { LiveProfiles } from "./live-profiles";
import type { Claims, PendingReleases } from "./operation";

/** The environment of the handlers. Everything is created on first use: an operation that needs no service creates none. */
export interface HandlerContext {
	/** Returns what a diff compares the inputs with. */
	compare(): Compare;
	/** Returns the app (SDKAppID) of the settings, if they name one. */
	app(): number | undefined;
	/** Returns the service. @throws ImError `config` when a setting is missing or invalid. */
	service(): Service;
	/** Returns whether accounts may be deleted. @throws ImError `config` when the setting is invalid. */
	allowsAccountDeletion(): boolean;
	readonly claims: Claims;
	readonly pendingReleases: PendingReleases;
}

/** The service of one app, as handlers use it. */
export interface Service {
	/** The app (SDKAppID). */
	readonly sdkAppId: number;
	readonly live: LiveProfiles;
	readonly writes: ProfileWrites;
	readonly directories: Readonly<Record<"account" | "robot", Directory>>;
	/** Waits; rejects when the signal is aborted. */
	sleep(ms: number, signal?: AbortSignal): Promise<unknown>;
	/** The waits before each further read of a write that is not visible yet, in milliseconds. */
	readonly verifyDelaysMs: readonly number[];
}

/** The existing accounts of one type: users, or robots. */
export interface Directory {
	/** Returns whether an account exists. Cached for the life of the process. */
	exists(account: string): Promise<boolean>;
	/** Drops an account from the cache. */
	invalidate(account: string): void;
	/** Creates an account. */
	add(account: string): Promise<void>;
	/** Deletes an account. @throws ImError also when it does not exist. */
	remove(account: string): Promise<void>;
}

/**
 * Throws when the state belongs to another app than the settings name. In another app every account would seem to be
 * missing, and a refresh would empty the state. `id` is the id of the resource.
 */
export function assertSameApp({ app }: Pick<HandlerContext, "app">, id: string, stateApp: number | undefined): void {
	const current = app();
	if (stateApp === undefined || current === undefined || stateApp === current) return;
	throw configError(
		"sdkAppId",
		`${id}: the state belongs to app ${stateApp}, the settings name app ${current}; use another stack`,
	);
}

/** Returns the service for a refresh, which reads even with `compare: state`; an error then says how to avoid the read. */
export function serviceForRead(context: HandlerContext): Service {
	try {
		return context.service();
	} catch (error) {
		if (!(error instanceof ImError) || error.kind !== "config" || context.compare() === "live") throw error;
		throw configError(
			error.setting,
			`${error.message}; a refresh reads live profiles even with compare: state: add --refresh=false to avoid it`,
		);
	}
}
