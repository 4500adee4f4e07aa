import { existsSync } from "node:fs";
import { type RecordedEvent, readEvents } from "../profile-events";
import type { ChangedBy, Finding } from "./finding";

/**
 * The findings with who made the last recorded change of their tag, and when. Only those whose live value has moved have one.
 *
 * Errors: one line, for a file that cannot be read.
 */
export async function addChangedBy(
	findings: readonly Finding[],
	files: readonly string[],
): Promise<readonly Finding[]> {
	const wanted = new Set(findings.filter(isMoved).map(({ account, tag }) => keyOf(account, tag)));
	const last = new Map<string, RecordedEvent>();
	for (const file of files.flatMap(withRotated)) {
		for await (const event of eventsOf(file)) {
			for (const tag of event.tags) {
				const key = keyOf(event.account, tag);
				if (wanted.has(key) && isLater(event, last.get(key))) last.set(key, event);
			}
		}
	}
	return findings.map((finding) => {
		const event = isMoved(finding) ? last.get(keyOf(finding.account, finding.tag)) : undefined;
		return event === undefined ? finding : { ...finding, changedBy: changedBy(event) };
	});
}

/** A file that the watch writes, and the earlier ones that it moved out of the way: `FILE.2`, `FILE.1`, `FILE`. */
function withRotated(file: string): readonly string[] {
	const earlier: string[] = [];
	for (let at = 1; existsSync(`${file}.${at}`); at += 1) earlier.unshift(`${file}.${at}`);
	return [...earlier, file];
}

async function* eventsOf(file: string): AsyncGenerator<RecordedEvent> {
	try {
		yield* readEvents(file);
	} catch (error) {
		throw new Error(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); check --events`);
	}
}

function isMoved({ kind }: Finding): boolean {
	return kind === "live-moved" || kind === "both-moved";
}

function isLater({ time }: RecordedEvent, than: RecordedEvent | undefined): boolean {
	return than === undefined || Date.parse(time) >= Date.parse(than.time);
}

function changedBy({ time, operator, platform, ours }: RecordedEvent): ChangedBy {
	return { time: new Date(time).toISOString(), operator, ...(platform !== undefined && { platform }), ours };
}

function keyOf(account = "", tag = ""): string {
	return `${account}\0${tag}`;
}
