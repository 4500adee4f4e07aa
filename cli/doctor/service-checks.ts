import { describeCode } from "../../provider/errors/codes";
import { errorCodeOf, ImError } from "../../provider/errors/im-error";
import { customField } from "../../provider/model/fields";
import { MAX_CALLS_PER_SECOND } from "../../provider/model/limits";
import { type CheckFinding, failure, ok, skipped, warning } from "./check";
import type { DoctorContext, Probe } from "./context";

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

/** The service's `Date` has whole seconds, and an answer takes a while: less than this is nothing. */
const FINE_SECONDS = 30;

/** More than this, and a UserSig is from the future or has expired; the service does not say how much it bears. */
const MOST_SECONDS = 300;

/** The code of a UserSig that has expired. Source: error codes, https://trtc.io/document/34348 */
const EXPIRED = 70001;

/** Whether this machine's clock is that of the service: UserSigs are made by it. */
export async function checkClock({ settings, probe }: DoctorContext): Promise<readonly CheckFinding[]> {
	if (settings instanceof ImError) return [skipped("no settings to call with")];
	const { skewMs, error } = await probe();
	if (skewMs === undefined) return [skipped("the service did not answer")];
	const seconds = Math.abs(Math.round(skewMs / 1000));
	const next = "set this machine's clock, or have it set (NTP)";
	const words = `${seconds} s ${skewMs > 0 ? "behind" : "ahead of"} the service's`;
	if (seconds > MOST_SECONDS) return [failure(words, next)];
	if (seconds > FINE_SECONDS) return [warning(words, next)];
	const isMadeHere = settings.credential.kind !== "userSig";
	if (errorCodeOf(error) === EXPIRED && isMadeHere)
		return [failure("a UserSig made a moment ago counts as expired", next)];
	return [ok(`within ${FINE_SECONDS} s of the service's`)];
}

/** Whether the tags that programs declare exist in the app, and the app admin may read them. */
export async function checkFields({ settings, tags, probe, read }: DoctorContext): Promise<readonly CheckFinding[]> {
	if (tags.length === 0) return [skipped("none named; give --custom, --stack or --state")];
	if (settings instanceof ImError) return [skipped("no settings to call with")];
	if ((await probe()).error !== undefined) return [skipped("the service could not be asked")];
	const live = await read(tags);
	const refused = live?.refused ?? new Map<string, ImError>();
	const readable = tags.filter((tag) => !refused.has(tag));
	return [
		...(readable.length === 0 ? [] : [ok(`${readable.map(nameOf).join(", ")}: can be read`)]),
		...[...refused].map(([tag, error]) => refusedFinding(nameOf(tag), error)),
	];
}

function refusedFinding(name: string, { reason }: ImError): CheckFinding {
	const [words = reason, next = ""] = reason.split("; ");
	return failure(`${name}: ${words}`, next);
}

function nameOf(tag: string): string {
	return tag.startsWith(customField.prefix) ? tag.slice(customField.prefix.length) : tag;
}

/** Whether the rate leaves enough for production, which shares the service's limit. */
export function checkRate({ settings }: DoctorContext): readonly CheckFinding[] {
	if (settings instanceof ImError) return [skipped("no settings")];
	const { callsPerSecond } = settings;
	const left = MAX_CALLS_PER_SECOND - callsPerSecond;
	const words = `at most ${callsPerSecond} calls of a command in a second; the app's limit is ${MAX_CALLS_PER_SECOND}`;
	if (left >= callsPerSecond) return [ok(`${words}, so that ${left} are left for production`)];
	const rest = left > 0 ? `only ${left} are left` : "nothing is left";
	return [warning(`${words}, so that ${rest} for production`, "lower callsPerSecond, or buy a higher limit")];
}
