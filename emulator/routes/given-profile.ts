import { parseTagValue } from "../check-value";
import type { JsonObject } from "../json";
import { isRefusal, type Refusal, refuse } from "../refusal";
import type { TagValue } from "../values";
import type { EmulatorState } from "../world";

/** The codes of a command for texts that it does not take. */
export interface TextCodes {
	readonly notText: number;
	readonly tooLong: number;
}

/**
 * The tags to write for the texts that a call makes an account with. Absent or empty ones are none.
 *
 * Errors: `notText` and `tooLong` as the command has them; 80001 or 40005 for a sensitive word.
 */
export function parseProfileFields(
	world: EmulatorState,
	given: JsonObject,
	codes: TextCodes,
): Readonly<Record<string, TagValue>> | Refusal {
	const tags: Record<string, TagValue> = {};
	for (const [tag, value] of Object.entries(given)) {
		if (value === undefined || value === "") continue;
		const checked = checkText(world, { tag, value, codes });
		if (isRefusal(checked)) return checked;
		tags[tag] = checked;
	}
	return tags;
}

interface Text {
	readonly tag: string;
	readonly value: unknown;
	readonly codes: TextCodes;
}

function checkText(world: EmulatorState, { tag, value, codes }: Text): TagValue | Refusal {
	if (typeof value !== "string") return refuse(codes.notText);
	const checked = parseTagValue(tag, value, world);
	return isRefusal(checked) && checked.refusedWith === 40601 ? refuse(codes.tooLong) : checked;
}
