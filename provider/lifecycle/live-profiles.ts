import type { ProfileReader } from "../client/batched-reads";
import {
	accountError,
	catchImError,
	combineErrors,
	ImError,
	isAccountMissing,
	unstorableError,
} from "../errors/im-error";
import { decodeItems } from "../model/codec";
import { isStorable, withoutZeros, withZeros } from "../model/compare";
import { fields } from "../model/fields";
import { toAttributes } from "../model/managed-profiles";
import type { ProfileAttributes, TagValue, TagValues } from "../model/types";

/** The live values of some tags of one account. */
export interface LiveProfile {
	/** Live values keyed by tag. A tag that was never set is absent. */
	readonly values: TagValues;
	/** Errors of the tags that the service refused to read, keyed by tag. */
	readonly refused: ReadonlyMap<string, ImError>;
}

/** A reader of live profiles, which caches live values by account and tag until the process ends. */
export interface LiveProfiles {
	/**
	 * Returns the live values of tags of an account. If the cache contains all these tags, the values are returned from
	 * the cache. Returns `undefined` only if the account does not exist.
	 *
	 * @throws ImError for any other failure.
	 */
	get(account: string, tags: readonly string[], signal?: AbortSignal): Promise<LiveProfile | undefined>;
	/**
	 * Reads the live values of tags of an account without using the cache, and updates the cache. Like
	 * {@link LiveProfiles.get}, returns `undefined` if the account does not exist, and throws an error for any other
	 * failure.
	 */
	fetch(account: string, tags: readonly string[], signal?: AbortSignal): Promise<LiveProfile | undefined>;
	/** Removes an account from the cache. Must be called after each write to the account. */
	invalidate(account: string): void;
}

/**
 * The cached read of one account: `missing` if the account does not exist, or values keyed by tag. The value
 * `undefined` means that the tag was read and is not set.
 */
type CachedProfile = "missing" | ReadonlyMap<string, TagValue | undefined>;

/** Creates a reader of live profiles that caches the results of a batching reader. */
export function createLiveProfiles(reader: ProfileReader): LiveProfiles {
	const cache = new Map<string, CachedProfile>();
	const live: LiveProfiles = {
		async get(account, tags, signal) {
			const cached = cache.get(account);
			if (cached === "missing") return undefined;
			if (cached !== undefined && tags.every((tag) => cached.has(tag))) return fromCache(cached, tags);
			return live.fetch(account, tags, signal);
		},
		async fetch(account, tags, signal) {
			const profile = await readTags(reader, account, tags, signal);
			cache.set(account, updateCache(cache.get(account), tags, profile));
			return profile;
		},
		invalidate: (account) => {
			cache.delete(account);
		},
	};
	return live;
}

async function readTags(
	reader: ProfileReader,
	account: string,
	tags: readonly string[],
	signal: AbortSignal | undefined,
): Promise<LiveProfile | undefined> {
	try {
		const { items, refused } = await reader.read(account, requestedTags(tags), signal);
		return { values: decodeItems(items), refused };
	} catch (error) {
		if (isAccountMissing(error)) return undefined;
		throw error;
	}
}

/** Returns the tags to request. If there are none, returns one tag, because the service rejects an empty list. */
export function requestedTags(tags: readonly string[]): readonly string[] {
	return tags.length > 0 ? tags : [fields.nick.tag];
}

function updateCache(
	cached: CachedProfile | undefined,
	tags: readonly string[],
	profile: LiveProfile | undefined,
): CachedProfile {
	if (profile === undefined) return "missing";
	const values = new Map(cached === "missing" ? undefined : cached);
	for (const tag of tags) if (!profile.refused.has(tag)) values.set(tag, profile.values[tag]);
	return values;
}

function fromCache(cached: ReadonlyMap<string, TagValue | undefined>, tags: readonly string[]): LiveProfile {
	const entries = tags.flatMap((tag) => {
		const value = cached.get(tag);
		return value === undefined ? [] : [[tag, value] as const];
	});
	return { values: Object.fromEntries(entries), refused: new Map() };
}

/**
 * Reads the live values of an account that must exist, without using the cache. @throws ImError `account` 40003 when
 * the account does not exist.
 */
