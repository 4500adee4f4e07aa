import { stat } from "node:fs/promises";
import { customField, fieldOfTag } from "../../provider/model/fields";
import type { DeclaredProfile, UnreadableInput } from "../drift/declared";
import { readStateFile } from "../drift/input";
import type { RecordedEvent } from "../profile-events";

/** What a state declares, kept up with its file. */
export interface DeclaredState {
	/** The declared inputs among the tags that an event changed, as a program spells them. Never rejects. */
	changedInputs(event: RecordedEvent): Promise<readonly string[]>;
}

/** Which state, and of which app the webhooks are. */
export interface DeclaredOptions {
	/** The export of a stack. */
	readonly file: string;
	/** What the state declares of other apps is nothing here. */
	readonly sdkAppId: number;
	/** Says a line to the person who runs it. */
	readonly print: (line: string) => void;
}

type ByAccount = ReadonlyMap<string, readonly DeclaredProfile[]>;

/** What was read of the file, and what told its content from others. */
interface Known {
	readonly stamp: string;
	readonly declared: ByAccount;
}

/**
 * Reads a state, and reads it again when an event comes after its file has changed. While it cannot be read, as in the middle
 * of being written, the last one that could counts.
 *
 * Errors: one line, where it cannot be read the first time.
 */
export async function openDeclaredState(options: DeclaredOptions): Promise<DeclaredState> {
	let latest = Promise.resolve({ stamp: await stampOf(options.file), declared: await byAccount(options) });
	return {
		async changedInputs({ account, tags }) {
			latest = latest.then((known) => refreshed(known, options));
			const { declared } = await latest;
			const ofAccount = declared.get(account) ?? [];
			return [...new Set(ofAccount.flatMap((each) => tags.flatMap((tag) => pathsOf(tag, each))))];
		},
	};
}

async function refreshed(known: Known, options: DeclaredOptions): Promise<Known> {
	const stamp = await stampOf(options.file);
	if (stamp === known.stamp) return known;
	try {
		return { stamp, declared: await byAccount(options) };
	} catch (error) {
		options.print(`${error instanceof Error ? error.message : options.file}; going on with what it said before`);
		return { ...known, stamp };
	}
}

/** What tells one content of a file from another. */
async function stampOf(file: string): Promise<string> {
	const found = await stat(file, { bigint: true }).catch(() => undefined);
	return found === undefined ? "none" : [found.ino, found.size, found.mtimeNs].join(" ");
}

async function byAccount({ file, sdkAppId }: DeclaredOptions): Promise<ByAccount> {
	const { declared } = await readStateFile(file);
	const accounts = new Map<string, DeclaredProfile[]>();
	for (const each of declared.filter(({ app = sdkAppId }) => app === sdkAppId)) {
		const { account = "" } = each;
		accounts.set(account, [...(accounts.get(account) ?? []), each]);
	}
	return accounts;
}

function pathsOf(tag: string, { tags, unreadable: hidden }: DeclaredProfile): readonly string[] {
	const open = tags.filter((each) => each.tag === tag).map(({ path }) => path);
	const secret = hidden.filter((each) => mayHide(each, tag)).map(({ path }) => path || "an input that is a secret");
	return [...open, ...secret];
}

/** Whether a hidden input is, or may hold, a tag: a whole map is hidden with its keys. */
function mayHide({ path, tag, reason: why }: UnreadableInput, changed: string): boolean {
	if (why === "unfinished") return false;
	if (tag !== undefined) return tag === changed;
	if (path === "custom") return changed.startsWith(customField.prefix);
	return path !== "tags" || fieldOfTag(changed) === undefined;
}
