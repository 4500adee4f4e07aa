import { accountError, type ImError, protocolError } from "../errors";
import type { ApiCall, Transport } from "./transport";
import type { PortraitGetRequest, PortraitGetResponse, ProfileItem, UserProfileItem } from "./wire";

/** What one account's part of an answer says: its items, or why there are none. */
export type AccountItems = readonly ProfileItem[] | ImError;

/** The calls that change nothing. */
export interface ProfileReads {
	/**
	 * Reads tags of several accounts in one call.
	 *
	 * Shape: an entry for each account asked. A tag never set can be absent, or come with its zero value.
	 * Limits: the vendor advises at most 100 accounts for a call; the caller keeps to it.
	 * Errors: any `ImError` when the call fails as a whole; an entry is an `account` error where one account failed (40003:
	 * not imported), or a `protocol` error where the answer leaves the account out.
	 * Source: portrait_get, https://cloud.tencent.com/document/product/269/1639
	 */
	portraitGet(accounts: readonly string[], tags: readonly string[]): Promise<ReadonlyMap<string, AccountItems>>;
}

/** What a missing account can be called in an answer. Seen in tim-js-sdk 2.27.6. */
const MISSING_ACCOUNT_IDS: readonly string[] = ["@TLS#NOT_FOUND", ""];

/** The reading half of the client. */
export function createProfileReads(transport: Transport): ProfileReads {
	return {
		async portraitGet(accounts, tags) {
			const body: PortraitGetRequest = { To_Account: accounts, TagList: tags };
			const call: ApiCall = { service: "profile", command: "portrait_get", accounts, body };
			const answer = await transport(call);
			if (!isPortraitGetResponse(answer)) throw protocolError(call, "UserProfileItem is not a list of accounts");
			return matchAccounts(accounts, answer.UserProfileItem, call);
		},
	};
}

/** Accounts are matched by id and never by position; what no id matches must be named by a placeholder. */
function matchAccounts(accounts: readonly string[], answered: readonly UserProfileItem[], call: ApiCall) {
	const [placeholders, named] = partition(answered);
	const byAccount = new Map(named.map((item) => [item.To_Account, item]));
	if (byAccount.size < named.length) throw protocolError(call, "UserProfileItem has an account twice");
	const unmatched = accounts.filter((account) => !byAccount.has(account));
	const failure = placeholders.length >= unmatched.length ? sharedCode(placeholders) : undefined;
	return new Map(accounts.map((account) => [account, toItems(account, byAccount.get(account), { failure, call })]));
}

interface MatchContext {
	/** The code of the accounts that only a placeholder names; none where the answer does not tell. */
	readonly failure: number | undefined;
	readonly call: ApiCall;
}

function toItems(
	account: string,
	item: UserProfileItem | undefined,
	{ failure, call: { command } }: MatchContext,
): AccountItems {
	const single = { command, accounts: [account] };
	const code = item?.ResultCode ?? failure;
	if (code === undefined) return protocolError(single, "the answer leaves the account out");
	if (code !== 0) return accountError(command, account, code);
	const items = item?.ProfileItem ?? [];
	return isProfileItems(items)
		? items
		: protocolError(single, "ProfileItem is not a list of tags and values, each once");
}

function partition(answered: readonly UserProfileItem[]) {
	const isPlaceholder = (item: UserProfileItem) => MISSING_ACCOUNT_IDS.includes(item.To_Account);
	return [answered.filter(isPlaceholder), answered.filter((item) => !isPlaceholder(item))] as const;
}

function sharedCode(items: readonly UserProfileItem[]): number | undefined {
	const codes = new Set(items.map((item) => item.ResultCode));
	return codes.size === 1 && !codes.has(0) ? [...codes][0] : undefined;
}

function isPortraitGetResponse(answer: unknown): answer is PortraitGetResponse {
	const items = (answer as Partial<PortraitGetResponse>).UserProfileItem;
	return Array.isArray(items) && items.every(isUserProfileItem);
}

function isUserProfileItem(item: unknown): item is UserProfileItem {
	if (typeof item !== "object" || item === null) return false;
	const { To_Account, ResultCode } = item as Partial<UserProfileItem>;
	return typeof To_Account === "string" && typeof ResultCode === "number";
}

function isProfileItems(items: unknown): items is readonly ProfileItem[] {
	if (!Array.isArray(items) || !items.every(isProfileItem)) return false;
	return new Set(items.map((item) => item.Tag)).size === items.length;
}

function isProfileItem(item: unknown): item is ProfileItem {
	if (typeof item !== "object" || item === null) return false;
	const { Tag, Value } = item as Partial<ProfileItem>;
	return (
		typeof Tag === "string" && (typeof Value === "string" || typeof Value === "bigint" || Number.isSafeInteger(Value))
	);
}
