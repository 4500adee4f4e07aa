import type { ProfileReader } from "../client/batched-reads";
import { accountError, catchImError, combineErrors, ImError, isAccountMissing } from "../errors/im-error";
import { decodeItems } from "../model/codec";
import { withZeros } from "../model/compare";
import { fields } from "../model/fields";
import { toAttributes } from "../model/managed-profiles";
import type { ProfileAttributes, TagValue, TagValues } from "../model/types";

/** What is live for some tags of one account. */
export interface LiveProfile {
	/** The values; a tag never set is absent. */
	readonly values: TagValues;
	/** Tags that the service would not read, each with its error. */
	readonly refused: ReadonlyMap<string, ImError>;
}

/** Reads live profiles; all that looking needs. */
export interface LiveProfiles {
	/**
	 * The live values of some tags, from what this process has already read where it can be.
	 *
	 * Shape: `undefined` when the service does not know the account, and only then.
	 * Errors: any other `ImError`.
	 */
	get(account: string, tags: readonly string[]): Promise<LiveProfile | undefined>;
	/** The same, always from the service. */
	fetch(account: string, tags: readonly string[]): Promise<LiveProfile | undefined>;
	/** Drops what was read of an account: something has been written to it. */
	invalidate(account: string): void;
}

/** What is known of an account: values by tag, where `undefined` is "read and not set"; or that it does not exist. */
type CachedProfile = "gone" | ReadonlyMap<string, TagValue | undefined>;

/** An observer over a reader. It remembers for the life of the process, by account and tag. */
export function createLiveProfiles(reader: ProfileReader): LiveProfiles {
	const known = new Map<string, CachedProfile>();
	const observer: LiveProfiles = {
		async get(account, tags) {
			const memory = known.get(account);
			if (memory === "gone") return undefined;
			if (memory !== undefined && tags.every((tag) => memory.has(tag))) return fromCache(memory, tags);
			return observer.fetch(account, tags);
		},
		async fetch(account, tags) {
			const live = await readLive(reader, account, tags);
			known.set(account, updateCache(known.get(account), tags, live));
			return live;
		},
		invalidate: (account) => {
			known.delete(account);
		},
	};
	return observer;
}

async function readLive(
	reader: ProfileReader,
	account: string,
	tags: readonly string[],
): Promise<LiveProfile | undefined> {
	try {
		const asked = tags.length > 0 ? tags : [fields.nick.tag]; // a TagList may not be empty
		const { items, refused } = await reader.read(account, asked);
		return { values: decodeItems(items), refused };
	} catch (error) {
		if (isAccountMissing(error)) return undefined;
		throw error;
	}
}

function updateCache(
	memory: CachedProfile | undefined,
	tags: readonly string[],
	live: LiveProfile | undefined,
): CachedProfile {
	if (live === undefined) return "gone";
	const known = new Map(memory === "gone" ? undefined : memory);
	for (const tag of tags) if (!live.refused.has(tag)) known.set(tag, live.values[tag]);
	return known;
}

function fromCache(memory: ReadonlyMap<string, TagValue | undefined>, tags: readonly string[]): LiveProfile {
	const set = tags.flatMap((tag) => {
		const value = memory.get(tag);
		return value === undefined ? [] : [[tag, value] as const];
	});
	return { values: Object.fromEntries(set), refused: new Map() };
}

/** The live values of an account that must exist, always from the service. Errors: `account` 40003 when it does not. */
export async function fetchExisting(
	observer: LiveProfiles,
	account: string,
	tags: readonly string[],
): Promise<LiveProfile> {
	const live = await observer.fetch(account, tags);
	if (live === undefined) throw accountError("portrait_get", account, 40003);
	return live;
}

/** What to look at of one account. */
export interface AccountTags {
	readonly account: string;
	readonly tags: readonly string[];
}

/**
 * The live values of several accounts, all asked for at once so that their reads join.
 *
 * Shape: in the order asked; `undefined` where the service does not know the account, and only there.
 * Errors: any other failure of one of them, and a tag that could not be read; of several, the first in words.
 */
export async function fetchAll(
	all: readonly AccountTags[],
	look: LiveProfiles["get"],
): Promise<readonly (TagValues | undefined)[]> {
	const lookAt = async ({ account, tags }: AccountTags) => {
		const live = await look(account, tags);
		return live && assertReadable(live);
	};
	const outcomes = await Promise.all(all.map((asked) => catchImError(lookAt(asked))));
	const [first, ...others] = outcomes.filter((each) => each instanceof ImError);
	if (first !== undefined) throw combineErrors(first, others);
	return outcomes as readonly (TagValues | undefined)[];
}

/** The live values where all that was asked could be read. Errors: the first refusal. */
export function assertReadable({ values, refused }: LiveProfile): TagValues {
	const [refusal] = refused.values();
	if (refusal !== undefined) throw refusal;
	return values;
}

/**
 * The attributes of an account that the program does not manage, always from the service. A tag never set has its zero
 * value; where no tags are named, every standard one is read, and one that the app does not know is left out.
 *
 * Shape: `undefined` when the service does not know the account.
 * Errors: any other `ImError`; the refusal of a tag that is named.
 */
export async function readProfile(
	observer: LiveProfiles,
	account: string,
	tags?: readonly string[],
): Promise<ProfileAttributes | undefined> {
	const live = await observer.fetch(account, tags ?? standardTags());
	if (live === undefined) return undefined;
	return tags === undefined ? toStandardAttributes(live) : toAttributes(withZeros(tags, assertReadable(live)));
}

/** Every standard attribute of a live profile that the service lets us read. */
export function toStandardAttributes({ values, refused }: LiveProfile): ProfileAttributes {
	const readable = standardTags().filter((tag) => !refused.has(tag));
	return toAttributes(withZeros(readable, values));
}

/** The tags of the field table. */
export function standardTags(): readonly string[] {
	return Object.values(fields).map(({ tag }) => tag);
}
