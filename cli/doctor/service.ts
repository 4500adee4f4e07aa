import { describeCode } from "../../provider/errors/codes";
import { errorCodeOf, ImError } from "../../provider/errors/im-error";
import { type CheckFinding, failure, ok, skipped, warning } from "./check";
import type { DoctorContext, Probe } from "./patient";

/** What the service looks at, in its order: an error at one says that those before it are well. */
const stages = ["service", "region", "signature", "admin", "call"] as const;

/** One of the {@link stages}. */
export type ServiceStage = (typeof stages)[number];

/** Codes that say that the app is not at this host. Source: error codes, https://trtc.io/document/34348 */
const OTHER_SITE: readonly number[] = [60006, 60026, 70016, 70020];

/** Codes that ask for an admin. Source: the same. */
const NOT_ADMIN: readonly number[] = [40004, 60010, 70403];

/** A check of one thing that the service looks at when it is asked. */
export function checkStage(stage: ServiceStage, onSuccess: (probe: Probe) => string) {
	return async ({ settings, probe }: DoctorContext): Promise<readonly CheckFinding[]> => {
		if (settings instanceof ImError) return [skipped("no settings to call with")];
		const probed = await probe();
		if (probed.error?.kind === "config") return [skipped("nothing to sign with")];
		const failed = probed.error && stageOf(probed.error);
		if (failed === undefined || stages.indexOf(stage) < stages.indexOf(failed)) return [ok(onSuccess(probed))];
		return [
			failed === stage && probed.error ? errorFinding(probed.error) : skipped(`the ${failed} check did not pass`),
		];
	};
}

function stageOf(error: ImError): ServiceStage {
	const errorCode = errorCodeOf(error);
	if (errorCode === undefined) return "service";
	if (OTHER_SITE.includes(errorCode)) return "region";
	if (NOT_ADMIN.includes(errorCode)) return "admin";
	return describeCode(errorCode).class === "auth" ? "signature" : "call";
}

function errorFinding(error: ImError): CheckFinding {
	const [words = error.reason, next = "run again later"] = error.reason.split("; ");
	const isPassing = errorCodeOf(error) !== undefined && error.retryable;
	return isPassing ? warning(words, next) : failure(words, next);
}