export async function fetchExisting(
	live: LiveProfiles,
	account: string,
	tags: readonly string[],
	signal?: AbortSignal,
): Promise<LiveProfile> {
	const profile = await live.fetch(account, tags, signal);
	if (profile === undefined) throw accountError("portrait_get", account, 40003);
	return profile;
}

/** An account and the tags to read. */
export interface AccountTags {
	readonly account: string;
	readonly tags: readonly string[];
}

/**
 * Reads the profiles of several accounts concurrently, so that the reads are batched. Returns the live values in the
 * order of the requests, and `undefined` for an account that does not exist.
 *
 * @throws ImError for any other failure, including a tag that cannot be read. If there are several failures, the error
 * describes the first failure and contains the number of the others.
 */
export async function fetchAll(
	requests: readonly AccountTags[],
	read: LiveProfiles["get"],
	signal?: AbortSignal,
): Promise<readonly (TagValues | undefined)[]> {
	const readOne = async ({ account, tags }: AccountTags) => {
		const profile = await read(account, tags, signal);
		return profile && assertReadable(profile);
	};
	const results = await Promise.all(requests.map((request) => catchImError(readOne(request))));
	const [first, ...others] = results.filter((result) => result instanceof ImError);
	if (first !== undefined) throw combineErrors(first, others);
	return results as readonly (TagValues | undefined)[];
}

/**
 * Moves the values of the given tags that Pulumi cannot store to `refused`, so that they are reported by name instead of
 * stored as something else.
 */
export function refuseUnstorable(
	account: string,
	{ values, refused }: LiveProfile,
	tags: readonly string[],
): LiveProfile {
	const unstorable = tags.filter((tag) => !isStorable(values[tag]));
	if (unstorable.length === 0) return { values, refused };
	const errors = unstorable.map((tag) => [tag, unstorableError(account, tag)] as const);
	const storable = Object.entries(values).filter(([tag]) => !unstorable.includes(tag));
	return { values: Object.fromEntries(storable), refused: new Map<string, ImError>([...refused, ...errors]) };
}

/**
 * Reads the live profile of an account, to be stored by Pulumi or passed on to a program. The values that Pulumi cannot
 * store are refused.
 */
export function fetchStorable({ fetch }: LiveProfiles): LiveProfiles["fetch"] {
	return async (account, tags, signal) => {
		const profile = await fetch(account, tags, signal);
		return profile && refuseUnstorable(account, profile, tags);
	};
}

/**
 * Returns the live values if the service returned every tag. @throws ImError the error of the first tag that the
 * service refused.
 */
function assertReadable({ values, refused }: LiveProfile): TagValues {
	const [refusal] = refused.values();
	if (refusal !== undefined) throw refusal;
	return values;
}

/**
 * Reads the attributes of an account that the program does not manage, without using the cache. A tag that was never
 * set has its zero value. By default, all standard tags that the app may read are returned.
 *
 * Returns `undefined` when the account does not exist.
 *
 * @throws ImError for any other failure, including a tag in `tags` that cannot be read.
 */
export async function readProfile(
	live: LiveProfiles,
	account: string,
	tags?: readonly string[],
): Promise<ProfileAttributes | undefined> {
	const profile = await fetchStorable(live)(account, tags ?? standardTags());
	if (profile === undefined) return undefined;
	assertStorable(profile);
	return tags === undefined ? toStandardAttributes(profile) : toAttributes(withZeros(tags, assertReadable(profile)));
}

/** @throws ImError `unstorable` if Pulumi cannot store a value of the profile. */
export function assertStorable({ refused }: LiveProfile): void {
	const error = [...refused.values()].find(({ kind }) => kind === "unstorable");
	if (error !== undefined) throw error;
}

/**
 * Converts a live profile to the standard attributes that could be read. A tag that was never set has its zero value.
 */
export function toStandardAttributes({ values, refused }: LiveProfile): ProfileAttributes {
	const readable = standardTags().filter((tag) => !refused.has(tag));
	return toAttributes(withZeros(readable, values));
}

/** Converts a live profile to attributes. Tags that have their zero value are omitted. */
export function toSetAttributes({ values }: LiveProfile): ProfileAttributes {
	return toAttributes(withoutZeros(values));
}

/** Returns the names of all standard tags. */
export function standardTags(): readonly string[] {
	return Object.values(fields).map(({ tag }) => tag);
}
