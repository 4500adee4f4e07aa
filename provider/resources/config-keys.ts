import * as pulumi from "@pulumi/pulumi";
import { nearestName } from "../model/nearest-name";
import { configKeys, type Setting, settingNames, settingsTable } from "../settings/table";
import { getOrCreate } from "../util/core";
import { escapeControlCharacters } from "../util/text";

/**
 * Namespace of the settings in the stack configuration, as in `tim:region`. A project named `tim` keeps its own keys in the
 * same namespace.
 */
const NAMESPACE = "tim";

/** The keys about which a warning was logged, for each stack. */
const loggedKeys = new WeakMap<object, Set<string>>();

/** Stands for the stack in the unit tests of a program, which have no stack. */
const noStack = {};

/**
 * Logs a warning for each key of the stack configuration that looks like a setting but is not a setting. Each warning is
 * logged once in a run of a program, not for each resource.
 */
export function warnAboutUnknownConfig(): void {
	const stack = pulumi.runtime.getStackResource();
	if (stack !== undefined && loggedKeys.has(stack)) return;
	const logged = getOrCreate(loggedKeys, stack ?? noStack, () => new Set<string>());
	for (const key of Object.keys(pulumi.runtime.allConfig())) {
		const problem = logged.has(key) ? undefined : describeKey(key);
		if (problem === undefined) continue;
		logged.add(key);
		void pulumi.log.warn(problem);
	}
}

function describeKey(key: string): string | undefined {
	const [namespace = "", ...rest] = key.split(":");
	if (namespace.toLowerCase() !== NAMESPACE || configKeys.includes(key)) return undefined;
	const nearest = nearestName(rest.join(":"), settingNames);
	if (nearest === undefined && pulumi.getProject() === NAMESPACE) return undefined;
	const { config, env }: Partial<Setting> = nearest === undefined ? {} : settingsTable[nearest];
	const hint = nearest === undefined ? "see docs/configuration.md" : `did you mean ${config ?? env}?`;
	return `${escapeControlCharacters(key)}: not a setting of pulumi-tim; ${hint}`;
}
