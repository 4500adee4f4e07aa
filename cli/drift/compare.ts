import type { ReadOnlyContext } from "../../provider/compose-read-only";
import { catchImError, configError, ImError, isAboutAccount } from "../../provider/errors/im-error";
import { assertSameApp } from "../../provider/lifecycle/context";
import type { LiveProfile, LiveProfiles } from "../../provider/lifecycle/live-profiles";
import { differingTags, equalValues } from "../../provider/model/compare";
import type { TagValue, TagValues } from "../../provider/model/types";
import { getOrCreate } from "../../provider/util/core";
import { unreadableReasons } from "./declared";
import { type Finding, type FindingKind, MASK, type ReportedValue } from "./finding";
import { type DriftTarget, isComparable, type TargetTag } from "./targets";

/**
 * The result of reading an account: its live profile, `"gone"` if the account does not exist, or the error if the read
 * failed.
 */
export type LiveResult = LiveProfile | "gone" | ImError;

/** A target and the result of reading its account. */
export interface TargetResult {
	readonly target: DriftTarget;
	readonly result: LiveResult;
}

type AppContext = Pick<ReadOnlyContext, "app" | "live">;

/** Dependencies of {@link readTargets}. */
export interface ReadContext {
	/**
	 * Returns the read-only context of a provider.
	 *
	 * @throws ImError of kind `config` if the settings of the provider are invalid.
	 */
	readonly getContext: (provider: string | undefined) => AppContext;
	/** Called after each read of an account, also if the read failed. */
	readonly onRead: () => void;
}

/**
 * Reads the live profile of every target. Reads an account only once, even if several targets contain it. Starts all
 * reads together, so that the client sends them in batches.
 *
 * @returns a result for each target that can be compared, in the given order
 */
export async function readTargets(
	targets: readonly DriftTarget[],
	{ getContext, onRead }: ReadContext,
): Promise<readonly TargetResult[]> {
	const comparable = targets.filter(isComparable);
	const tags = groupTags(comparable);
	const connections = new Map<string | undefined, AppConnection | ImError>();
	const results = new Map<string, Promise<LiveResult>>();
	const read = async (target: DriftTarget) => {
		const { provider } = target;
		const connection = getOrCreate(connections, provider, () => openConnection(provider, getContext));
		const accountTags = [...(tags.get(accountKey(target)) ?? [])];
		const result =
			connection instanceof ImError ? connection : await catchImError(fetchLive(connection, target, accountTags));
		onRead();
		return result;
	};
	const readOnce = (target: DriftTarget) => getOrCreate(results, accountKey(target), () => read(target));
	return Promise.all(comparable.map(async (target) => ({ target, result: await readOnce(target) })));
}

/** Returns the tags to read from each account: the tags of all targets that contain this account. */
function groupTags(targets: readonly DriftTarget[]): ReadonlyMap<string, ReadonlySet<string>> {
	const groups = new Map<string, Set<string>>();
	for (const target of targets) {
		const group = getOrCreate(groups, accountKey(target), () => new Set());
		for (const { tag } of target.tags) group.add(tag);
	}
	return groups;
}

function accountKey({ provider, app, account }: DriftTarget): string {
	return JSON.stringify([provider, app, account]);
}

interface AppConnection {
	readonly app: number | undefined;
	readonly live: LiveProfiles;
}

/** Returns the connection of a provider to the service, or the error if the settings of the provider are invalid. */
function openConnection(provider: string | undefined, getContext: ReadContext["getContext"]): AppConnection | ImError {
	try {
		const context = getContext(provider || undefined);
		return { app: context.app(), live: context.live() };
	} catch (error) {
		if (error instanceof ImError) return error;
		throw error;
	}
}

async function fetchLive(
	connection: AppConnection,
	{ account = "", app }: DriftTarget,
	tags: readonly string[],
): Promise<LiveProfile | "gone"> {
	assertSameApp({ app: () => connection.app }, account, app);
	return (await connection.live.fetch(account, tags)) ?? "gone";
}

/**
 * Returns the first error if every read failed and no error concerns a single account; otherwise returns `undefined`.
 * The error ends the run, because a report would repeat the same reason for every account.
 */
export function commonFailure(results: readonly TargetResult[]): ImError | undefined {
	const errors = results.flatMap(({ result }) => (result instanceof ImError ? [result] : []));
	const [first] = errors;
	if (first === undefined || errors.length < results.length || errors.some(isAboutAccount)) {
		return undefined;
	}
	const isMissingKey =
		first.kind === "config" && first.setting === "secretKeyFile" && first.message.startsWith("not set");
	return isMissingKey
		? configError("secretKeyFile", `${first.message}; drift does not read the secret key from the state`)
		: first;
}

/**
 * Compares a target with the result of reading its account.
 *
 * @returns one finding if the account is gone or unreadable; otherwise one finding for each tag that differs or is
 * unreadable, in the order of the field table
 */
export function classify(target: DriftTarget, result: LiveResult): readonly Finding[] {
	const about = resourceAndAccount(target);
	if (result === "gone") return [{ kind: "account-gone", ...about }];
	if (result instanceof ImError) return [{ kind: "not-readable", ...about, reason: result.reason }];
	const { values, refused } = result;
	const notReadable = target.tags.flatMap(({ tag, path }) => {
		const error = refused.get(tag);
		return error === undefined ? [] : [{ kind: "not-readable" as const, ...about, path, tag, reason: error.reason }];
	});
	const readable = target.tags.filter(({ tag }) => !refused.has(tag));
	const differing = new Set(differingTags(readable, values).map(({ tag }) => tag));
	const moved = readable
		.filter(({ tag }) => differing.has(tag))
		.map((tag) => ({ ...about, ...movedFinding(tag, values) }));
	return [...moved, ...notReadable, ...unreadableFindings(target)];
}

/** Returns a finding for each input whose declared value is unreadable, such as an encrypted value. */
export function unreadableFindings(target: DriftTarget): readonly Finding[] {
	return target.unreadable.map(({ path, tag, reason }) => ({
		kind: "not-compared",
		...resourceAndAccount(target),
		...(path !== "" && { path }),
		...(tag !== undefined && { tag }),
		reason: unreadableReasons[reason],
	}));
}

function resourceAndAccount({ urn, account }: DriftTarget): Pick<Finding, "account" | "urn"> {
	return { urn, ...(account !== undefined && { account }) };
}

function movedFinding({ path, tag, value, state, secret }: TargetTag, values: TagValues) {
	const live = values[tag];
	const report = (reported: TagValue | undefined): ReportedValue => (secret ? MASK : (reported ?? null));
	const kind = movedKind({ tag, value, state }, live);
	return {
		kind,
		path,
		tag,
		declared: report(value),
		...(kind !== "live-moved" && { state: report(state) }),
		live: report(live),
		...(secret && { secret }),
	};
}

/**
 * Returns the kind of a finding about a tag whose declared and live values differ. The kind states whether the program,
 * the live value or both changed since the last `up`.
 */
function movedKind(
	{ tag, value, state }: Pick<TargetTag, "state" | "tag" | "value">,
	live: TagValue | undefined,
): FindingKind {
	if (state === undefined) return "code-moved";
	if (equalValues(tag, value, state)) return "live-moved";
	return equalValues(tag, state, live) ? "code-moved" : "both-moved";
}
