import { isUint64 } from "../../provider/model/compare";
import { fields } from "../../provider/model/fields";
import { changeValues, isPlainObject } from "../../provider/util/core";
import type { ProfileKind } from "./resource";
import { pathKey, type UnreadableValue, type UnwrappedState } from "./secrets";

type Properties = Readonly<Record<string, unknown>>;

/** A property that is missing or that has a type that this package never stores. */
type InvalidValue = UnreadableValue<"invalid" | "missing">;

/** The result of {@link checkProperties}. */
export interface CheckedProperties {
	/** The properties without the invalid values. */
	readonly value: Properties;
	readonly invalid: readonly InvalidValue[];
}

/**
 * Checks the types of the properties of a `Profile` or a `ProfileSet`, and omits invalid values. Checks only types, not
 * limits, because a refresh stores live values that a program may not declare.
 */
export function checkProperties(kind: ProfileKind, { value, unreadable }: UnwrappedState): CheckedProperties {
	const invalid: InvalidValue[] = [];
	const reported = new Set(unreadable.map(({ path }) => pathKey(path)));
	const omit = (path: readonly string[], reason: InvalidValue["reason"] = "invalid") => {
		if (!reported.has(pathKey(path))) invalid.push({ path, reason });
		return undefined;
	};
	const checked = isPlainObject(value)
		? checkResource(kind, value, omit)
		: omit([], value === undefined ? "missing" : "invalid");
	return { value: checked ?? {}, invalid };
}

/** Records an invalid value. Returns `undefined`, which omits the value. */
type Omit = (path: readonly string[], reason?: InvalidValue["reason"]) => undefined;

function checkResource(kind: ProfileKind, properties: Properties, omit: Omit): Properties | undefined {
	const { app, account, profiles, __unmanaged } = properties;
	if (app !== undefined && !Number.isSafeInteger(app)) return omit([]);
	if (__unmanaged !== undefined && !isTextList(__unmanaged)) return omit(["__unmanaged"]);
	if (kind === "profile") {
		if (account === undefined) omit(["account"], "missing");
		return changeValues(checkAttributes(properties, [], omit), (value, key) =>
			key === "account" ? checkAccount(value, omit) : value,
		);
	}
	const checked = profiles === undefined ? omit(["profiles"], "missing") : checkProfiles(profiles, omit);
	return { ...properties, profiles: checked ?? {} };
}

function isTextList(value: unknown): boolean {
	return Array.isArray(value) && value.every((each) => typeof each === "string");
}

function checkAccount(account: unknown, omit: Omit): string | undefined {
	return typeof account === "string" && account !== "" ? account : omit(["account"]);
}

function checkProfiles(profiles: unknown, omit: Omit): Properties | undefined {
	return checkEntries(profiles, ["profiles"], omit, (attributes, path) =>
		isPlainObject(attributes) && path[1] !== "" ? checkAttributes(attributes, path, omit) : omit(path),
	);
}

/** Checks the attributes of one profile. Properties that are not attributes, such as policies, are not checked. */
function checkAttributes(attributes: Properties, prefix: readonly string[], omit: Omit): Properties {
	return changeValues(attributes, (value, key) => {
		const path = [...prefix, key];
		if (Object.hasOwn(fields, key)) return checkTagValue(value, path, omit);
		if (key !== "custom" && key !== "tags") return value;
		return checkEntries(value, path, omit, (each, at) => checkTagValue(each, at, omit));
	});
}

function checkTagValue(value: unknown, path: readonly string[], omit: Omit): unknown {
	return typeof value === "string" || Number.isFinite(value) || isLargeInteger(value) ? value : omit(path);
}

/** Whether a value is an integer as a refresh stores it if it is too large for a JavaScript number. */
function isLargeInteger(value: unknown): boolean {
	return isUint64(value) && Object.keys(value).length === 1 && /^-?\d+$/.test(value.uint64);
}

function checkEntries(
	map: unknown,
	path: readonly string[],
	omit: Omit,
	check: (value: unknown, path: readonly string[]) => unknown,
): Properties | undefined {
	return isPlainObject(map) ? changeValues(map, (value, key) => check(value, [...path, key])) : omit(path);
}
