import { catchImError, errorCodeOf, ImError } from "../errors/im-error";
import { createBatcher } from "./batching";
import type { RetryContext } from "./pipeline/retry";
import type { AccountWrites } from "./writes";

/**
 * Creates one account by `account_import`. Concurrent creations of several accounts are batched into one call.
 *
 * @throws {@link ImError} if this account could not be created
 */
export type AccountImporter = (account: string, signal?: AbortSignal) => Promise<void>;

type Imports = Pick<AccountWrites, "accountImport" | "multiaccountImport">;

/** Error codes of a call that fails as a whole because of one account. Source: https://trtc.io/document/34348 */
const SINGLE_ACCOUNT_CODES: readonly (number | undefined)[] = [70206, 70399, 70402];

/**
 * Creates an {@link AccountImporter} that batches up to 100 accounts into one `multiaccount_import` call. The response
 * lists the failed accounts without the reasons. Each failed account is therefore sent again in a separate
 * `account_import` call, whose response contains the reason.
 */
export function createAccountImporter(writes: Imports, retry: RetryContext): AccountImporter {
	return createBatcher<string, void>({
		command: "multiaccount_import",
		accountOf: (account) => account,
		async call(accounts) {
			const failures = await importBatch(writes, [...new Set(accounts)]);
			return accounts.map((account) => failures.get(account));
		},
		retry,
	});
}

type Failures = ReadonlyMap<string, ImError>;

async function importBatch(writes: Imports, accounts: readonly string[]): Promise<Failures> {
	if (accounts.length === 1) return importSingly(writes, accounts);
	try {
		return await importSingly(writes, await writes.multiaccountImport(accounts));
	} catch (error) {
		if (!SINGLE_ACCOUNT_CODES.includes(errorCodeOf(error))) throw error;
		const middle = Math.ceil(accounts.length / 2);
		const left = await importBatch(writes, accounts.slice(0, middle));
		return new Map([...left, ...(await importBatch(writes, accounts.slice(middle)))]);
	}
}

async function importSingly(writes: Imports, accounts: readonly string[]): Promise<Failures> {
	const results = await Promise.all(
		accounts.map(async (account) => [account, await catchImError(writes.accountImport(account))] as const),
	);
	return new Map(results.flatMap(([account, result]) => (result instanceof ImError ? [[account, result]] : [])));
}
