import type { JsonObject } from "./json";
import { Refusal } from "./refusal";
import type { ServiceCall } from "./request";
import type { EmulatorState } from "./state";
import { verifyUserSig } from "./user-sig";

/**
 * Checks the parts of a call that every command requires, in the order in which the service checks them. Returns the
 * parsed body.
 *
 * @throws Refusal with the code of the first failed check: 60002 if the method is not POST, the path is malformed or
 * the body is too large; 60012 if `sdkappid` is missing; 60025 if another URL parameter is missing or malformed; 70003,
 * 70014, 70020, 70013, 70001 or 70009 if the UserSig is invalid; 60010 if the identifier is not an admin; 60003 if the
 * body is not a JSON object.
 * Source: REST API, https://trtc.io/document/34620, and error codes, https://trtc.io/document/34348
 */
export function authenticate(state: EmulatorState, call: ServiceCall): JsonObject {
	const { method, isPathValid, query, body } = call;
	if (method !== "POST" || !isPathValid || body === "too-large") throw new Refusal(60002);
	const sdkAppId = parseSdkAppId(query);
	checkQuery(query);
	checkCaller(state, query, sdkAppId);
	if (body === "malformed") throw new Refusal(60003, "emulator: the body is not a JSON object in UTF-8");
	return body;
}

function parseSdkAppId(query: URLSearchParams): number {
	const text = query.get("sdkappid") ?? "";
	if (text === "") throw new Refusal(60012, "emulator: sdkappid is missing in the URL");
	if (!/^\d{1,15}$/.test(text)) throw new Refusal(60025, "emulator: sdkappid must be a number");
	return Number(text);
}

function checkQuery(query: URLSearchParams): void {
	const missing = ["identifier", "usersig"].find((name) => (query.get(name) ?? "") === "");
	if (missing !== undefined) throw new Refusal(60025, `emulator: ${missing} is missing in the URL`);
	if (query.get("contenttype") !== "json") throw new Refusal(60025, "emulator: contenttype must be json");
	const random = query.get("random") ?? "";
	const isUint32 = /^\d{1,10}$/.test(random) && Number(random) < 2 ** 32;
	if (!isUint32) throw new Refusal(60025, "emulator: random must be an unsigned 32-bit integer");
}

function checkCaller(state: EmulatorState, query: URLSearchParams, sdkAppId: number): void {
	const { settings, sessions, quirks, userSigsValidFromSeconds } = state;
	const identifier = query.get("identifier") ?? "";
	verifyUserSig(query.get("usersig") ?? "", {
		sdkAppId,
		identifier,
		app: settings,
		nowMs: settings.now(),
		validFromSeconds: userSigsValidFromSeconds,
		kicked: { seconds: sessions.validFromSeconds(identifier), code: quirks.kickedUserSigCode },
	});
	if (!settings.admins.includes(identifier)) throw new Refusal(60010, "emulator: the identifier is not an admin");
}
