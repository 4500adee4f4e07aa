import { ImError } from "../../provider/errors/im-error";
import { type CheckFinding, ok, skipped, warning } from "./check";
import type { DoctorContext } from "./patient";

/** Most calls of one command in a second, for the whole app. Source: https://trtc.io/document/34419 */
const APP_CALLS_PER_SECOND = 200;

/** Whether the rate leaves enough for production, which shares the service's limit. */
export function lookAtRate({ settings }: DoctorContext): readonly CheckFinding[] {
	if (settings instanceof ImError) return [skipped("no settings")];
	const { callsPerSecond } = settings;
	const left = APP_CALLS_PER_SECOND - callsPerSecond;
	const words = `at most ${callsPerSecond} calls of a command in a second; the app's limit is ${APP_CALLS_PER_SECOND}`;
	if (left >= callsPerSecond) return [ok(`${words}, so that ${left} are left for production`)];
	const rest = left > 0 ? `only ${left} are left` : "nothing is left";
	return [warning(`${words}, so that ${rest} for production`, "lower callsPerSecond, or buy a higher limit")];
}
