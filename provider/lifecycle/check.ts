import type { dynamic } from "@pulumi/pulumi";
import type { ValidateFunction } from "ajv";
import { fields } from "../model/fields";
import { MAX_ROBOTS } from "../model/limits";
import type { ManagedProfile, ManagedProfiles } from "../model/managed-profiles";
import { isUnmanaged, ownedTags } from "../model/managed-profiles";
import {
	accountInputsSchema,
	compileSchema,
	profileSchema,
	profileSetSchema,
	robotInputsSchema,
	type SchemaError,
} from "../model/schema";
import type { AccountInputs, ProfileInputs, ProfileSetInputs } from "../model/types";
import { unknownValue } from "../model/types";
import { failureAt, type InputFailure, toFailures } from "../model/validation";
import { getOrCreate, isPlainObject } from "../util";
import { logMessages, longLocationMessage, MAX_LISTED, type Message } from "./messages";
import type { Claims } from "./operation";
import { readProfileState, readSetState } from "./state";

/** What a check needs to know of a kind of resource. */
interface InputKind<Inputs> {
	readonly schema: () => object;
	readonly holdingOf: (inputs: Partial<Inputs>) => ManagedProfiles;
}

const profileKind: InputKind<ProfileInputs> = { schema: profileSchema, holdingOf: readProfileState };
const profileSetKind: InputKind<ProfileSetInputs> = { schema: profileSetSchema, holdingOf: readSetState };

const noProfiles = (): ManagedProfiles => ({ members: [] });
const accountKind: InputKind<AccountInputs> = { schema: accountInputsSchema, holdingOf: noProfiles };
const robotKind: InputKind<AccountInputs> = { schema: robotInputsSchema, holdingOf: noProfiles };

type log = (line: string) => void;
type inputs = Readonly<Record<string, unknown>>;

/** Checks the inputs of a `Profile` without the network; see {@link checkProfileSet}. */
export function checkProfile(olds: Partial<ProfileInputs>, news: inputs, say: log): dynamic.CheckResult<ProfileInputs> {
	return checkInputs(profileKind, { olds, news, log: say });
}

/**
 * Checks the inputs of a `ProfileSet` without the network.
 *
 * Shape: every failure at once, of many the first. Each has an empty `property`, because the engine prints the value of a
 * named one, secret or not; its reason starts with the path. Inputs that the program leaves to others through
 * `ignoreChanges` are not checked once they are in the state: the engine passes what somebody else set.
 */
export function checkProfileSet(
	olds: Partial<ProfileSetInputs>,
	news: inputs,
	say: log,
): dynamic.CheckResult<ProfileSetInputs> {
	const { inputs, failures } = checkInputs(profileSetKind, { olds, news, log: say });
	const { __id } = { ...inputs, ...olds }; // fixed at creation, whatever the resource is called later
	return { inputs: { ...inputs, __id }, failures };
}

/** Checks the inputs of an `Account` without the network; see {@link checkProfileSet}. */
export function checkAccount(news: inputs): dynamic.CheckResult<AccountInputs> {
	return checkInputs(accountKind, { olds: {}, news, log: () => {} });
}

/**
 * Checks the inputs of a `Robot` without the network; see {@link checkProfileSet}. A program that declares more robots than
 * an app takes is refused here; those that the app has beside them are counted before the first write.
 */
export function checkRobot(news: inputs, claims: Claims): dynamic.CheckResult<AccountInputs> {
	const { inputs, failures = [] } = checkInputs(robotKind, { olds: {}, news, log: () => {} });
	const isCounted = claims.isClaimed(String(inputs?.account), { kinds: ["robot"] });
	const isTooMany = !isCounted && claims.count("robot") >= MAX_ROBOTS;
	const reason = `account: an app takes ${MAX_ROBOTS} robots, and the program declares more`;
	return { ...(inputs && { inputs }), failures: isTooMany ? [...failures, { property: "", reason }] : failures };
}

interface CheckRequest<Inputs> {
	readonly olds: Partial<Inputs>;
	readonly news: inputs;
	readonly log: log;
}

function checkInputs<Inputs extends object>(
	{ schema, holdingOf }: InputKind<Inputs>,
	{ olds, news, log: say }: CheckRequest<Inputs>,
): Required<dynamic.CheckResult<Inputs>> {
	const inputs = withoutNulls(news) as Inputs;
	const validate = compiled(schema);
	const isValid = validate(inputs);
	const members = isValid ? holdingOf(inputs).members : [];
	const failures = isValid
		? members.flatMap(duplicateTags)
		: toFailures((validate.errors ?? []) as readonly SchemaError[]);
	logMessages(say, members.flatMap(checkLocation));
	const { __unmanaged } = news;
	const known = holdingOf(olds).members;
	const isIgnored = ({ keys }: InputFailure) =>
		isUnmanaged(keys, __unmanaged) && known.some((each) => isBelow(each, keys));
	const reasons = failures
		.filter((failure) => !isIgnored(failure))
		.map(({ path, reason: words }) => `${path}: ${words}`);
	return { inputs, failures: limitReasons(reasons).map((reason) => ({ property: "", reason })) };
}

const validators = new WeakMap<InputKind<never>["schema"], ValidateFunction>();

/** A schema is compiled when the first resource of its kind is checked. */
function compiled(schema: () => object): ValidateFunction {
	const validate = getOrCreate(validators, schema, () => compileSchema(schema()));
	return validate;
}

function isBelow({ prefix }: ManagedProfile, path: readonly string[]): boolean {
	return prefix.every((segment, at) => segment === path[at]);
}

function limitReasons(reasons: readonly string[]): readonly string[] {
	const more = reasons.length - MAX_LISTED;
	return more <= 0 ? reasons : [...reasons.slice(0, MAX_LISTED), `and ${more} more: correct these first`];
}

/** A tag that two inputs of a member name. */
function duplicateTags({ prefix, attributes }: ManagedProfile): readonly InputFailure[] {
	const firstPath = new Map<string, string>();
	return ownedTags(attributes).flatMap(({ tag, path }) => {
		const first = firstPath.get(tag);
		if (first === undefined) firstPath.set(tag, path);
		const words = `names the same tag as ${first}; keep one of the two`;
		return first === undefined ? [] : [failureAt([...prefix, ...path.split(".")], words)];
	});
}

function checkLocation({ account, attributes: { location = "" } }: ManagedProfile): readonly Message[] {
	const { adviseBytes } = fields.location;
	if (location === unknownValue || Buffer.byteLength(location) <= adviseBytes) return [];
	return [longLocationMessage(account, adviseBytes)];
}

/** A null is how some programs spell "absent". */
function withoutNulls(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const entries = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
	return Object.fromEntries(entries.map(([key, each]) => [key, isPlainObject(each) ? withoutNulls(each) : each]));
}
