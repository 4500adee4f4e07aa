import type { JsonObject } from "./json";

/** Why a call, an account or a value was refused: the service's code and its text. */
export interface Refusal {
	readonly refusedWith: number;
	readonly info: string;
	/** What the answer has besides: nothing for most commands. */
	readonly answer: JsonObject;
}

/** The largest number of accounts in one call. Source: portrait_get, https://trtc.io/document/34917 */
export const MAX_ACCOUNTS = 100;

/**
 * Texts seen in answers of the service. The others are the emulator's own, since no document gives them.
 *
 * Source: error codes, https://trtc.io/document/34348
 */
const seen: Readonly<Record<number, string>> = {
	40001: "Err_Profile_Comm_Decode_Fail",
	40003: "Err_Profile_Invalid_Account",
	60002: "HTTP parse Error",
	60008: "service timeout or request format error,please check and try again",
	60015: "body account invalid",
	70107: "Err_TLS_PT_Open_Login_Account_Not_Exist",
};

/** Every refusal there is, for as long as somebody holds it. */
const made = new WeakSet<object>();

/** A refusal with a code of the service. `info` defaults to a text seen with the code, or one of the emulator. */
export function refuse(
	code: number,
	info: string = seen[code] ?? `emulator: refused with ${code}`,
	answer: JsonObject = {},
): Refusal {
	const refusal: Refusal = { refusedWith: code, info, answer };
	made.add(refusal);
	return refusal;
}

/** Whether a result is a {@link Refusal} that {@link refuse} made: a request's body can look like one. */
export function isRefusal(value: unknown): value is Refusal {
	return typeof value === "object" && value !== null && made.has(value);
}
