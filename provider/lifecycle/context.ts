import { configError } from "../errors";
import type { Compare } from "../settings";
import type { ConvergeContext } from "./converge";

/** The service, as one app's hooks use it. */
export interface Service extends ConvergeContext {
	/** The app (SDKAppID). */
	readonly sdkAppId: number;
}

/** What a hook works with. Everything is asked for when it is needed, so that a hook that needs no service makes none. */
export interface LifecycleContext {
	/** What a diff compares with. */
	readonly compare: () => Compare;
	/** The app that the settings name, if any. */
	readonly app: () => number | undefined;
	/** The service. Errors: `config` when a setting is missing or malformed. */
	readonly service: () => Service;
	/** Says a line to the person who runs Pulumi. */
	readonly say: (line: string) => void;
}

/**
 * Refuses to touch a profile of another app: in the wrong app every account would look gone, and a refresh would empty
 * the state. `id` names the resource.
 */
export function assertSameApp({ app }: Pick<LifecycleContext, "app">, id: string, stateApp: number | undefined): void {
	const current = app();
	if (stateApp === undefined || current === undefined || stateApp === current) return;
	throw configError(
		"sdkAppId",
		`${id}: the state belongs to app ${stateApp}, the settings name app ${current}: use another stack`,
	);
}
