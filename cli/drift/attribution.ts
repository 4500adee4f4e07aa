import { existsSync, readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { describeReadError, rejectDevice } from "../files";
import { EventLineError, type RecordedEvent, readEvents } from "../profile-events";
import { type ChangedBy, type Finding, hasLiveMoved } from "./finding";

/**
 * Adds `changedBy`, the last recorded change of the tag, to each finding whose live value changed. Reads the recorded
 * changes from the events files in `files` and their rotated files.
 *
 * @throws Error with a one-line message if an events file cannot be read.
 */
export async function addChangedBy(
	findings: readonly Finding[],
	files: readonly string[],
): Promise<readonly Finding[]> {
	const changed = findings.filter(hasLiveMoved);
	const wanted = new Set(changed.map(({ account, tag }) => tagKey(account, tag)));
	const accounts = new Set(changed.flatMap(({ account }) => account ?? []));
	const latest = new Map<string, TimedEvent>();
	for (const file of files.flatMap(withRotatedFiles)) {
		for await (const events of readEventFile(file, accounts)) {
			for (const event of events) keepLatest(latest, event, wanted);
		}
	}
	return findings.map((finding) => {
		const found = hasLiveMoved(finding) ? latest.get(tagKey(finding.account, finding.tag)) : undefined;
		return found === undefined ? finding : { ...finding, changedBy: toChangedBy(found.event) };
	});
}

/** An event, and its time in milliseconds since 1970. */
interface TimedEvent {
	readonly event: RecordedEvent;
	readonly ms: number;
}

function keepLatest(latest: Map<string, TimedEvent>, event: RecordedEvent, wanted: ReadonlySet<string>): void {
	const ms = Date.parse(event.time);
	for (const tag of event.tags) {
		const key = tagKey(event.account, tag);
		const before = wanted.has(key) ? (latest.get(key)?.ms ?? Number.NEGATIVE_INFINITY) : Number.POSITIVE_INFINITY;
		if (ms >= before) latest.set(key, { event, ms });
	}
}

/**
 * Returns an events file and its rotated files, the oldest first: `FILE.2`, `FILE.1`, `FILE`. A rotation that failed can
 * leave a gap in the numbers.
 */
export function withRotatedFiles(file: string): readonly string[] {
	const [folder, name] = [dirname(file), basename(file)];
	const numbers = (existsSync(folder) ? readdirSync(folder) : [])
		.filter((each) => each.startsWith(`${name}.`))
		.map((each) => each.slice(name.length + 1))
		.filter((suffix) => /^[1-9]\d{0,3}$/.test(suffix))
		.map(Number);
	return [...numbers.sort((a, b) => b - a).map((number) => `${file}.${number}`), file];
}

async function* readEventFile(file: string, accounts: ReadonlySet<string>): AsyncGenerator<readonly RecordedEvent[]> {
	await rejectDevice(file);
	try {
		yield* readEvents(file, accounts);
	} catch (error) {
		const problem = error instanceof EventLineError ? error.message : describeReadError(error, "--events");
		throw new Error(`${file}: ${problem}`);
	}
}

function toChangedBy({ time, operator, platform, ours }: RecordedEvent): ChangedBy {
	return { time: new Date(time).toISOString(), operator, ...(platform !== undefined && { platform }), ours };
}

function tagKey(account = "", tag = ""): string {
	return `${account}\0${tag}`;
}
