import { readStoredProfiles } from "../../provider/lifecycle/state";
import { isUint64 } from "../../provider/model/compare";
import {
	inputKeys,
	isUnmanaged,
	type ManagedProfile,
	managedTags,
	type OwnedTag,
	ownedTags,
} from "../../provider/model/managed-profiles";
import type { ProfileAttributes } from "../../provider/model/types";
import { getOrCreate, isPlainObject } from "../../provider/util/core";
import { checkProperties } from "./property-types";
import type { ProfileKind } from "./resource";
import { isAtOrBelowAny, type UnreadableValue, type UnwrappedState, unwrapSecrets } from "./secrets";

/** A resource of this package in a state or a preview. */
export interface ResourceProperties {
	readonly kind: ProfileKind;
	readonly urn: string;
	/**
	 * The ID of the resource in the state. For a `Profile`, it is the account ID. Undefined if the resource does not
	 * exist yet.
	 */
	readonly id?: string | undefined;
	/** The provider of the resource, as `URN::ID`. */
	readonly provider?: string | undefined;
	/** The outputs of the resource in a state, or its inputs in a preview. */
	readonly properties: unknown;
	/** The inputs of the resource in a state, or its outputs in a preview. A value that is a secret here is a secret. */
	readonly otherProperties?: unknown;
	/**
	 * Whether `properties` are outputs that must agree with the inputs in `otherProperties`. Values that the outputs
	 * should contain, but do not contain, are then unreadable.
	 */
	readonly isConsistent?: boolean;
	/** The names of properties that are secret, although they are not marked. */
	readonly additionalSecretOutputs?: readonly string[] | null | undefined;
}

/** A tag that a state or a program declares. */
export interface DeclaredTag extends OwnedTag {
	/** Whether the declared value is a secret. */
	readonly secret: boolean;
}

/** A declared input whose value cannot be read. */
export interface UnreadableInput {
	/** Path of the input in the program: `nick`, `custom.Team`. Empty if a whole account or resource is unreadable. */
	readonly path: string;
	/** The tag of the input. Undefined if a whole map, account or resource is unreadable. */
	readonly tag?: string;
	readonly reason: UnreadableReason;
}

/** The text of a reason in reports, and its effect if it applies to a whole account. */
interface UnreadableReasonInfo {
	readonly text: string;
	/** Whether the live profile is read nevertheless. If not, the account or its profile may not be what it was. */
	readonly isComparable: boolean;
}

/** The reasons why a declared value cannot be compared. */
export const unreadableReasons = {
	encrypted: {
		text: "the declared value is encrypted",
		isComparable: true,
	},
	unknown: {
		text: "the declared value is unknown until the next up",
		isComparable: true,
	},
	lost: {
		text: "the secret value is missing from the state; export the stack again with the correct passphrase",
		isComparable: false,
	},
	null: {
		text: "the value in the state is null; run pulumi refresh",
		isComparable: false,
	},
	invalid: {
		text: "the value in the state has the wrong type; run pulumi refresh",
		isComparable: false,
	},
	missing: {
		text: "the account or the profiles of the resource are missing from the state; run pulumi refresh",
		isComparable: false,
	},
	unverified: {
		text: "the outputs in the state do not contain the input; run pulumi up",
		isComparable: false,
	},
	repeated: {
		text: "two inputs declare the tag; remove one of them from the program, and run pulumi up",
		isComparable: true,
	},
	undeclarable: {
		text: "the value in the preview is null, missing or has the wrong type; correct the program, and create the preview again",
		isComparable: false,
	},
	absent: {
		text: "the preview does not contain the inputs or the state of the resource; create the preview again",
		isComparable: false,
	},
	mismatch: {
		text: "the state or preview contains two URNs, types or account IDs for the resource; create the state or preview again",
		isComparable: false,
	},
	unfinished: {
		text: "the last up failed partially, so the state may differ from the program",
		isComparable: true,
	},
	replacing: {
		text: "the resource was deleted, but its replacement was not created; run pulumi up",
		isComparable: false,
	},
	interrupted: {
		text: "an operation on the resource was interrupted; run pulumi refresh, then pulumi up",
		isComparable: false,
	},
} as const satisfies Readonly<Record<string, UnreadableReasonInfo>>;

/** A key of {@link unreadableReasons}. */
export type UnreadableReason = keyof typeof unreadableReasons;

/** The profile that one resource declares for one account. */
export interface DeclaredProfile {
	readonly urn: string;
	/** The account ID. Undefined if the account ID cannot be read. */
	readonly account?: string | undefined;
	/** The app (SDKAppID) that the state stores for the resource. */
	readonly app?: number | undefined;
	/** The provider of the resource, as `URN::ID`. */
	readonly provider?: string | undefined;
	/** The managed tags of the account. Tags that `ignoreChanges` lists are omitted. */
	readonly tags: readonly DeclaredTag[];
	/** The inputs whose values cannot be read. */
	readonly unreadable: readonly UnreadableInput[];
}

/**
 * Reads the profiles that a resource declares: one for a `Profile`, or one for each entry of a `ProfileSet`. Values that
 * are missing, unreadable or of the wrong type become unreadable inputs. `source` is `preview` for a state in a preview,
 * and `program` for the inputs of a program in a preview.
 */
