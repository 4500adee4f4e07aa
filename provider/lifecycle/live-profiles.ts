import type { ProfileReader } from "../client/batched-reads";
import { accountError, catchImError, combineErrors, ImError, isAccountMissing } from "../errors/im-error";
import { decodeItems } from "../model/codec";
import { withoutZeros, withZeros } from "../model/compare";
import { fields } from "../model/fields";
import { toAttributes } from "../model/managed-profiles";
import type { ProfileAttributes, TagValue, TagValues } from "../model/types";

/** The live values of some tags of one account. */
export interface LiveProfile {
	/** Values by tag. A tag that was never set is absent. */
	readonly values: TagValues;
	/** Tags that the service refused to read, with the error of each. */
	readonly refused: ReadonlyMap<string, ImError>;
}

/** Reads live profiles, with a cache by account and tag for the life of the process. */
export interface LiveProfiles {
	/**
	 * Returns the live values of some tags, from the cache if they are all in it. Returns `undefined` when the account does
	 * not exist, and only then.
	 *
	 * @throws ImError for any other failure.
	 */
	get(account: string, tags: readonly string[], signal?: AbortSignal): Promise<LiveProfile | undefined>;
	/** Does the same without looking into the cache, and updates it. */
	fetch(account: string, tags: readonly string[], signal?: AbortSignal): Promise<LiveProfile | undefined>;
	/** Drops an account from the cache, after a write to it. */
	invalidate(account: string): void;
}

/** Values by tag, where `undefined` means "read, and not set"; or an account that does not exist. */
type CachedProfile = "missing" | ReadonlyMap<string, TagValue | undefined>;

/** Creates the reads of live profiles over a batching reader. */
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
		const requested = tags.length > 0 ? tags : [fields.nick.tag]; // a TagList must not be empty
		const { items, refused } = await reader.read(account, requested, signal);
		return { values: decodeItems(items), refused };
	} catch (error) {
		if (isAccountMissing(error)) return undefined;
		throw error;
	}
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

/** Reads an account that must exist, without the cache. @throws ImError `account` 40003 when it does not exist. */
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

/** The tags to read of one account. */
export interface AccountTags {
	readonly account: string;
	readonly tags: readonly string[];
}

/**
 * Reads several accounts at once, so that the reads are batched. Returns the values in the order of the request,
 * `undefined` for an account that does not exist.
 *
 * @throws ImError for any other failure, and for a tag that cannot be read; of several, the first, with a count of the rest.
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

/** Returns the values if every tag could be read. @throws ImError the first refusal. */
function assertReadable({ values, refused }: LiveProfile): TagValues {
	const [refusal] = refused.values();
	if (refusal !== undefined) throw refusal;
	return values;
}

/**
 * Reads the attributes of an account that the program does not manage, without the cache. A tag that was never set has its
 * zero value. Without `tags`, every standard tag that the app allows to read is returned.
 *
 * Returns `undefined` when the account does not exist.
 *
 * @throws ImError for any other failure, and for one of `tags` that cannot be read.
 */
export async function readProfile(
	live: LiveProfiles,
	account: string,
	tags?: readonly string[],
): Promise<ProfileAttributes | undefined> {
	const profile = await live.fetch(account, tags ?? standardTags());
	if (profile === undefined) return undefined;
	return tags === undefined ? toStandardAttributes(profile) : toAttributes(withZeros(tags, assertReadable(profile)));
}

/** Returns the standard attributes that could be read; a tag that was never set has its zero value. */
export function toStandardAttributes({ values, refused }: LiveProfile): ProfileAttributes {
	const readable = standardTags().filter((tag) => !refused.has(tag));
	return toAttributes(withZeros(readable, values));
}

/** Returns the standard attributes that are set. */
export function toSetAttributes({ values }: LiveProfile): ProfileAttributes {
	return toAttributes(withoutZeros(values));
}

/** Returns the tags of the field table. */
export function standardTags(): readonly string[] {
	return Object.values(fields).map(({ tag }) => tag);
}
