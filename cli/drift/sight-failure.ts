import { configError, ImError, isAboutAccount } from "../../provider/errors/im-error";
import type { TargetResult } from "./look";

/**
 * The failure of the whole run, where not one account could be read and none of the reasons is about an account: a report would
 * say the same for each of them.
 */
export function commonFailure(sightings: readonly TargetResult[]): ImError | undefined {
	const errors = sightings.flatMap(({ sight }) => (sight instanceof ImError ? [sight] : []));
	const [first] = errors;
	if (first === undefined || errors.length < sightings.length || errors.some(isAboutAccount)) {
		return undefined;
	}
	const isOfKey = first.kind === "config" && first.setting === "secretKeyFile";
	return isOfKey ? configError("secretKeyFile", `${first.message}; drift takes no key from a state`) : first;
}
