import type * as levenshtein from "fastest-levenshtein";

/**
 * Names of attributes in the client SDKs of the service that are not similar to the names of the inputs, keyed by input.
 *
 * Sources: web SDK, https://web.sdk.qcloud.com/im/doc/chat-engine/en/UpdateMyProfileParams.html; native SDKs,
 * https://trtc.io/document/48860
 */
const sdkNames: ReadonlyMap<string, readonly string[]> = new Map([
	["account", ["identifier", "userId"]],
	["allowType", ["addPermission"]],
	["image", ["avatar", "faceUrl"]],
	["nick", ["nickName"]],
	["selfSignature", ["signature"]],
]);

/** Number of characters from which a name counts as similar to a name that contains it. */
const MIN_CONTAINED = 4;

/**
 * Returns the candidate that a misspelled name most likely stands for, or `undefined` if no candidate is similar. Letter
 * case, separators and the names of the client SDKs are considered: `faceURL` stands for `image`, and `self_signature`
 * for `selfSignature`.
 */
export function nearestName<Name extends string>(name: string, candidates: readonly Name[]): Name | undefined {
	const text = normalize(name);
	const { distance } = require("fastest-levenshtein") as typeof levenshtein;
	const maxEdits = Math.max(2, Math.floor(text.length / 3));
	const similar = candidates
		.flatMap((candidate) => spellingsOf(candidate).map((spelling) => ({ candidate, spelling })))
		.map((each) => ({ ...each, edits: distance(text, each.spelling) }))
		.filter(
			({ spelling, edits }) =>
				(edits <= maxEdits && edits < spelling.length) || contains(text, spelling) || contains(spelling, text),
		)
		.sort((a, b) => a.edits - b.edits);
	return similar[0]?.candidate;
}

function spellingsOf(candidate: string): readonly string[] {
	return [candidate, ...(sdkNames.get(candidate) ?? [])].map(normalize);
}

function normalize(name: string): string {
	return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

function contains(text: string, part: string): boolean {
	return part.length >= MIN_CONTAINED && text.includes(part);
}