export function readDeclared(
	resource: ResourceProperties,
	source: "preview" | "program" | "state",
): readonly DeclaredProfile[] {
	const { kind, urn, provider, properties } = resource;
	const markers = source === "state" ? "state" : "preview";
	const unwrapped = unwrapSecrets(properties, markers);
	const other = unwrapSecrets(resource.otherProperties, markers);
	const { value, invalid } = checkProperties(kind, unwrapped);
	const ownReasons = [...unwrapped.unreadable, ...invalid];
	const found = resource.isConsistent
		? [...ownReasons, ...findDisagreements(resource, { inputs: other, outputs: unwrapped, known: ownReasons })]
		: ownReasons;
	const unreadable = source === "program" ? found.map(withProgramReason) : found;
	const whole = unreadable.find(isWholeResource);
	if (whole !== undefined) return [unreadableResource(resource, whole.reason)];
	const { profiles, app, unmanaged } = readStoredProfiles(value);
	const state = {
		isSecret: isAtOrBelowAny(findSecretPaths(resource, unwrapped, other)),
		unreadable: groupByPrefix(
			kind,
			unreadable.filter(({ path }) => !isUnmanaged(path, unmanaged)),
		),
		unmanaged,
	};
	const accounts = unreadable
		.filter(({ path }) => isWholeAccount(path))
		.map((each) => unreadableAccount(each, resource));
	const wholeAccounts = new Set(accounts.map(({ account }) => account));
	const readable = profiles.filter(({ account }) => !wholeAccounts.has(account));
	return [...readable.map((profile) => toDeclaration(profile, state)), ...accounts].map((declaration) => ({
		urn,
		app,
		provider,
		...declaration,
	}));
}

/** Returns the paths of the values that are secret: those that are marked in the inputs or in the outputs. */
function findSecretPaths(
	{ additionalSecretOutputs }: ResourceProperties,
	properties: UnwrappedState,
	other: UnwrappedState,
): readonly (readonly string[])[] {
	const hidden = other.unreadable.filter(({ reason }) => reason === "encrypted" || reason === "lost");
	const marked = [...properties.secretPaths, ...other.secretPaths, ...hidden.map(({ path }) => path)];
	const named = additionalSecretOutputs?.map((name) => [name]) ?? [];
	return [...marked.map((path) => (path.at(-1) === "uint64" ? path.slice(0, -1) : path)), ...named];
}

type Unreadable = UnreadableValue<UnreadableReason>;

/** The inputs and the outputs of a resource in a state, and the values in the outputs that are known to be unreadable. */
interface StoredProperties {
	readonly inputs: UnwrappedState;
	readonly outputs: UnwrappedState;
	readonly known: readonly Unreadable[];
}

/** Returns the values that cannot be compared because the inputs of a resource do not agree with its outputs. */
function findDisagreements(
	{ kind, id, otherProperties }: ResourceProperties,
	{ inputs, outputs, known }: StoredProperties,
): readonly Unreadable[] {
	const { value } = inputs;
	const whole = inputs.unreadable.find(({ path }) => path.length === 0);
	if (whole !== undefined) return [whole];
	if (otherProperties !== undefined && !isPlainObject(value)) return [{ path: [], reason: "invalid" }];
	if (kind === "profile" && hasTwoAccounts(id, value, outputs.value)) return [{ path: [], reason: "mismatch" }];
	const missing = notAtOrBelow(
		known,
		missingPaths(value, outputs.value).map((path) => ({ path, reason: "unverified" })),
	);
	const uncertain = inputs.unreadable.filter(
		({ path, reason }) => reason !== "null" && !isScalar(valueAt(outputs.value, path)),
	);
	return [...missing, ...notAtOrBelow([...known, ...missing], uncertain)];
}

/** Whether the ID and the inputs of a `Profile` contain another account than its outputs. The ID is the account ID. */
function hasTwoAccounts(id: string | undefined, inputs: unknown, outputs: unknown): boolean {
	const account = valueAt(outputs, ["account"]);
	if (typeof account !== "string" || account === "") return false; // has a reason of its own
	return [id || undefined, valueAt(inputs, ["account"])].some((each) => each !== undefined && each !== account);
}

function notAtOrBelow(known: readonly Unreadable[], values: readonly Unreadable[]): readonly Unreadable[] {
	if (values.length === 0) return values;
	const isKnown = isAtOrBelowAny(known.map(({ path }) => path));
	return values.filter(({ path }) => !isKnown(path));
}

