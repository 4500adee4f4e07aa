import { codeWords } from "../../provider/error-codes";
import { type ImError, isImError } from "../../provider/errors";
import { type Finding, failure, ok, skipped, warning } from "./check";
import type { Patient, Probe } from "./patient";

/** What the service looks at, in its order: an error at one says that those before it are well. */
const stages = ["service", "region", "signature", "admin", "call"] as const;

/** One of the {@link stages}. */
export type Stage = (typeof stages)[number];

/** Codes that say that the app is not at this host. Source: error codes, https://trtc.io/document/34348 */
const OTHER_SITE: readonly number[] = [60006, 60026, 70016, 70020];

/** Codes that ask for an admin. Source: the same. */
const NOT_ADMIN: readonly number[] = [40004, 60010, 70403];

/** A check of one thing that the service looks at when it is asked. */
export function lookAtStage(stage: Stage, well: (probe: Probe) => string) {
	return async ({ settings, probe }: Patient): Promise<readonly Finding[]> => {
		if (isImError(settings)) return [skipped("no settings to call with")];
		const probed = await probe();
		if (probed.error?.kind === "config") return [skipped("nothing to sign with")];
		const failed = probed.error && stageOf(probed.error);
		if (failed === undefined || stages.indexOf(stage) < stages.indexOf(failed)) return [ok(well(probed))];
		return [failed === stage && probed.error ? ofError(probed.error) : skipped(`the ${failed} check did not pass`)];
	};
}

function stageOf({ kind, errorCode = 0 }: ImError): Stage {
	if (kind !== "api" && kind !== "account") return "service";
	if (OTHER_SITE.includes(errorCode)) return "region";
	if (NOT_ADMIN.includes(errorCode)) return "admin";
	return codeWords(errorCode).class === "auth" ? "signature" : "call";
}

function ofError({ reason, errorCode }: ImError): Finding {
	const [words = reason, next = "run again later"] = reason.split("; ");
	const isPassing = errorCode !== undefined && ["rate-limit", "transient"].includes(codeWords(errorCode).class);
	return isPassing ? warning(words, next) : failure(words, next);
}
