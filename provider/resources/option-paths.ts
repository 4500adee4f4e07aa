import * as pulumi from "@pulumi/pulumi";
import type { ResourceKind } from "../lifecycle/handler";
import { hasPath, nearestPath, pathSchema, visibleNames } from "../model/input-paths";
import { nearestName } from "../model/nearest-name";
import { formatPropertyPath, isPropertyPath, parsePropertyPath } from "../model/property-path";
import { escapeControlCharacters } from "../util/text";
import { isInputMap, whenKnown } from "./inputs";
import { createRunError } from "./run-error";

/*
 * Checks of the resource options that contain property paths. Pulumi ignores a path that refers to nothing: a misspelled
 * path in `ignoreChanges` would be overwritten, and one in `additionalSecretOutputs` would be stored as plain text.
 */

const pathOptions = ["ignoreChanges", "replaceOnChanges", "additionalSecretOutputs", "hideDiffs"] as const;

const classNames: Readonly<Record<ResourceKind, string>> = {
	account: "Account",
	profile: "Profile",
	profileSet: "ProfileSet",
	robot: "Robot",
};

/** A property path in a resource option. */
interface OptionPath {
	readonly option: (typeof pathOptions)[number];
	readonly path: string;
}

/**
 * Checks that each path in the options of a resource refers to an input or an output of its class, whether or not the
 * program declares it. Returns the options for the registration: a path in `additionalSecretOutputs` is replaced by the
 * name of its output, because Pulumi encrypts only whole outputs.
 *
 * @throws RunError for the first path that refers to nothing. Pulumi shows the message without a stack trace.
 */
export function checkOptionPaths(
	kind: ResourceKind,
	name: string,
	options: pulumi.CustomResourceOptions,
): pulumi.CustomResourceOptions {
	for (const { option, path } of optionPaths(name, options)) {
		const problem = describePath(kind, path);
		if (problem !== undefined) throw createRunError(`${name}: ${option}: ${problem}`);
	}
	const { additionalSecretOutputs: paths } = options;
	return paths === undefined ? options : { ...options, additionalSecretOutputs: toOutputNames(kind, paths) };
}

/**
 * Logs a warning for each path in the options of a `ProfileSet` that contains an account that the set does not have. If
 * the profiles are an output or a promise, the warnings are logged when the profiles are known. Returns the profiles.
 * The caller must use the returned profiles as the input.
 */
export function warnAboutMissingAccounts(
	name: string,
	profiles: unknown,
	options: pulumi.CustomResourceOptions,
): unknown {
	const inProfiles = optionPaths(name, options)
		.map((each) => ({ ...each, keys: parsePropertyPath(each.path) }))
		.filter(({ keys: [first, account = "*"] }) => first === "profiles" && account !== "*");
	if (inProfiles.length === 0) return profiles;
	return whenKnown(profiles, (known) => {
		if (!isInputMap(known)) return known;
		for (const { option, path, keys } of inProfiles) {
			const [first = "", account = "", ...rest] = keys;
			if (Object.hasOwn(known, account)) continue;
			const nearest = nearestName(account, Object.keys(known));
			const hint = nearest === undefined ? "check the UserID" : didYouMean([first, nearest, ...rest]);
			void pulumi.log.warn(
				`${name}: ${option}: ${quote(path)} contains an account that the set does not have; ${hint}`,
			);
		}
		return known;
	});
}

function optionPaths(name: string, options: pulumi.CustomResourceOptions): readonly OptionPath[] {
	return pathOptions.flatMap((option) => {
		const paths: unknown = options[option] ?? [];
		if (isListOfText(paths)) return paths.map((path) => ({ option, path }));
		throw createRunError(`${name}: ${option}: must be a list of property paths`);
	});
}

function isListOfText(value: unknown): value is readonly string[] {
	return Array.isArray(value) && value.every((each) => typeof each === "string");
}

/** Describes the problem of a path. Returns `undefined` if the path refers to an input or an output. */
function describePath(kind: ResourceKind, path: string): string | undefined {
	const schema = pathSchema(kind);
	const keys = parsePropertyPath(path);
	const exists = keys.length > 0 && hasPath(schema, keys);
	if (!isPropertyPath(path)) {
		return `${quote(path)} is not a property path; ${exists ? didYouMean(keys) : seeInputs}`;
	}
	if (exists) return undefined;
	const problem = `${quote(path)} is not an input or output of ${classNames[kind]}`;
	const nearest = nearestPath(schema, keys);
	if (kind === "profileSet" && keys[0] === "defaults") {
		const instead = formatPropertyPath(nearest ?? ["profiles", "*"]);
		return `${problem}; the defaults are merged into the profiles, so use ${quote(instead)}`;
	}
	return `${problem}; ${nearest === undefined ? seeInputs : didYouMean(nearest)}`;
}

const seeInputs = "see docs/inputs.md";

function didYouMean(keys: readonly string[]): string {
	return `did you mean ${quote(formatPropertyPath(keys))}?`;
}

function quote(path: string): string {
	return `"${escapeControlCharacters(path)}"`;
}

/** Returns the names of the outputs that contain the values at the given paths. */
function toOutputNames(kind: ResourceKind, paths: readonly string[]): string[] {
	const names = paths.flatMap((path) => {
		const [first = path] = parsePropertyPath(path);
		return first === "*" ? visibleNames(pathSchema(kind)) : [first];
	});
	return [...new Set(names)];
}
