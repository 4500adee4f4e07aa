import type { ReadOnlyContext } from "../../provider/compose-read-only";
import { configError, type ImError, isImError } from "../../provider/errors/im-error";
import { assertSameApp } from "../../provider/lifecycle/context";
import type { LiveProfile, LiveProfiles } from "../../provider/lifecycle/live-profiles";
import { differingTags, equalValues } from "../../provider/model/compare";
import type { TagValue, TagValues } from "../../provider/model/types";
import type { UnreadableInput } from "./declared";
import { type Finding, type FindingKind, MASK, type ReportedValue } from "./finding";
import type { DriftTarget, TargetTag } from "./targets";

/** What was seen of an account: its live profile, that it is gone, or why nothing could be seen. */
export type LiveResult = LiveProfile | "gone" | ImError;

/** A subject, and what was seen. */
export interface TargetResult {
	readonly subject: DriftTarget;
	readonly sight: LiveResult;
}

/** What is needed of an app. */
type AppContext = Pick<ReadOnlyContext, "app" | "observer">;

/** What looking works with. */
export interface ReadContext {
	/** The app of a provider, read only. Errors: `config`. */
	readonly contextOf: (provider: string | undefined) => AppContext;
	/** Told whenever one more account has been read. */
	readonly onRead: () => void;
}

/**
 * Looks at every subject. All reads are asked for at once, each account of an app once, so that they go out in joined calls of
 * a hundred.
 *
 * Shape: a sighting for each subject that has an account, in the order given.
 */
export async function readTargets(
	subjects: readonly DriftTarget[],
	{ contextOf, onRead }: ReadContext,
): Promise<readonly TargetResult[]> {
	const connectionTo = once((provider: string) => openConnection(() => contextOf(provider || undefined)));
	const named = subjects.filter(({ account }) => account !== undefined);
	const placeOf = once((_key: string): AccountRead => ({ tags: new Set(), subjects: [] }));
	const places = new Set(named.map((subject) => join(subject, placeOf(keyOf(subject)))));
	const sights = new Map<DriftTarget, LiveResult>();
	const lookAt = async ({ subjects, tags }: AccountRead) => {
		const [first] = subjects;
		if (first === undefined) return;
		const sight = await read(first, connectionTo(first.provider ?? ""), [...tags]);
		for (const subject of subjects) sights.set(subject, sight);
		onRead();
	};
	await Promise.all([...places].map(lookAt));
	return named.map((subject) => ({ subject, sight: sights.get(subject) ?? "gone" }));
}

/** One account of an app: who speaks of it, and all the tags that they speak of. */
interface AccountRead {
	readonly subjects: DriftTarget[];
	readonly tags: Set<string>;
}

function join(subject: DriftTarget, place: AccountRead): AccountRead {
	place.subjects.push(subject);
	for (const { tag } of subject.tags) place.tags.add(tag);
	return place;
}

/** What it takes to read an app, or why it cannot be read. */
type AppConnection = { readonly app: number | undefined; readonly observer: LiveProfiles } | ImError;

function openConnection(contextOf: () => AppContext): AppConnection {
	return caught(() => {
		const context = contextOf();
		return { app: context.app(), observer: context.observer() };
	});
}

async function read(
	{ account = "", app }: DriftTarget,
	way: AppConnection,
	tags: readonly string[],
): Promise<LiveResult> {
	if (isImError(way)) return way;
	const foreign = caught(() => assertSameApp({ app: () => way.app }, account, app));
	if (isImError(foreign)) return foreign;
	try {
		return (await way.observer.fetch(account, tags)) ?? "gone";
	} catch (error) {
		if (isImError(error)) return error;
		throw error;
	}
}

function keyOf({ provider, app, account }: DriftTarget): string {
	return [provider, app, account].join(" ");
}

function caught<T>(work: () => T): T | ImError {
	try {
		return work();
	} catch (error) {
		if (isImError(error)) return error;
		throw error;
	}
}

function once<V>(make: (key: string) => V): (key: string) => V {
	const made = new Map<string, V>();
	return (key) => {
		const value = made.get(key) ?? make(key);
		made.set(key, value);
		return value;
	};
}

/**
 * What is to be said of one account: nothing where all is as declared.
 *
 * Shape: of an account that is gone or cannot be read, one finding; else one for each tag, in the order of the field table.
 */
export function classify(subject: DriftTarget, sight: LiveResult): readonly Finding[] {
	const about = aboutOf(subject);
	if (sight === "gone") return [{ kind: "account-gone", ...about }];
	if (isImError(sight)) return [{ kind: "not-readable", ...about, reason: sight.reason }];
	const { values, refused } = sight;
	const unread = subject.tags.flatMap(({ tag, path }) => {
		const error = refused.get(tag);
		return error === undefined ? [] : [{ kind: "not-readable" as const, ...about, path, tag, reason: error.reason }];
	});
	const readable = subject.tags.filter(({ tag }) => !refused.has(tag));
	const differing = new Set(differingTags(readable, values).map(({ tag }) => tag));
	const moved = readable
		.filter(({ tag }) => differing.has(tag))
		.map((tag) => ({ ...about, ...movedFinding(tag, values) }));
	return [...moved, ...unread, ...hiddenFindings(subject)];
}

/** What cannot be compared whatever is live, such as a value that is encrypted in the state. */
export function hiddenFindings(subject: DriftTarget): readonly Finding[] {
	return subject.hidden.map(({ path, tag, why }) => ({
		kind: "not-compared",
		...aboutOf(subject),
		...(path !== "" && { path }),
		...(tag !== undefined && { tag }),
		reason: reasons[why],
	}));
}

const reasons: Readonly<Record<UnreadableInput["why"], string>> = {
	encrypted: "the value is encrypted in the input",
	unknown: "the program does not know the value before the next up",
	unfinished: "the last up failed in part, so the state does not say what is wanted",
};

function aboutOf({ urn, account }: DriftTarget): Pick<Finding, "account" | "urn"> {
	return { urn, ...(account !== undefined && { account }) };
}

function movedFinding({ path, tag, value, state, secret }: TargetTag, values: TagValues) {
	const live = values[tag];
	const shown = (each: TagValue | undefined): ReportedValue => (secret ? MASK : (each ?? null));
	const kind = movedKind({ tag, value, state }, live);
	const isOfCode = kind !== "live-moved";
	return {
		kind,
		path,
		tag,
		declared: shown(value),
		...(isOfCode && { state: shown(state) }),
		live: shown(live),
		...(secret && { secret }),
	};
}

/** Who moved away from whom, for a tag whose live value is not the declared one. */
function movedKind(
	{ tag, value, state }: Pick<TargetTag, "state" | "tag" | "value">,
	live: TagValue | undefined,
): FindingKind {
	if (state === undefined) return "code-moved";
	if (equalValues(tag, value, state)) return "live-moved";
	return equalValues(tag, state, live) ? "code-moved" : "both-moved";
}

/**
 * The failure of the whole run, where not one account could be read and none of the reasons is about an account: a report would
 * say the same for each of them.
 */
export function commonFailure(sightings: readonly TargetResult[]): ImError | undefined {
	const errors = sightings.flatMap(({ sight }) => (isImError(sight) ? [sight] : []));
	const [first] = errors;
	if (first === undefined || errors.length < sightings.length || errors.some(({ kind }) => kind === "account")) {
		return undefined;
	}
	const isOfKey = first.kind === "config" && first.key === "secretKeyFile";
	return isOfKey ? configError("secretKeyFile", `${first.message}; drift takes no key from a state`) : first;
}
