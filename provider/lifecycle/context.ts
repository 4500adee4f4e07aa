import type { ProfileWrites } from "../client/writes";
import { configError, ImError } from "../errors/im-error";
import type { Compare } from "../settings/resolve";
import type { LiveProfiles } from "./live-profiles";
import type { Claims, PendingReleases } from "./operation";

/**
 * The settings, the service and the records of claims and releases that handlers use. Settings are resolved and the
 * service is created on first use.
 */
export interface HandlerContext {
	/** Returns the setting `compare`, which determines whether a diff also reads the live profiles. */
	compare(): Compare;
	/** Returns the setting `sdkAppId`, or `undefined` if the setting is absent. */
	app(): number | undefined;
	/** Returns the service of the configured app. @throws ImError `config` when a setting is missing or invalid. */
	service(): Service;
	/** Returns the setting `allowAccountDeletion`. @throws ImError `config` when the setting is invalid. */
	allowsAccountDeletion(): boolean;
	readonly claims: Claims;
	readonly pendingReleases: PendingReleases;
}

/** Access to one app: reads and writes of profiles, accounts and robots. */
export interface Service {
	/** SDKAppID of the app. */
	readonly sdkAppId: number;
	readonly live: LiveProfiles;
	readonly writes: ProfileWrites;
	readonly directories: Readonly<Record<"account" | "robot", Directory>>;
	/** Waits for `ms` milliseconds. The promise rejects when the signal is aborted. */
	sleep(ms: number, signal?: AbortSignal): Promise<unknown>;
	/**
	 * Delays in milliseconds between the reads that verify a write. The reads are repeated until all written values are
	 * visible or all delays have passed.
	 */
	readonly verifyDelaysMs: readonly number[];
}

/** Access to the accounts of one kind on the service: user accounts or robots. */
export interface Directory {
	/** Returns whether an account exists. The result is cached until the account is invalidated or the process ends. */
	exists(account: string): Promise<boolean>;
	/** Removes the cached result of `exists` for an account. */
	invalidate(account: string): void;
	/** Creates an account. */
	add(account: string): Promise<void>;
	/** Deletes an account. @throws ImError when the call fails, including when the account does not exist. */
	remove(account: string): Promise<void>;
}

/**
 * Throws an error if the state belongs to another app than the configured app. In another app, all accounts would
 * appear to be missing, and a refresh would remove them from the state. The error message contains `id`, the id of the
 * resource.
 */
export function assertSameApp({ app }: Pick<HandlerContext, "app">, id: string, stateApp: number | undefined): void {
	const current = app();
	if (stateApp === undefined || current === undefined || stateApp === current) return;
	throw configError(
		"sdkAppId",
		`${id}: the state belongs to app ${stateApp}, but the settings contain app ${current}; use another stack`,
	);
}

/**
 * Returns the service for a refresh or a look-up, which read live profiles even if the setting `compare` is `state`. If
 * `compare` is `state`, the error for a missing or invalid setting also describes how to skip the refresh.
 */
export function serviceForRead(context: HandlerContext): Service {
	try {
		return context.service();
	} catch (error) {
		if (!(error instanceof ImError) || error.kind !== "config" || context.compare() === "live") throw error;
		throw configError(
			error.setting,
			`${error.message}; a refresh reads live profiles even with compare: state, so add --refresh=false to skip the refresh`,
		);
	}
}
