import type { ProfileWrites } from "@/provider/client/writes";
import { abortedError, catchImError, type ImError } from "@/provider/errors/im-error";
import type { BulkProfiles } from "@/provider/lifecycle/bulk-profiles";
import type { Directory, HandlerContext, Service } from "@/provider/lifecycle/context";
import type { LiveProfiles } from "@/provider/lifecycle/live-profiles";
import { createClaims, createPendingReleases } from "@/provider/lifecycle/operation";
import { decodeItems } from "@/provider/model/codec";
import type { ProfileInputs, ProfileItem, ProfileState, TagValues } from "@/provider/model/types";
import type { Compare } from "@/provider/settings/resolve";

/** The app (`sdkAppId`) of the states and services that these functions build. */
export const APP = 1_400_000_000;

export const NICK = "Tag_Profile_IM_Nick";
export const LEVEL = "Tag_Profile_IM_Level";
export const ALLOW_TYPE = "Tag_Profile_IM_AllowType";
export const TEAM = "Tag_Profile_Custom_Team";

/**
 * Returns inputs of a profile as `check` returns them: the account alice with a nick. `changes` override these inputs.
 */
export function profileInputs(changes: Partial<ProfileInputs> = {}): ProfileInputs {
	return { account: "alice", nick: "Alice", ...changes };
}

/** Returns the outputs of a profile that has the inputs {@link profileInputs}. `changes` override these outputs. */
export function profileState(changes: Partial<ProfileState> = {}): ProfileState {
	return { ...profileInputs(), app: APP, ...changes };
}

/** A fake service that keeps accounts in memory and records its calls. */
export interface FakeService extends Service {
	/** The stored tags by account. A test changes them to simulate a change outside Pulumi. */
	readonly accounts: Record<string, TagValues>;
	/** A line for each call, such as `read alice nick` or `write alice nick`. Tags are shortened to their last word. */
	readonly log: string[];
	/** The recorded delays before reads that verify a write, in milliseconds. */
	readonly waits: number[];
}

/** The accounts and the faults of a fake service. */
export interface FakeOptions {
	/** Tags by account. @defaultValue the account alice without tags */
	readonly accounts?: Readonly<Record<string, TagValues>>;
	/** The tags that cannot be read, each with its error. */
	readonly unreadable?: ReadonlyMap<string, ImError>;
	/** Returns the error with which a write fails, or `undefined`. @defaultValue no write fails */
	readonly refuse?: (items: readonly ProfileItem[]) => unknown;
	/** Returns the error with which a read fails, or `undefined`. @defaultValue no read fails */
	readonly failRead?: (account: string) => unknown;
	/** The tags that a write accepts but does not store. */
	readonly loses?: readonly string[];
	/** The number of delays after which a write becomes visible to reads. @defaultValue 0 */
	readonly lagWaits?: number;
}

/** Creates an in-memory service that handlers use instead of the client. */
export function fakeService(options: FakeOptions = {}): FakeService {
	const accounts = { ...(options.accounts ?? { alice: {} }) };
	const log: string[] = [];
	const waits: number[] = [];
	let invisible: (() => void)[] = [];
	const sleep = async (ms: number) => {
		waits.push(ms);
		if (waits.length >= (options.lagWaits ?? 0)) {
			for (const show of invisible) show();
			invisible = [];
		}
	};
	const store = (account: string, values: TagValues) => {
		const show = () => {
			accounts[account] = { ...accounts[account], ...values };
		};
		if (options.lagWaits) invisible.push(show);
		else show();
	};
	return {
		accounts,
		log,
		waits,
		sdkAppId: APP,
		live: fakeLiveProfiles(accounts, log, options),
		writes: fakeWrites(store, log, options),
		directories: { account: fakeDirectory(accounts, log), robot: fakeDirectory(accounts, log) },
		sleep,
		verifyDelaysMs: [1, 2, 3],
	};
}

/** Creates a reader of many profiles that reads one profile after the other. */
export function fakeBulk({ fetch }: Pick<LiveProfiles, "fetch">): BulkProfiles {
	return {
		async fetchAll(requests, { onResult, onCall }) {
			for (const request of requests) {
				onResult(request, await catchImError(fetch(request.account, request.tags)));
				onCall?.();
			}
		},
	};
}

/** Creates a handler context that uses a service and collects the lines that hooks log. */
export function handlerContext(
	service: Service,
	settings: {
		readonly compare?: Compare;
		readonly app?: number | undefined;
		readonly allowsAccountDeletion?: boolean;
	} = {},
): HandlerContext & { readonly lines: string[]; log(line: string): void } {
	const lines: string[] = [];
	const { compare, app, allowsAccountDeletion } = {
		...{ compare: "live" as const, app: APP, allowsAccountDeletion: false },
		...settings,
	};
	return {
		compare: () => compare,
		app: () => app,
		service: () => service,
		allowsAccountDeletion: () => allowsAccountDeletion,
		claims: createClaims(),
		pendingReleases: createPendingReleases(),
		log: (line: string) => {
			lines.push(line);
		},
		lines,
	};
}

/** Returns the error with which a promise rejects. @throws Error if the promise is fulfilled */
export async function failureOf(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
	const outcome = await promise.then(
		() => undefined,
		(error: Error & Record<string, unknown>) => error,
	);
	if (outcome === undefined) throw new Error("expected the promise to reject, but it was fulfilled");
	return outcome;
}

function fakeLiveProfiles(
	accounts: Readonly<Record<string, TagValues>>,
	log: string[],
	options: FakeOptions,
): LiveProfiles {
	const read = (verb: string) => async (account: string, tags: readonly string[], signal?: AbortSignal) => {
		if (signal?.aborted) throw abortedError({ command: "portrait_get", accounts: [account] });
		log.push(`${verb} ${account} ${tags.map(shortTag).join(",")}`);
		const failure = options.failRead?.(account);
		if (failure !== undefined) throw failure;
		const stored = accounts[account];
		if (stored === undefined) return undefined;
		const refused = new Map([...(options.unreadable ?? [])].filter(([tag]) => tags.includes(tag)));
		const readable = Object.entries(stored).filter(([tag]) => tags.includes(tag) && !refused.has(tag));
		return { values: Object.fromEntries(readable), refused };
	};
	return { get: read("get"), fetch: read("read"), invalidate: (account) => log.push(`invalidate ${account}`) };
}

function fakeWrites(
	store: (account: string, values: TagValues) => void,
	log: string[],
	{ refuse, loses = [] }: FakeOptions,
): ProfileWrites {
	return {
		async portraitSet(account, items) {
			log.push(`write ${account} ${items.map(({ Tag }) => shortTag(Tag)).join(",")}`);
			const refusal = refuse?.(items);
			if (refusal !== undefined) throw refusal;
			store(account, decodeItems(items.filter(({ Tag }) => !loses.includes(Tag))));
		},
	};
}

/** Creates an account directory that uses the stored accounts directly, without a cache. */
function fakeDirectory(accounts: Record<string, TagValues>, log: string[]): Directory {
	return {
		async exists(account) {
			log.push(`check ${account}`);
			return account in accounts;
		},
		invalidate: () => {},
		async add(account) {
			log.push(`add ${account}`);
			accounts[account] = {};
		},
		async remove(account) {
			log.push(`remove ${account}`);
			delete accounts[account];
		},
	};
}

function shortTag(tag: string): string {
	return (tag.split("_").at(-1) ?? tag).replace(/^[A-Z]/, (letter) => letter.toLowerCase());
}
