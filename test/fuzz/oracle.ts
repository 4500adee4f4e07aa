/** The meaning of a response, parsed in the simplest way, as a reference for the client. */
export interface ExpectedResult {
	/** Whether the response reports a missing account. */
	readonly missing: boolean;
	/** Returns the items of an account that the response contains once, without a failure. */
	items(account: string): unknown;
}

/** The codes of a missing account. Source: https://trtc.io/document/34348 */
const MISSING = [40003, 70107, 90012, 90048, 10019];

/** Parses a response. Numbers are rounded to JavaScript numbers. */
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
