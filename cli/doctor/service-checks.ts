import { codeClassOf, errorCodeOf, ImError } from "../../provider/errors/im-error";
import { customField } from "../../provider/model/fields";
import { MAX_CALLS_PER_SECOND } from "../../provider/model/limits";
import { type CheckFinding, failure, ok, skipped, warning } from "./check";
import type { DoctorContext, Probe } from "./context";

/**
 * The stages in which the service processes a call, in order. A call that fails in one stage has passed all earlier
 * stages.
 */
const stages = ["service", "region", "signature", "admin", "call"] as const;

/** A stage in which the service processes a call. */
export type ServiceStage = (typeof stages)[number];

/** Error codes for an app that the host does not serve. Source: https://trtc.io/document/34348 */
const OTHER_SITE: readonly number[] = [60006, 60026, 70016, 70020];

/** Error codes for an identifier that is not an admin. Source: https://trtc.io/document/34348 */
const NOT_ADMIN: readonly number[] = [40004, 60010, 70403];

/** The error code for an expired UserSig. Source: https://trtc.io/document/34348 */
const EXPIRED = 70001;

/**
 * Largest clock difference that counts as correct, in seconds. Small differences are expected: the `Date` header has
 * whole seconds, and a response takes time.
 */
const IGNORED_SKEW_SECONDS = 30;

/** Clock difference above which a UserSig may be rejected, in seconds. The service does not document the limit. */
const MAX_SKEW_SECONDS = 300;

/**
 * Creates a check that reports whether the test call passed a stage. `onSuccess` returns the text of the finding if the
 * call passed the stage.
 */
export function checkStage(stage: ServiceStage, onSuccess: (probe: Probe) => string) {
	return async ({ settings, probe }: DoctorContext): Promise<readonly CheckFinding[]> => {
		if (settings instanceof ImError) return [skipped("the settings are invalid")];
		const result = await probe();
		const { error } = result;
		if (error?.kind === "config") return [skipped("there is no key or UserSig")];
		const failed = error && stageOf(error);
		if (failed === undefined || stages.indexOf(stage) < stages.indexOf(failed)) return [ok(onSuccess(result))];
		return [failed === stage && error ? errorFinding(error) : skipped(`the ${failed} check failed`)];
	};
}

/**
 * Compares this machine's clock with the service's clock. The difference matters because a UserSig contains the time of
 * this machine.
 */
export async function checkClock({ settings, probe }: DoctorContext): Promise<readonly CheckFinding[]> {
	if (settings instanceof ImError) return [skipped("the settings are invalid")];
	const { skewMs, error } = await probe();
	if (skewMs === undefined) return [skipped("the service did not respond")];
	const seconds = Math.abs(Math.round(skewMs / 1000));
	const next = "correct this machine's clock, or synchronize it with NTP";
	const words = `this machine's clock is ${seconds} s ${skewMs > 0 ? "behind" : "ahead of"} the service's`;
	if (seconds > MAX_SKEW_SECONDS) return [failure(words, next)];
	if (seconds > IGNORED_SKEW_SECONDS) return [warning(words, next)];
	const isSignedHere = settings.credential.kind !== "userSig";
	if (errorCodeOf(error) === EXPIRED && isSignedHere)
		return [failure("the service rejects a new UserSig as expired", next)];
	return [ok(`this machine's clock is within ${IGNORED_SKEW_SECONDS} s of the service's`)];
}

/** Checks that the declared custom fields and other tags exist in the app, and can be read. */
export async function checkFields({ settings, tags, probe, read }: DoctorContext): Promise<readonly CheckFinding[]> {
	if (tags.length === 0) return [skipped("there are no custom fields to check; pass --custom, --stack or --state")];
	if (settings instanceof ImError) return [skipped("the settings are invalid")];
	if ((await probe()).error !== undefined) return [skipped("the test call failed")];
	const live = await read(tags);
	const refused = live?.refused ?? new Map<string, ImError>();
	const readable = tags.filter((tag) => !refused.has(tag));
	return [
		...(readable.length === 0 ? [] : [ok(`${readable.map(displayName).join(", ")}: can be read`)]),
		...[...refused].map(([tag, error]) => refusedFinding(tag, error)),
	];
}

/** Checks that `callsPerSecond` leaves enough of the app's rate limit for production. */
export function checkRate({ settings }: DoctorContext): readonly CheckFinding[] {
	if (settings instanceof ImError) return [skipped("the settings are invalid")];
	const { callsPerSecond } = settings;
	const left = MAX_CALLS_PER_SECOND - callsPerSecond;
	const limits = `up to ${callsPerSecond} of the app's ${MAX_CALLS_PER_SECOND} calls per second of each REST command`;
	if (left >= callsPerSecond) return [ok(`${limits}; ${left} are left for production`)];
	const rest = left > 0 ? `only ${left} are left` : "none are left";
	return [warning(`${limits}; ${rest} for production`, "lower callsPerSecond, or buy a higher rate limit")];
}

function stageOf(error: ImError): ServiceStage {
	const errorCode = errorCodeOf(error);
	if (errorCode === undefined) return "service";
	if (OTHER_SITE.includes(errorCode)) return "region";
	if (NOT_ADMIN.includes(errorCode)) return "admin";
	return codeClassOf(error) === "auth" ? "signature" : "call";
}

function errorFinding(error: ImError): CheckFinding {
	const [words = error.reason, next = "run pulumi-tim doctor again later"] = error.reason.split("; ");
	const isTemporary = errorCodeOf(error) !== undefined && error.retryable;
	return isTemporary ? warning(words, next) : failure(words, next);
}

function refusedFinding(tag: string, { reason }: ImError): CheckFinding {
	const [words = reason, next = ""] = reason.split("; ");
	return failure(`${displayName(tag)}: ${words}`, next);
}

function displayName(tag: string): string {
	return tag.startsWith(customField.prefix) ? tag.slice(customField.prefix.length) : tag;
}
