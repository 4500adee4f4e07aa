import type { RequestRecord } from "./request-log";
import { routes } from "./routes";

/** The calls of commands that the emulator does not know, for a test to fail on. */
export function unhandledOf(records: readonly RequestRecord[]): readonly RequestRecord[] {
	return records.filter(({ service, command }) => !Object.hasOwn(routes, `${service}/${command}`));
}
