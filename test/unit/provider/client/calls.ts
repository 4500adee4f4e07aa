import type { RetryContext } from "@/provider/client/pipeline/retry";
import type { ApiCall, Transport } from "@/provider/client/transport";

/** An API call that reads the nick of the account alice. */
export const aCall: ApiCall = {
	service: "profile",
	command: "portrait_get",
	accounts: ["alice"],
	body: { To_Account: ["alice"], TagList: ["Tag_Profile_IM_Nick"] },
};

/** A response of the service that reports success and contains no data. */
export const ok = { ActionStatus: "OK", ErrorCode: 0, ErrorInfo: "", ErrorDisplay: "" };

/** Retry options that make every delay end immediately. */
export const rapidRetry: RetryContext = {
	policy: { maxRetries: 3, baseDelayMs: 0, maxDelayMs: 0, maxTotalMs: 1000 },
	random: () => 0,
	now: () => 0,
};

/**
 * Creates a transport that returns the given responses in order and then repeats the last one. A response that is an
 * error is thrown.
 */
export function answering(...answers: readonly unknown[]): {
	readonly transport: Transport;
	readonly calls: ApiCall[];
} {
	const calls: ApiCall[] = [];
	const transport: Transport = async (call) => {
		const answer = answers[Math.min(calls.length, answers.length - 1)];
		calls.push(call);
		if (answer instanceof Error) throw answer;
		return answer;
	};
	return { transport, calls };
}
