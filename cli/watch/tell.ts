import type { ProfileEvent } from "../events";
import type { DeclaredState } from "./declared";
import { changeMessage, driftMessage } from "./lines";

/** What is told, and to whom. */
export interface ReportOptions {
	/** What a state declares; without one every change is told. */
	readonly declared: DeclaredState | undefined;
	/** Says a line to the person who runs it. */
	readonly print: (line: string) => void;
}

/** Tells a change by somebody else: every one, or where there is a state, those of what it declares. Never rejects. */
export async function report(event: ProfileEvent, { declared, print: say }: ReportOptions): Promise<void> {
	if (event.ours) return;
	if (declared === undefined) return say(changeMessage(event));
	const paths = await declared.changedInputs(event);
	if (paths.length > 0) say(driftMessage(event, paths));
}
