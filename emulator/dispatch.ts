import { authenticate } from "./authenticate";
import { combineFaults, type FaultEffects, noEffects } from "./fault-registry";
import { type JsonObject, stringifyLossless } from "./json";
import { catchRefusal, Refusal } from "./refusal";
import { parseCall, type RequestRecord, type ServiceCall, type ServiceRequest } from "./request";
import { routes } from "./routes";
import type { ResponseBody } from "./routes/context";
import type { EmulatorState } from "./state";

/** The reply to a call, and the time that the server waits before it sends the reply. */
export interface ServedCall {
	readonly delayMs: number;
	readonly reply: Reply;
}

/**
 * The action of the server after a call: it sends the complete reply (`whole`), closes the connection in the middle of
 * the body (`cut`), or closes the connection without a reply (`drop`).
 */
export type Reply =
	| { readonly as: "whole" | "cut"; readonly status: number; readonly contentType: string; readonly body: string }
	| { readonly as: "drop" };

/**
 * Handles one request: runs its command, records the call, and returns the reply without sending it. The reply to an
 * invalid request contains the service's error code, for example 60009 for an unknown command.
 */
export function handleCall(state: EmulatorState, request: ServiceRequest): ServedCall {
	const call = parseCall(request);
	state.callCount += 1;
	let effects = noEffects;
	const envelope = toEnvelope(call.service, () => {
		const body = authenticate(state, call);
		effects = combineFaults(state.faults.match(call), call);
		return runCommand(state, call, body, effects);
	});
	const errorCode = effects.reply === undefined ? Number(envelope.ErrorCode) : undefined;
	state.requestLog.add(call, errorCode, state.settings.now());
	return { delayMs: state.settings.latencyMs + effects.delayMs, reply: toReply(stringifyLossless(envelope), effects) };
}

/**
 * Returns the recorded calls whose command the emulator does not implement. A test can assert that the list is empty.
 */
export function unhandledCalls(records: readonly RequestRecord[]): readonly RequestRecord[] {
	return records.filter(({ service, command }) => !Object.hasOwn(routes, `${service}/${command}`));
}

function runCommand(state: EmulatorState, call: ServiceCall, body: JsonObject, effects: FaultEffects): ResponseBody {
	if (effects.expiresUserSigs) state.userSigsValidFromSeconds = Math.floor(state.settings.now() / 1000);
	const path = `${call.service}/${call.command}`;
	const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
	if (route === undefined) throw new Refusal(60009, "emulator: unknown command");
	if (!state.rateLimit.take(call.command)) {
		throw new Refusal(state.settings.rateLimitCode, "emulator: too many calls of the command");
	}
	const caller = { identifier: call.query.get("identifier") ?? "", ip: call.ip };
	const run = () => (effects.takesEffect ? route({ state, effects, caller }, body) : {});
	if (effects.refusal === undefined) return run();
	catchRefusal(run); // the fault's refusal replaces the result of the command
	throw effects.refusal;
}

/**
 * Runs a command, and adds to its result the keys that every response has, such as `ErrorCode`. Only this function
 * turns a `Refusal` into a response.
 */
function toEnvelope(service: string, run: () => ResponseBody): JsonObject {
	const display = service === "profile" ? { ErrorDisplay: "" } : {};
	try {
		return { ...run(), ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "", ...display };
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		const { body, errorCode, message } = error;
		return { ...body, ActionStatus: "FAIL", ErrorCode: errorCode, ErrorInfo: message, ...display };
	}
}

const JSON_TYPE = "application/json; charset=utf-8";
const HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n";

function toReply(json: string, { reply }: FaultEffects): Reply {
	if (reply === undefined) return { as: "whole", status: 200, contentType: JSON_TYPE, body: json };
	if (reply.do === "drop") return { as: "drop" };
	const { status = 200 } = reply;
	switch (reply.body) {
		case "html":
			return { as: "whole", status, contentType: "text/html", body: HTML };
		case "empty":
			return { as: "whole", status, contentType: JSON_TYPE, body: "" };
		case "half":
			return { as: "whole", status, contentType: JSON_TYPE, body: json.slice(0, json.length / 2) };
		case "cut":
			return { as: "cut", status, contentType: JSON_TYPE, body: json };
	}
}
