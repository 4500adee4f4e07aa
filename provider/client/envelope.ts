import { apiError, protocolError } from "../errors";
import type { Transport } from "./transport";
import type { ActionResponse } from "./wire";

/**
 * Turns an answer that is a refusal into an error: the service reports those inside HTTP 200.
 *
 * Errors: `api` where `ErrorCode` is not 0; `protocol` where the answer is not the documented envelope.
 * Source: REST overview, https://trtc.io/document/34620
 */
export function envelope(transport: Transport): Transport {
	return async (call) => {
		const answer = await transport(call);
		if (!isActionResponse(answer)) throw protocolError(call, "the answer has no ActionStatus and ErrorCode");
		if (answer.ErrorCode !== 0) throw apiError(call, answer.ErrorCode, answer.ErrorInfo);
		if (answer.ActionStatus !== "OK") throw protocolError(call, "ErrorCode is 0 and ActionStatus is not OK");
		return answer;
	};
}

function isActionResponse(answer: unknown): answer is ActionResponse {
	if (typeof answer !== "object" || answer === null) return false;
	const { ActionStatus, ErrorCode } = answer as Partial<ActionResponse>;
	return typeof ActionStatus === "string" && Number.isInteger(ErrorCode);
}
