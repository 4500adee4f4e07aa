import { catchImError, type ImError, isAccountMissing, isImError } from "../errors";
import { ensureAccount } from "./account";
import type { Service } from "./context";
import { type Outcome, reconcile, type Target } from "./converge";

/**
 * Converges, imports the accounts that are not in the service, and converges those again. Checks and imports are joined,
 * a hundred to a call.
 *
 * Shape: as of `converge`; an account that could not be imported ends with that error.
 */
export async function reconcileWithAccounts(
	service: Service,
	targets: readonly Target[],
): Promise<readonly (Outcome | ImError)[]> {
	const walks = await reconcile(service, targets);
	const missing = targets.filter((_, at) => isAccountMissing(walks[at]));
	if (missing.length === 0) return walks;
	const made = await Promise.all(
		missing.map(({ account }) => catchImError(ensureAccount(service, "account", account))),
	);
	const failures = new Map(missing.flatMap(({ account }, at) => errorAt(account, made[at])));
	const again = missing.filter(({ account }) => !failures.has(account));
	const secondWalks = new Map((await reconcile(service, again)).map((walk, at) => [again[at]?.account, walk]));
	return walks.map((walk, at) => {
		const account = targets[at]?.account ?? "";
		return failures.get(account) ?? secondWalks.get(account) ?? walk;
	});
}

function errorAt(account: string, outcome: unknown): readonly (readonly [string, ImError])[] {
	return isImError(outcome) ? [[account, outcome]] : [];
}
