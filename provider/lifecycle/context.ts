import { configError, ImError } from "../errors/im-error";
import type { Compare } from "../settings/resolve";
import type { Claims, PendingReleases } from "./operation";
import type { ReconcileContext } from "./reconcile";

/** The service, as one app's hooks use it. */
export interface Service extends ReconcileContext {
	/** The app (SDKAppID). */
	readonly sdkAppId: number;
	/** Which accounts and robots there are. */
	readonly rosters: Readonly<Record<"account" | "robot", Directory>>;
}

/** What a hook works with. Everything is asked for when it is needed, so that a hook that needs no service makes none. */
export interface HandlerContext {
	/** What a diff compares with. */
	readonly compare: () => Compare;
	/** The app that the settings name, if any. */
	readonly app: () => number | undefined;
	/** The service. Errors: `config` when a setting is missing or malformed. */
	readonly service: () => Service;
	/** Whether accounts may be deleted. Errors: `config` when the setting is malformed. */
	readonly allowsAccountDeletion: () => boolean;
	/** What the resources of this operation claim. */
	readonly claims: Claims;
	/** What the resources of this operation are giving up. */
	readonly releases: PendingReleases;
	/** Says a line to the person who runs Pulumi. */
	readonly log: (line: string) => void;
}

/**
 * Refuses to touch a profile of another app: in the wrong app every account would look gone, and a refresh would empty
 * the state. `id` names the resource.
 */
export function assertSameApp({ app }: Pick<HandlerContext, "app">, id: string, stateApp: number | undefined): void {
	const current = app();
	if (stateApp === undefined || current === undefined || stateApp === current) return;
	throw configError(
		"sdkAppId",
		`${id}: the state belongs to app ${stateApp}, the settings name app ${current}: use another stack`,
	);
}

/**
 * The service for a refresh, which reads even where diffs do not.
 *
 * Errors: `config` when a setting is missing or malformed; it says how to go without.
 */
export function serviceForRead(context: HandlerContext): Service {
	try {
		return context.service();
	} catch (error) {
		if (!(error instanceof ImError) || error.kind !== "config" || context.compare() === "live") throw error;
		throw configError(
			error.setting,
			`${error.message}; with compare: state, add --refresh=false, or a refresh reads all the same`,
		);
	}
}

/** The accounts of one kind, people or robots: which there are, and making and removing one. */
export interface Directory {
	/**
	 * Whether an account is there, from what this process has already read where it can be.
	 *
	 * Errors: any `ImError`.
	 */
	exists(account: string): Promise<boolean>;
	/** Drops what was read of an account. */
	invalidate(account: string): void;
	/**
	 * Makes an account.
	 *
	 * Errors: any `ImError`.
	 */
	add(account: string): Promise<void>;
	/**
	 * Removes an account.
	 *
	 * Errors: any `ImError`, also where the account is gone already.
	 */
	remove(account: string): Promise<void>;
}
