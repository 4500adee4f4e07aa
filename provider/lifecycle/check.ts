import { fields } from "../model/fields";
import { MAX_ROBOTS } from "../model/limits";
import { inputKeys, isUnmanaged, type ManagedProfile, ownedTags } from "../model/managed-profiles";
import { inputSchemas } from "../model/schema";
import { type AccountInputs, unknownValue } from "../model/types";
import { compileSchema, failureAt, type InputFailure, toFailures } from "../model/validation";
import { isPlainObject } from "../util/core";
import type { AccountKind } from "./directories";
import type { CallContext, CheckFailure, CheckResult, ResourceKind } from "./handler";
import { logMessages, longLocationMessage, MAX_LISTED, type Message } from "./messages";
import type { Claims } from "./operation";
import type { ProfileShape } from "./state";

/*
 * Checks of inputs, without network access. Only this module of the lifecycle imports ajv. Handlers load this module on
 * their first check.
 */

type UncheckedInputs = Readonly<Record<string, unknown>>;

/**
 * Checks the inputs of a `Profile` or a `ProfileSet`.
 *
 * If the profile is in the state, an invalid value of an input in `ignoreChanges` is not a failure. For such an input,
 * the engine passes the value in the state, which may have been set outside Pulumi.
 */
export function checkProfiles<Inputs extends object, State extends Inputs>(
	shape: ProfileShape<Inputs, State>,
	{ olds, news }: { readonly olds: Partial<Inputs>; readonly news: UncheckedInputs },
	{ log }: CallContext,
): CheckResult<Inputs> {
	const inputs = shape.keepId(olds, withoutNulls(news) as Inputs);
	const schemaFailures = validate(shape.kind, inputs);
	const profiles = schemaFailures === undefined ? shape.parse(inputs).profiles : [];
	const failures = schemaFailures ?? profiles.flatMap(duplicateTags);
	logMessages(log, profiles.flatMap(checkLocation));
	const stored = shape.parse(olds as Partial<State>).profiles;
	const isIgnored = ({ keys }: InputFailure) =>
		isUnmanaged(keys, news.__unmanaged) && stored.some(({ prefix }) => startsWith(keys, prefix));
	return { inputs, failures: limitFailures(failures.filter((failure) => !isIgnored(failure))) };
}

/**
 * Checks the inputs of an `Account` or a `Robot`. If the program declares more robots than an app can have, the check
 * fails. This check does not count existing robots that the program does not declare. These robots are counted before
 * the first write.
 */
export function checkAccount(kind: AccountKind, news: UncheckedInputs, claims: Claims): CheckResult<AccountInputs> {
	const inputs = withoutNulls(news) as object as AccountInputs;
	const failures = limitFailures(validate(kind, inputs) ?? []);
	const isNewRobot = kind === "robot" && !claims.isClaimed(String(inputs.account), { kinds: ["robot"] });
	if (!isNewRobot || claims.count("robot") < MAX_ROBOTS) return { inputs, failures };
	const reason = `the program declares more than ${MAX_ROBOTS} robots, which is the limit of an app`;
	return { inputs, failures: [...failures, { path: ["account"], reason }] };
}

const validators = new Map<ResourceKind, ReturnType<typeof compileSchema>>();

/** Validates inputs with a JSON schema. Returns the failures, or `undefined` if the inputs are valid. */
function validate(kind: ResourceKind, inputs: object): readonly InputFailure[] | undefined {
	const validator = validators.get(kind) ?? compileSchema(inputSchemas[kind]());
	validators.set(kind, validator);
	return validator(inputs) ? undefined : toFailures(validator.errors);
}

function startsWith(keys: readonly string[], prefix: readonly string[]): boolean {
	return prefix.every((key, index) => key === keys[index]);
}

function limitFailures(failures: readonly InputFailure[]): readonly CheckFailure[] {
	const listed = failures.map(({ keys, reason }) => ({ path: keys, reason }));
	const more = listed.length - MAX_LISTED;
	if (more <= 0) return listed;
	return [
		...listed.slice(0, MAX_LISTED),
		{ path: [], reason: `and ${more} more invalid inputs; correct the listed inputs first` },
	];
}

/** Returns a failure for each tag that is declared by two inputs of a profile. */
function duplicateTags(profile: ManagedProfile): readonly InputFailure[] {
	const firstPath = new Map<string, string>();
	return ownedTags(profile.attributes).flatMap(({ tag, path }) => {
		const first = firstPath.get(tag);
		if (first === undefined) {
			firstPath.set(tag, path);
			return [];
		}
		return [failureAt(inputKeys(profile, path), `declares the same tag as ${first}; remove one of them`)];
	});
}

function checkLocation({ account, attributes: { location = "" } }: ManagedProfile): readonly Message[] {
	const { adviseBytes } = fields.location;
	if (location === unknownValue || Buffer.byteLength(location) <= adviseBytes) return [];
	return [longLocationMessage(account, adviseBytes)];
}

/** Returns a copy without null and undefined values at any depth, because some programs use null for absent inputs. */
function withoutNulls(value: UncheckedInputs): Record<string, unknown> {
	const entries = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
	return Object.fromEntries(entries.map(([key, each]) => [key, isPlainObject(each) ? withoutNulls(each) : each]));
}
