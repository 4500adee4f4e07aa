import type { ReadOnlyContext } from "../../provider/compose-read-only";
import { ImError } from "../../provider/errors/im-error";
import { assertSameApp } from "../../provider/lifecycle/context";
import type { LiveProfile, LiveProfiles } from "../../provider/lifecycle/live-profiles";
import { getOrCreate } from "../../provider/util";
import type { DriftTarget } from "./subjects";

/** What was seen of an account: its live profile, that it is gone, or why nothing could be seen. */
export type LiveResult = LiveProfile | "gone" | ImError;

/** A subject, and what was seen. */
export interface TargetResult {
	readonly subject: DriftTarget;
	readonly sight: LiveResult;
}

/** What is needed of an app. */
type AppContext = Pick<ReadOnlyContext, "app" | "live">;

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
	const connections = new Map<string, AppConnection>();
	const connectionTo = (provider = "") =>
		getOrCreate(connections, provider, () => openConnection(() => contextOf(provider || undefined)));
	const named = subjects.filter(({ account }) => account !== undefined);
	const places = new Map<string, AccountRead>();
	for (const subject of named) {
		join(
			subject,
			getOrCreate(places, keyOf(subject), () => ({ tags: new Set(), subjects: [] })),
		);
	}
	const sights = new Map<DriftTarget, LiveResult>();
	const lookAt = async ({ subjects, tags }: AccountRead) => {
		const [first] = subjects;
		if (first === undefined) return;
		const sight = await read(first, connectionTo(first.provider), [...tags]);
		for (const subject of subjects) sights.set(subject, sight);
		onRead();
	};
	await Promise.all([...places.values()].map(lookAt));
	return named.map((subject) => ({ subject, sight: sights.get(subject) ?? "gone" }));
}

/** One account of an app: who speaks of it, and all the tags that they speak of. */
interface AccountRead {
	readonly subjects: DriftTarget[];
	readonly tags: Set<string>;
}

function join(subject: DriftTarget, place: AccountRead): void {
	place.subjects.push(subject);
	for (const { tag } of subject.tags) place.tags.add(tag);
}

/** What it takes to read an app, or why it cannot be read. */
type AppConnection = { readonly app: number | undefined; readonly observer: LiveProfiles } | ImError;

function openConnection(contextOf: () => AppContext): AppConnection {
	return caught(() => {
		const context = contextOf();
		return { app: context.app(), observer: context.live() };
	});
}

async function read(
	{ account = "", app }: DriftTarget,
	way: AppConnection,
	tags: readonly string[],
): Promise<LiveResult> {
	if (way instanceof ImError) return way;
	const foreign = caught(() => assertSameApp({ app: () => way.app }, account, app));
	if (foreign instanceof ImError) return foreign;
	try {
		return (await way.observer.fetch(account, tags)) ?? "gone";
	} catch (error) {
		if (error instanceof ImError) return error;
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
		if (error instanceof ImError) return error;
		throw error;
	}
}
