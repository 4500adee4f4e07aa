/**
 * The result that the client must return for a response. A simple parser computes it, and tests compare the client with
 * it.
 */
export interface ExpectedResult {
	/** Whether the response contains the error code of a missing account. */
	readonly missing: boolean;
	/**
	 * Returns the items of an account. Returns `undefined` unless the response contains the account exactly once and
	 * without an error code.
	 */
	items(account: string): unknown;
}

/** The error codes of a missing account. Source: https://trtc.io/document/34348 */
const MISSING = [40003, 70107, 90012, 90048, 10019];

/** Parses a response. Integers above 2^53 are rounded. */
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
