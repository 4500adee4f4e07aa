import { authenticate } from "./authenticate";
import { combineFaults, type FaultEffects, noEffects } from "./fault-registry";
import { type JsonObject, stringifyLossless } from "./json";
import { isRefusal, type Refusal, refuse } from "./refusal";
import { parseCall, type RequestRecord, type ServiceCall, type ServiceRequest } from "./request";
import { routes } from "./routes";
import type { ResponseBody } from "./routes/context";
import type { EmulatorState } from "./state";

/** What is sent back, and how much later than at once. */
export interface ServedCall {
	readonly delayMs: number;
	readonly reply: Reply;
}

/** How an answer is sent: whole, cut off in the middle with the connection, or not at all. */
export type Reply =
	| { readonly as: "whole" | "cut"; readonly status: number; readonly contentType: string; readonly body: string }
	| { readonly as: "drop" };

const JSON_TYPE = "application/json; charset=utf-8";

const HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n";

/**
 * Serves one request: decides the answer, changes the world, records the call. Waits for nothing and sends nothing.
 *
 * Errors: none; a request that makes no sense is answered with the service's code, 60009 for an unknown command.
 */
export function handleCall(world: EmulatorState, request: ServiceRequest): ServedCall {
	const call = parseCall(request);
	const body = authenticate(world, call);
	world.calls += 1;
	const plan = isRefusal(body) ? noEffects : combineFaults(world.faults.match(call), call);
	const answer = isRefusal(body) ? body : answerOf(world, { call, body, plan });
	const envelope = envelopeOf(answer, call.service);
	const reply = replyOf(stringifyLossless(envelope), plan);
	const code = isJson(plan) ? Number(envelope.ErrorCode) : undefined;
	world.log.add(call, code, world.settings.now());
	return { delayMs: world.settings.latencyMs + plan.delayMs, reply };
}

interface Accepted {
	readonly call: ServiceCall;
	readonly body: JsonObject;
	readonly plan: FaultEffects;
}

function answerOf(world: EmulatorState, { call, body, plan }: Accepted): ResponseBody {
	if (plan.expiresUserSigs) world.userSigsValidFrom = Math.floor(world.settings.now() / 1000);
	const path = `${call.service}/${call.command}`;
	const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
	if (route === undefined) return refuse(60009, "emulator: no such command");
	if (!world.rate.take(call.command)) {
		return refuse(world.settings.rateLimitCode, "emulator: the command is called too often");
	}
	const caller = { identifier: call.query.get("identifier") ?? "", ip: call.ip };
	const answer = plan.takesEffect ? route({ world, plan, caller }, body) : {};
	return plan.refusal ?? answer;
}

/** The answer's body: the result in the envelope that every answer of the service has. */
function envelopeOf(answer: ResponseBody, service: string): JsonObject {
	const display = service === "profile" ? { ErrorDisplay: "" } : {};
	return isRefusal(answer) ? { ...failure(answer), ...display } : { ...answer, ...success, ...display };
}

const success = { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "" };

function failure({ refusedWith, info, answer }: Refusal): JsonObject {
	return { ...answer, ActionStatus: "FAIL", ErrorCode: refusedWith, ErrorInfo: info };
}

function isJson({ reply }: FaultEffects): boolean {
	return reply === undefined;
}

function replyOf(json: string, { reply }: FaultEffects): Reply {
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

/** The calls of commands that the emulator does not know, for a test to fail on. */
export function unhandledOf(records: readonly RequestRecord[]): readonly RequestRecord[] {
	return records.filter(({ service, command }) => !Object.hasOwn(routes, `${service}/${command}`));
}
