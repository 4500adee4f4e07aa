import { errorCodeOf, ImError } from "../../provider/errors/im-error";
import { type CheckFinding, failure, ok, skipped, warning } from "./check";
import type { DoctorContext } from "./patient";

/** The service's `Date` has whole seconds, and an answer takes a while: less than this is nothing. */
const FINE_SECONDS = 30;

/** More than this, and a UserSig is from the future or has expired; the service does not say how much it bears. */
const MOST_SECONDS = 300;

/** The code of a UserSig that has expired. Source: error codes, https://trtc.io/document/34348 */
const EXPIRED = 70001;

/** Whether this machine's clock is that of the service: UserSigs are made by it. */
export async function lookAtClock({ settings, probe }: DoctorContext): Promise<readonly CheckFinding[]> {
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
