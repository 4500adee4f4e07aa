import { ImError } from "../../provider/errors/im-error";
import { customField } from "../../provider/model/fields";
import { type CheckFinding, failure, ok, skipped } from "./check";
import type { DoctorContext } from "./patient";

/** Whether the tags that programs declare exist in the app, and the app admin may read them. */
export async function lookAtFields({ settings, tags, probe, read }: DoctorContext): Promise<readonly CheckFinding[]> {
	if (tags.length === 0) return [skipped("none named; give --custom, --stack or --state")];
	if (settings instanceof ImError) return [skipped("no settings to call with")];
	if ((await probe()).error !== undefined) return [skipped("the service could not be asked")];
	const live = await read(tags);
	const refused = live?.refused ?? new Map<string, ImError>();
	const readable = tags.filter((tag) => !refused.has(tag));
	return [
		...(readable.length === 0 ? [] : [ok(`${readable.map(nameOf).join(", ")}: can be read`)]),
		...[...refused].map(([tag, error]) => refusedFinding(nameOf(tag), error)),
	];
}

function refusedFinding(name: string, { reason }: ImError): CheckFinding {
	const [words = reason, next = ""] = reason.split("; ");
	return failure(`${name}: ${words}`, next);
}

function nameOf(tag: string): string {
	return tag.startsWith(customField.prefix) ? tag.slice(customField.prefix.length) : tag;
}
