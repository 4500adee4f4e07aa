import { formatEvent, type ProfileEvent } from "../events";
import type { EventLog } from "./journal";

/** How many of the last events are known again when the service sends one twice. */
const MAX_RECENT = 1000;

/** Keeps events. */
export interface EventRecorder {
	/**
	 * Puts an event on disk before it resolves. Gives false where the very same event was there already: the service may
	 * send one again when an answer was late.
	 *
	 * Errors: the system's; the event may then be sent again.
	 */
	record(event: ProfileEvent): Promise<boolean>;
}

/** A recorder over a journal. It knows the events that stand last in it. */
export function createEventRecorder({ lastLines, append }: Pick<EventLog, "append" | "lastLines">): EventRecorder {
	const onDisk = Promise.resolve();
	const known = new Map(lastLines.slice(-MAX_RECENT).map((line) => [`${line}\n`, onDisk]));
	const remember = (line: string, written: Promise<void>) => {
		known.set(line, written);
		const [oldest] = known.keys();
		if (known.size > MAX_RECENT && oldest !== undefined) known.delete(oldest);
		written.catch(() => known.delete(line));
	};
	return {
		async record(event) {
			const line = formatEvent(event);
			const before = known.get(line);
			if (before !== undefined) {
				await before;
				return false;
			}
			const written = append(line);
			remember(line, written);
			await written;
			return true;
		},
	};
}
