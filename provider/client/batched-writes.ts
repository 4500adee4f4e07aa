import { errorCodeOf, ImError } from "../errors/im-error";
import { createBatcher } from "./batching";
import type { RetryContext } from "./pipeline/retry";
import type { AccountWrites } from "./writes";

/** Makes single accounts, joined into calls of many. Errors: any `ImError`, of this account alone. */
export type AccountImporter = (account: string) => Promise<void>;

type Imports = Pick<AccountWrites, "accountImport" | "multiaccountImport">;

/** Codes by which one account spoils a whole call: an id that is not taken. Source: https://trtc.io/document/34348 */
const SINGLE_ACCOUNT_CODES: readonly (number | undefined)[] = [70206, 70399, 70402];

/**
 * One importer for each app in a process. The service does not say why an account of a joined call failed: such an account
 * is imported once more by itself, which does.
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
		if (!(error instanceof ImError) || !SINGLE_ACCOUNT_CODES.includes(errorCodeOf(error))) throw error;
		const middle = Math.ceil(accounts.length / 2);
		const left = await importBatch(writes, accounts.slice(0, middle));
		return new Map([...left, ...(await importBatch(writes, accounts.slice(middle)))]);
	}
}

async function importSingly(writes: Imports, accounts: readonly string[]): Promise<Failures> {
	const tries = await Promise.all(
		accounts.map(async (account) => [account, await importOne(writes, account)] as const),
	);
	return new Map(tries.flatMap(([account, error]) => (error === undefined ? [] : [[account, error]])));
}

async function importOne(writes: Imports, account: string): Promise<ImError | undefined> {
	try {
		await writes.accountImport(account);
		return undefined;
	} catch (error) {
		if (error instanceof ImError) return error;
		throw error;
	}
}
