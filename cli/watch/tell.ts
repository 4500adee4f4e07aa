import type { ProfileEvent } from "../events";
import type { DeclaredState } from "./declared";
import { changeLine, driftLine } from "./lines";

/** What is told, and to whom. */
export interface TellOptions {
	/** What a state declares; without one every change is told. */
	readonly declared: DeclaredState | undefined;
	/** Says a line to the person who runs it. */
	readonly say: (line: string) => void;
}

/** Tells a change by somebody else: every one, or where there is a state, those of what it declares. Never rejects. */
export async function tell(event: ProfileEvent, { declared, say }: TellOptions): Promise<void> {
	if (event.ours) return;
	if (declared === undefined) return say(changeLine(event));
	const paths = await declared.touchedBy(event);
	if (paths.length > 0) say(driftLine(event, paths));
}
