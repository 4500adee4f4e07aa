import type { ProfileWrites } from "../client/writes";
import { catchImError, type ImError, isImError } from "../errors";
import { encodeItems } from "../profile/codec";
import type { OwnedTag } from "../profile/owned";

/** The tags that could not be written, each with its error. */
export type TagErrors = ReadonlyMap<string, ImError>;

/** Codes that speak of the content of a tag or the right to write it. Source: https://trtc.io/document/34348 */
const CONTENT_ERROR_CODES: readonly (number | undefined)[] = [40005, 40008, 40009, 40601, 40605, 40610, 80001];

/**
 * Writes some tags of one account in one call. Where the call is refused for what is in it, the tags are tried apart, so
 * that one bad tag does not keep the good ones out.
 *
 * Errors: none are thrown for the service's answers; each tag that was not written is in the result with its error.
 */
export async function writeTags(writes: ProfileWrites, account: string, tags: readonly OwnedTag[]): Promise<TagErrors> {
	const error = await tryWrite(writes, account, tags);
	if (error === undefined) return new Map();
	const isContent = CONTENT_ERROR_CODES.includes(error.errorCode);
	if (!isContent || tags.length === 1) return new Map(tags.map(({ tag }) => [tag, error]));
	return writeSingly(writes, account, tags);
}

async function writeSingly(writes: ProfileWrites, account: string, tags: readonly OwnedTag[]): Promise<TagErrors> {
	const refusals = new Map<string, ImError>();
	for (const owned of tags) {
		for (const refusal of await writeTags(writes, account, [owned])) refusals.set(...refusal);
	}
	return refusals;
}

async function tryWrite(
	writes: ProfileWrites,
	account: string,
	tags: readonly OwnedTag[],
): Promise<ImError | undefined> {
	const outcome = await catchImError(writes.portraitSet(account, encodeItems(tags)));
	return isImError(outcome) ? outcome : undefined;
}
