import { existsSync, readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { describeReadError } from "../files";
import { type RecordedEvent, readEvents } from "../profile-events";
import type { ChangedBy, Finding } from "./finding";

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
	const wanted = new Set(findings.filter(hasLiveChange).map(({ account, tag }) => tagKey(account, tag)));
	const latest = new Map<string, RecordedEvent>();
	for (const file of files.flatMap(withRotated)) {
		for await (const event of readEventFile(file)) {
			for (const tag of event.tags) {
				const key = tagKey(event.account, tag);
				if (wanted.has(key) && isLater(event, latest.get(key))) latest.set(key, event);
			}
		}
	}
	return findings.map((finding) => {
		const event = hasLiveChange(finding) ? latest.get(tagKey(finding.account, finding.tag)) : undefined;
		return event === undefined ? finding : { ...finding, changedBy: toChangedBy(event) };
	});
}

/**
 * Returns an events file and its rotated files, the oldest first: `FILE.2`, `FILE.1`, `FILE`. A rotation that failed can
 * leave a gap in the numbers.
 */
function withRotated(file: string): readonly string[] {
	const [folder, name] = [dirname(file), basename(file)];
	const numbers = (existsSync(folder) ? readdirSync(folder) : [])
		.filter((each) => each.startsWith(`${name}.`))
		.map((each) => each.slice(name.length + 1))
		.filter((suffix) => /^[1-9]\d{0,3}$/.test(suffix))
		.map(Number);
	return [...numbers.sort((a, b) => b - a).map((number) => `${file}.${number}`), file];
}

async function* readEventFile(file: string): AsyncGenerator<RecordedEvent> {
	try {
		yield* readEvents(file);
	} catch (error) {
		throw new Error(`${file}: ${describeReadError(error, "--events")}`);
	}
}

function hasLiveChange({ kind }: Finding): boolean {
	return kind === "live-moved" || kind === "both-moved";
}

function isLater({ time }: RecordedEvent, other: RecordedEvent | undefined): boolean {
	return other === undefined || Date.parse(time) >= Date.parse(other.time);
}

function toChangedBy({ time, operator, platform, ours }: RecordedEvent): ChangedBy {
	return { time: new Date(time).toISOString(), operator, ...(platform !== undefined && { platform }), ours };
}

function tagKey(account = "", tag = ""): string {
	return `${account}\0${tag}`;
}
