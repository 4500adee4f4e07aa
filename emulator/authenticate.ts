import type { JsonObject } from "./json";
import { isRefusal, type Refusal, refuse } from "./refusal";
import type { ServiceCall } from "./request";
import type { EmulatorState } from "./state";
import { verifyUserSig } from "./user-sig";

/**
 * The checks that every call passes before its command looks at it: the body, or why the call is refused.
 *
 * Errors, first match: 60002 not POST, or a body over the limit; 60012 no SDKAppID; 60025 another URL parameter is
 * missing or malformed; 70003, 70014, 70020, 70013, 70001, 70009 the UserSig; 60010 not an admin; 60003 the body is no
 * JSON object.
 * Source: REST API, https://trtc.io/document/34620, and error codes, https://trtc.io/document/34348
 */
export function authenticate(world: EmulatorState, call: ServiceCall): JsonObject | Refusal {
	if (call.method !== "POST" || call.body === "too-large") return refuse(60002);
	const sdkAppId = sdkAppIdOf(call.query);
	if (isRefusal(sdkAppId)) return sdkAppId;
	const refusal = checkQuery(call.query) ?? checkCaller(world, call.query, sdkAppId);
	if (refusal !== undefined) return refusal;
	return call.body === "malformed" ? refuse(60003, "emulator: the body is no JSON object in UTF-8") : call.body;
}

function sdkAppIdOf(query: URLSearchParams): number | Refusal {
	const text = query.get("sdkappid") ?? "";
	if (text === "") return refuse(60012, "emulator: sdkappid is missing in the URL");
	return /^\d{1,15}$/.test(text) ? Number(text) : refuse(60025, "emulator: sdkappid is no number");
}

function checkQuery(query: URLSearchParams): Refusal | undefined {
	const missing = ["identifier", "usersig"].find((name) => (query.get(name) ?? "") === "");
	if (missing !== undefined) return refuse(60025, `emulator: ${missing} is missing in the URL`);
	if (query.get("contenttype") !== "json") return refuse(60025, "emulator: contenttype is not json");
	const random = query.get("random") ?? "";
	const isUint32 = /^\d{1,10}$/.test(random) && Number(random) < 2 ** 32;
	return isUint32 ? undefined : refuse(60025, "emulator: random is no unsigned 32-bit number");
}

function checkCaller(world: EmulatorState, query: URLSearchParams, sdkAppId: number): Refusal | undefined {
	const identifier = query.get("identifier") ?? "";
	const refusal = verifyUserSig(query.get("usersig") ?? "", {
		sdkAppId,
		identifier,
		app: world.settings,
		nowMs: world.settings.now(),
		validFromSeconds: world.userSigsValidFrom,
		kicked: { seconds: world.sessions.validFrom(identifier), code: world.quirks.kickedUserSigCode },
	});
	if (refusal !== undefined) return refusal;
	return world.settings.admins.includes(identifier) ? undefined : refuse(60010, "emulator: the caller is no admin");
}