function valueAt(tree: unknown, path: readonly string[]): unknown {
	return path.reduce<unknown>(
		(value, key) => (isPlainObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
		tree,
	);
}

/** Whether a value in the outputs cannot lack a part of an input that cannot be read. */
function isScalar(value: unknown): boolean {
	return value !== undefined && (!isPlainObject(value) || isUint64(value));
}

/** Replaces the reasons that the state causes. A refresh does not change the inputs of a program. */
function withProgramReason({ path, reason }: Unreadable): Unreadable {
	return { path, reason: reason === "encrypted" || reason === "unknown" ? reason : "undeclarable" };
}

/**
 * Whether a value is needed to compare anything of a resource: all its properties, the paths of `ignoreChanges`, or its
 * app. A secret app is an exception, because it only protects against a wrong app in the settings.
 */
function isWholeResource({ path: [first], reason }: Unreadable): boolean {
	if (first === undefined || first === "__unmanaged") return true;
	return first === "app" && reason !== "encrypted" && reason !== "unknown";
}

/** Returns the declaration of a resource of which no value can be compared. */
export function unreadableResource(
	resource: Omit<ResourceProperties, "properties">,
	reason: UnreadableReason,
): DeclaredProfile {
	const { urn, provider } = resource;
	return { urn, provider, ...unreadableAccount({ path: [], reason }, resource) };
}

/** Returns the paths of the values in the inputs of a resource that its outputs do not contain. */
function missingPaths(inputs: unknown, outputs: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
	if (!isPlainObject(inputs) || !isPlainObject(outputs)) return [];
	return Object.entries(inputs).flatMap(([key, value]) => {
		if (value === undefined) return [];
		return Object.hasOwn(outputs, key) ? missingPaths(value, outputs[key], [...path, key]) : [[...path, key]];
	});
}

type Declaration = Pick<DeclaredProfile, "account" | "tags" | "unreadable">;

/** Whether a path leads to the account ID, to all profiles, or to one whole profile of a set. */
function isWholeAccount([first, ...rest]: readonly string[]): boolean {
	return first === "account" || (first === "profiles" && rest.length < 2);
}

function unreadableAccount(
	{ path, reason }: Unreadable,
	{ kind, id }: Pick<ResourceProperties, "id" | "kind">,
): Declaration {
	const account = (kind === "profile" ? id : path[1]) || undefined;
	return { account, tags: [], unreadable: [{ path: "", reason }] };
}

/** Groups unreadable values by the last key of their profile's {@link ManagedProfile.prefix}. */
function groupByPrefix(kind: ProfileKind, values: readonly Unreadable[]): ReadState["unreadable"] {
	const groups = new Map<string | undefined, Unreadable[]>();
	for (const value of values) {
		const prefix = kind === "profile" ? [] : value.path.slice(0, 2);
		getOrCreate(groups, prefix.at(-1), () => []).push({ ...value, path: value.path.slice(prefix.length) });
	}
	return groups;
}

interface ReadState {
	readonly isSecret: (path: readonly string[]) => boolean;
	/** The unreadable values of each profile, by the last key of its prefix. The paths do not contain the prefix. */
	readonly unreadable: ReadonlyMap<string | undefined, readonly Unreadable[]>;
	readonly unmanaged: readonly string[] | undefined;
}

function toDeclaration(profile: ManagedProfile, { isSecret, unreadable, unmanaged }: ReadState): Declaration {
	const values = unreadable.get(profile.prefix.at(-1)) ?? [];
	const inputs = firstOfEachPath(values.flatMap(({ path, reason }) => toUnreadableInput(path, reason)));
	const unreadableTags = new Set(inputs.map(({ tag }) => tag));
	const owned = managedTags(profile, unmanaged).filter(({ tag }) => !unreadableTags.has(tag));
	const repeated = findRepeated(owned);
	const tags = owned
		.filter((each) => !repeated.includes(each))
		.map((each) => ({ ...each, secret: isSecret(inputKeys(profile, each.path)) }));
	const unreadableTwice = repeated.map(({ path, tag }) => ({ path, tag, reason: "repeated" as const }));
	return { account: profile.account, tags, unreadable: [...inputs, ...unreadableTwice] };
}

/** Returns the inputs of a profile that declare the tag of another input, such as `nick` and `tags.Tag_Profile_IM_Nick`. */
function findRepeated(owned: readonly OwnedTag[]): readonly OwnedTag[] {
	const counts = new Map<string, number>();
	for (const { tag } of owned) counts.set(tag, (counts.get(tag) ?? 0) + 1);
	return counts.size === owned.length ? [] : owned.filter(({ tag }) => (counts.get(tag) ?? 0) > 1);
}

/** Keeps one reason for each input: a value with an unreadable part also has the wrong type. */
function firstOfEachPath(inputs: readonly UnreadableInput[]): readonly UnreadableInput[] {
	const first = new Map<string, UnreadableInput>();
	for (const input of inputs) getOrCreate(first, input.path, () => input);
	return [...first.values()];
}

/**
 * Returns the input at an unreadable path. Returns an empty list if the property at the path is not an input, such as
 * `adopted`, which is always a secret.
 */
function toUnreadableInput(path: readonly string[], reason: UnreadableReason): readonly UnreadableInput[] {
	const attributes = path.reduceRight<unknown>((value, key) => ({ [key]: value }), "") as ProfileAttributes;
	const [owned] = ownedTags(attributes);
	if (owned !== undefined) return [{ path: owned.path, tag: owned.tag, reason }];
	const isMap = path.length === 1 && ["custom", "tags"].includes(path[0] ?? "");
	return isMap ? [{ path: path.join("."), reason }] : [];
}
