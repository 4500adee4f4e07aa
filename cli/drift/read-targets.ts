import type { ReadOnlyContext } from "../../provider/compose-read-only";
import { configError, ImError, isAboutAccount } from "../../provider/errors/im-error";
import type { BulkProfiles } from "../../provider/lifecycle/bulk-profiles";
import { assertSameApp } from "../../provider/lifecycle/context";
import { getOrCreate } from "../../provider/util/core";
import { classify, type LiveResult } from "./compare";
import type { Finding } from "./finding";
import { type DriftTarget, isComparable } from "./targets";

/** Dependencies of {@link readTargets}. */
export interface ReadContext {
	/**
	 * Returns the read-only context of a provider.
	 *
	 * @throws ImError of kind `config` if the settings of the provider are invalid.
	 */
	readonly getContext: (provider: string | undefined) => Pick<ReadOnlyContext, "app" | "bulk">;
	/** Called after each read of an account, also if the read failed. */
	readonly onRead?: () => void;
	/** Called after each call of the service. */
	readonly onCall?: () => void;
}

/**
 * Reads the live profile of every target that can be compared, and compares it. Reads an account only once, even if
 * several targets contain it. The live profiles are not kept.
 *
 * @returns the findings, in the order of the targets
 * @throws ImError the error that {@link commonFailure} returns, if any
 */
export async function readTargets(
	targets: readonly DriftTarget[],
	{ getContext, ...listener }: ReadContext,
): Promise<readonly Finding[]> {
	const findings = new Map<DriftTarget, readonly Finding[]>();
	const failures: ImError[] = [];
	let total = 0;
	const onResult = (target: DriftTarget, result: LiveResult) => {
		total += 1;
		if (result instanceof ImError) failures.push(result);
		const found = classify(target, result);
		if (found.length > 0) findings.set(target, found);
	};
	const connections = new Map<string | undefined, Connection | ImError>();
	for (const target of targets.filter(isComparable)) {
		const { provider } = target;
		const connection = getOrCreate(connections, provider, () => openConnection(provider, getContext));
		const error = connection instanceof ImError ? connection : addTarget(connection, target);
		if (error === undefined) continue;
		onResult(target, error);
		listener.onRead?.();
	}
	await Promise.all(
		[...connections.values()].map((connection) => readConnection(connection, { ...listener, onResult })),
	);
	const failure = commonFailure(failures, total);
	if (failure !== undefined) throw failure;
	return targets.flatMap((target) => findings.get(target) ?? []);
}

/** The accounts to read through the settings of one provider. */
interface Connection {
	readonly app: number | undefined;
	readonly bulk: BulkProfiles;
	readonly accounts: Map<string, AccountRead>;
	/** Lists of tags. Accounts with the same tags share one list, because most accounts have the same tags. */
	readonly tagLists: Map<string, readonly string[]>;
}

interface AccountRead {
	readonly account: string;
	readonly targets: DriftTarget[];
	tags: readonly string[];
}

/** Returns the connection of a provider to the service, or the error if the settings of the provider are invalid. */
function openConnection(provider: string | undefined, getContext: ReadContext["getContext"]): Connection | ImError {
	try {
		const context = getContext(provider || undefined);
		return { app: context.app(), bulk: context.bulk(), accounts: new Map(), tagLists: new Map() };
	} catch (error) {
		if (error instanceof ImError) return error;
		throw error;
	}
}

/** Adds a target to the accounts to read. Returns an error if the target belongs to another app. */
function addTarget({ app, accounts, tagLists }: Connection, target: DriftTarget): ImError | undefined {
	const { account = "" } = target;
	try {
		assertSameApp({ app: () => app }, account, target.app);
	} catch (error) {
		if (error instanceof ImError) return error;
		throw error;
	}
	const read = getOrCreate(accounts, account, (): AccountRead => ({ account, tags: [], targets: [] }));
	const tags = [...new Set([...read.tags, ...target.tags.map(({ tag }) => tag)])];
	read.tags = getOrCreate(tagLists, JSON.stringify(tags), () => tags);
	read.targets.push(target);
	return undefined;
}

async function readConnection(
	connection: Connection | ImError,
	{
		onResult,
		onRead,
		onCall,
	}: Omit<ReadContext, "getContext"> & {
		readonly onResult: (target: DriftTarget, result: LiveResult) => void;
	},
): Promise<void> {
	if (connection instanceof ImError) return;
	await connection.bulk.fetchAll([...connection.accounts.values()], {
		onResult({ targets }, result) {
			for (const target of targets) onResult(target, result ?? "gone");
			onRead?.();
		},
		onCall,
	});
}

/**
 * Returns the first of the errors if every one of `total` reads failed and no error concerns a single account; otherwise
 * returns `undefined`. The error ends the run, because a report would repeat the same reason for every account.
 */
export function commonFailure(errors: readonly ImError[], total: number): ImError | undefined {
	const [first] = errors;
	if (first === undefined || errors.length < total || errors.some(isAboutAccount)) return undefined;
	const isMissingKey = first.kind === "config" && first.setting === "secretKeyFile" && first.isMissing === true;
	return isMissingKey
		? configError("secretKeyFile", `${first.message}; drift does not read the secret key from the state`)
		: first;
}
