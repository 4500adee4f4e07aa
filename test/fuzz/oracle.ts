/** What an answer's text says, read by `JSON.parse` and in the plainest way: the other opinion that the client is held to. */
export interface ExpectedResult {
	/** Whether any account is said not to exist, or the call is refused for one. */
	readonly missing: boolean;
	/** The items that the answer gives for an account that it names once and without a failure. */
	items(account: string): unknown;
}

/** The codes that say that an account does not exist. Source: https://trtc.io/document/34348 */
const MISSING = [40003, 70107, 90012, 90048, 10019];

/** Reads an answer's text. Numbers are rounded as JavaScript does. */
export function expectedResult(text: string): ExpectedResult {
	const answer = parseJson(text);
	const list = Array.isArray(own(answer, "UserProfileItem")) ? (own(answer, "UserProfileItem") as unknown[]) : [];
	const codes = [own(answer, "ErrorCode"), ...list.map((entry) => own(entry, "ResultCode"))];
	return {
		missing: codes.some((code) => MISSING.includes(code as number)),
		items(account) {
			const entries = list.filter((entry) => own(entry, "To_Account") === account);
			if (entries.length !== 1 || own(entries[0], "ResultCode") !== 0) return undefined;
			return own(entries[0], "ProfileItem") ?? [];
		},
	};
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function own(value: unknown, key: string): unknown {
	return typeof value === "object" && value !== null && Object.hasOwn(value, key)
		? (value as Record<string, unknown>)[key]
		: undefined;
}
