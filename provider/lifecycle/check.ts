import type { dynamic } from "@pulumi/pulumi";
import type { ValidateFunction } from "ajv";
import { failuresOf, type InputFailure } from "../profile/failures";
import { fields } from "../profile/fields";
import { ownedTags } from "../profile/owned";
import { compileSchema, profileSchema, type SchemaError } from "../profile/schema";
import type { ProfileInputs } from "../profile/types";
import { unknownValue } from "../profile/unknown";
import { isUnmanaged } from "../profile/unmanaged";
import { longLocationLine } from "./lines";

let validate: ValidateFunction | undefined;

/**
 * Checks the inputs of a `Profile` without the network.
 *
 * Shape: every failure at once. Each has an empty `property`, because the engine prints the value of a named one, secret
 * or not; its reason starts with the path. Inputs that the program leaves to others through `ignoreChanges` are not checked
 * once they are in the state: the engine passes what somebody else set.
 */
export function checkProfile(
	olds: Partial<ProfileInputs>,
	news: Readonly<Record<string, unknown>>,
	say: (line: string) => void,
): dynamic.CheckResult<ProfileInputs> {
	validate ??= compileSchema(profileSchema());
	const inputs = withoutNulls(news) as unknown as ProfileInputs;
	const isValid = validate(inputs);
	const failures = isValid ? repeatedTags(inputs) : failuresOf((validate.errors ?? []) as readonly SchemaError[]);
	const isOthers = ({ path }: InputFailure) => olds.account !== undefined && isUnmanaged(path, inputs.__unmanaged);
	const ours = failures.filter((failure) => !isOthers(failure));
	if (isValid) warnOfLocation(inputs, say);
	return { inputs, failures: ours.map(({ path, words }) => ({ property: "", reason: `${path}: ${words}` })) };
}

/** A tag that two inputs name. */
function repeatedTags(inputs: ProfileInputs): readonly InputFailure[] {
	const firstPath = new Map<string, string>();
	return ownedTags(inputs).flatMap(({ tag, path }) => {
		const first = firstPath.get(tag);
		if (first === undefined) firstPath.set(tag, path);
		return first === undefined ? [] : [{ path, words: `names the same tag as ${first}; keep one of the two` }];
	});
}

function warnOfLocation({ account, location = "" }: ProfileInputs, say: (line: string) => void): void {
	const { adviseBytes } = fields.location;
	if (location !== unknownValue && Buffer.byteLength(location) > adviseBytes)
		say(longLocationLine(account, adviseBytes));
}

/** A null is how some programs spell "absent". */
function withoutNulls(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const entries = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
	return Object.fromEntries(entries.map(([key, each]) => [key, isMap(each) ? withoutNulls(each) : each]));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
