import type { JsonObject } from "./json";

/**
 * A refusal with one of the service's error codes. Thrown, it refuses the whole call, and `dispatch.ts` turns it into
 * the answer; the refusal of a single account stays a value in the list of results. `message` is the `ErrorInfo`.
 */
export class Refusal extends Error {
	override readonly name = "Refusal";

	constructor(
		readonly errorCode: number,
		errorInfo: string = knownTexts[errorCode] ?? `emulator: refused with ${errorCode}`,
		/** The keys of the answer besides those of the error. */
		readonly body: JsonObject = {},
	) {
		super(errorInfo);
	}
}

/** Runs a function and returns the refusal that it throws, if any. Any other error passes through. */
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
 * `ErrorInfo` texts seen in answers of the service. No document lists the others, so those are the emulator's own.
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
