import type { ReadOnlyContext } from "../../provider/connect-read-only";
import { type ImError, isImError } from "../../provider/errors";
import { assertSameApp } from "../../provider/lifecycle/context";
import type { LiveProfile, Observer } from "../../provider/lifecycle/observe";
import type { Subject } from "./subjects";

/** What was seen of an account: its live profile, that it is gone, or why nothing could be seen. */
export type Sight = LiveProfile | "gone" | ImError;

/** A subject, and what was seen. */
export interface Sighting {
	readonly subject: Subject;
	readonly sight: Sight;
}

/** What is needed of an app. */
type AppContext = Pick<ReadOnlyContext, "app" | "observer">;

/** What looking works with. */
export interface LookContext {
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
export async function look(
	subjects: readonly Subject[],
	{ contextOf, onRead }: LookContext,
): Promise<readonly Sighting[]> {
	const wayTo = once((provider: string) => openWay(() => contextOf(provider || undefined)));
	const named = subjects.filter(({ account }) => account !== undefined);
	const placeOf = once((_key: string): Place => ({ tags: new Set(), subjects: [] }));
	const places = new Set(named.map((subject) => join(subject, placeOf(keyOf(subject)))));
	const sights = new Map<Subject, Sight>();
	const lookAt = async ({ subjects, tags }: Place) => {
		const [first] = subjects;
		if (first === undefined) return;
		const sight = await read(first, wayTo(first.provider ?? ""), [...tags]);
		for (const subject of subjects) sights.set(subject, sight);
		onRead();
	};
	await Promise.all([...places].map(lookAt));
	return named.map((subject) => ({ subject, sight: sights.get(subject) ?? "gone" }));
}

/** One account of an app: who speaks of it, and all the tags that they speak of. */
interface Place {
	readonly subjects: Subject[];
	readonly tags: Set<string>;
}

function join(subject: Subject, place: Place): Place {
	place.subjects.push(subject);
	for (const { tag } of subject.tags) place.tags.add(tag);
	return place;
}

/** What it takes to read an app, or why it cannot be read. */
type Way = { readonly app: number | undefined; readonly observer: Observer } | ImError;

function openWay(contextOf: () => AppContext): Way {
	return caught(() => {
		const context = contextOf();
		return { app: context.app(), observer: context.observer() };
	});
}

async function read({ account = "", app }: Subject, way: Way, tags: readonly string[]): Promise<Sight> {
	if (isImError(way)) return way;
	const foreign = caught(() => assertSameApp({ app: () => way.app }, account, app));
	if (isImError(foreign)) return foreign;
	try {
		return (await way.observer.observeFresh(account, tags)) ?? "gone";
	} catch (error) {
		if (isImError(error)) return error;
		throw error;
	}
}

function keyOf({ provider, app, account }: Subject): string {
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
