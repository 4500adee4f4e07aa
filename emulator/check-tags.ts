import { LosslessNumber } from "lossless-json";
import { parseTagValue, type ValueContext } from "./check-value";
import type { JsonObject } from "./json";
import { isRefusal } from "./refusal";
import { isTagValue, isUint64, type TagValue } from "./values";

/**
 * Checks values by tag that come from outside the process against the rules of the service.
 *
 * Errors: `Error` with one line: where, and why.
 */
export function assertTags(where: string, tags: JsonObject, context: ValueContext): void {
	for (const [tag, value] of Object.entries(tags)) {
		const result = isTagValue(value) ? parseTagValue(tag, asParsed(value), context) : undefined;
		if (result === undefined) throw new Error(`${where}.${tag}: must be a string or a number`);
		if (isRefusal(result)) throw new Error(`${where}.${tag}: ${reasons[result.refusedWith] ?? result.info}`);
	}
}

/** A value as it would come out of a request. */
function asParsed(value: TagValue): unknown {
	return isUint64(value) ? new LosslessNumber(value.uint64) : value;
}

const reasons: Readonly<Record<number, string>> = {
	40009: "no such tag; declare it in customFields or extraTags",
	40601: "longer than the tag takes",
	40605: "not one of the tag's values",
	40610: "not the tag's type",
};
