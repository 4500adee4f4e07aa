import { stat } from "node:fs/promises";
import { customField, fieldOfTag } from "../../provider/model/fields";
import { getOrCreate } from "../../provider/util/core";
import type { DeclaredProfile, UnreadableInput } from "../drift/declared";
import { readStateFile } from "../drift/input";
import { resourceName } from "../drift/messages";
import type { RecordedEvent } from "../profile-events";

/** The inputs that a state file declares. The file is read again after it has changed. */
export interface DeclaredState {
	/** Returns the paths of the declared inputs that an event changed. Never rejects. */
	changedInputs(event: RecordedEvent): Promise<readonly string[]>;
}

/** Options of {@link openDeclaredState}. */
export interface DeclaredStateOptions {
	/** Path of a stack export. */
	readonly file: string;
	/** The app that sends the webhooks. Profiles of other apps in the state are skipped. */
	readonly sdkAppId: number;
	/** Writes a warning for the user. */
	readonly warn: (line: string) => void;
}

type ProfilesByAccount = ReadonlyMap<string, readonly DeclaredProfile[]>;

/** The profiles in the last readable version of the state file. */
interface Snapshot {
	/** A text that is different for each version of the file. */
	readonly stamp: string;
	readonly declared: ProfilesByAccount;
}

/**
 * Reads a state file. Reads the file again if it has changed when an event arrives. While the file cannot be read, for
 * example because another process is writing it, the previous content is used.
 *
 * @throws Error with a one-line message if the file cannot be read the first time.
 */
export async function openDeclaredState(options: DeclaredStateOptions): Promise<DeclaredState> {
	let latest = Promise.resolve({
		stamp: await readStamp(options.file),
		declared: await readProfilesByAccount(options),
	});
	return {
		async changedInputs({ account, tags }) {
			latest = latest.then((snapshot) => refresh(snapshot, options));
			const { declared } = await latest;
			const profiles = declared.get(account) ?? [];
			return [...new Set(profiles.flatMap((profile) => tags.flatMap((tag) => pathsOf(tag, profile))))];
		},
	};
}

async function refresh(snapshot: Snapshot, options: DeclaredStateOptions): Promise<Snapshot> {
	const stamp = await readStamp(options.file);
	if (stamp === snapshot.stamp) return snapshot;
	try {
		return { stamp, declared: await readProfilesByAccount(options) };
	} catch (error) {
		const reason = error instanceof Error ? error.message : options.file;
		options.warn(`${reason}; the previous content of the state file is used`);
		return { ...snapshot, stamp };
	}
}

async function readStamp(file: string): Promise<string> {
	const found = await stat(file, { bigint: true }).catch(() => undefined);
	return found === undefined ? "none" : [found.ino, found.size, found.mtimeNs].join(" ");
}

async function readProfilesByAccount({ file, sdkAppId, warn }: DeclaredStateOptions): Promise<ProfilesByAccount> {
	const { declared } = await readStateFile(file);
	const accounts = new Map<string, DeclaredProfile[]>();
	const unreadable = new Set<string>();
	for (const profile of declared.filter(({ app = sdkAppId }) => app === sdkAppId)) {
		const { account, urn } = profile;
		if (account !== undefined) getOrCreate(accounts, account, () => []).push(profile);
		else if (profile.unreadable.some(({ reason }) => reason !== "unfinished")) unreadable.add(resourceName(urn));
	}
	if (unreadable.size > 0) warn(`${file}: ${describeUnreadable([...unreadable])}`);
	return accounts;
}

/** The maximum number of resources that a warning names. */
const MAX_NAMES = 5;

function describeUnreadable(names: readonly string[]): string {
	const omitted = names.length - MAX_NAMES;
	const list = [...names.slice(0, MAX_NAMES), ...(omitted > 0 ? [`${omitted} more`] : [])].join(", ");
	return `accounts of these resources cannot be read, and changes of them are not printed: ${list}; run pulumi-tim drift for the reasons`;
}

function pathsOf(tag: string, { tags, unreadable }: DeclaredProfile): readonly string[] {
	const readable = tags.filter((each) => each.tag === tag).map(({ path }) => path);
	const possible = unreadable
		.filter((input) => mayContain(input, tag))
		.map(({ path }) => path || "an unreadable input");
	return [...readable, ...possible];
}

/**
 * Whether an unreadable input is the changed tag, or a map that may contain the changed tag. The map keys of a secret
 * map cannot be read.
 */
function mayContain({ path, tag, reason }: UnreadableInput, changed: string): boolean {
	if (reason === "unfinished") return false;
	if (tag !== undefined) return tag === changed;
	if (path === "custom") return changed.startsWith(customField.prefix);
	return path !== "tags" || fieldOfTag(changed) === undefined;
}
