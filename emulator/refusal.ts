import type { JsonObject } from "./json";

/**
 * A refusal of a call or of one account, with an error code of the service. `message` is the `ErrorInfo`. A command
 * throws a refusal to refuse the whole call, and `dispatch.ts` turns the refusal into the response. The refusal of one
 * account is not thrown; it becomes an item in the list of results.
 */
export class Refusal extends Error {
	override readonly name = "Refusal";

	constructor(
		readonly errorCode: number,
		errorInfo: string = knownTexts[errorCode] ?? `emulator: refused with ${errorCode}`,
		/** Further keys of the response. */
		readonly body: JsonObject = {},
	) {
		super(errorInfo);
	}
}

/**
 * Runs a function. Returns the refusal that the function throws, or `undefined` if it does not throw. Rethrows any
 * other error.
 */
export function catchRefusal(run: () => unknown): Refusal | undefined {
	try {
		run();
		return undefined;
	} catch (error) {
		if (error instanceof Refusal) return error;
		throw error;
	}
}

/**
 * `ErrorInfo` texts that were observed in responses of the service, keyed by error code. The texts of other codes are
 * not documented; the emulator generates them.
 * Source: error codes, https://trtc.io/document/34348
 */
const knownTexts: Readonly<Record<number, string>> = {
	40001: "Err_Profile_Comm_Decode_Fail",
	40003: "Err_Profile_Invalid_Account",
	60002: "HTTP parse Error",
	60008: "service timeout or request format error,please check and try again",
	60015: "body account invalid",
	70107: "Err_TLS_PT_Open_Login_Account_Not_Exist",
};
