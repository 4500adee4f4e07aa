import { ImError, protocolError } from "../errors/im-error";
import type { ProfileItem } from "../model/types";
import { parseAccountResults } from "./reads";
import type { ApiCall, Transport } from "./transport";
import type {
	AccountDeleteRequest,
	AccountImportRequest,
	CreateRobotRequest,
	DeleteRobotRequest,
	MultiaccountImportRequest,
	MultiaccountImportResponse,
	PortraitSetRequest,
} from "./wire";

/** Methods that make the API calls that write profiles. */
export interface ProfileWrites {
	/**
	 * Sets tags of one account. Other tags of the account are unchanged. If one item is invalid, the whole call fails.
	 * Limits: 500 bytes for each value; the maximum number of items is not documented.
	 *
	 * Source: portrait_set, https://cloud.tencent.com/document/product/269/1640
	 *
	 * @throws {@link ImError} `api` 40003 when the account does not exist
	 */
	portraitSet(account: string, items: readonly ProfileItem[], signal?: AbortSignal): Promise<void>;
}

/** Creates the methods that write profiles. The methods send their API calls through the transport. */
export function createProfileWrites(transport: Transport): ProfileWrites {
	return {
		async portraitSet(account, items, signal) {
			const body: PortraitSetRequest = { From_Account: account, ProfileItem: items };
			await transport({ service: "profile", command: "portrait_set", accounts: [account], body, signal });
		},
	};
}

/** Methods that make the API calls that create and delete accounts and robots. Each call is safe to repeat. */
export interface AccountWrites {
	/**
	 * Creates an account without nick and avatar, because these are attributes of the profile. An account that already
	 * exists is unchanged. Limit: a UserID has 1 to 32 bytes.
	 *
	 * Source: account_import, https://trtc.io/document/34953
	 *
	 * @throws {@link ImError} `api` 70398 when the account quota is used up, 70399 when the account was deleted less than
	 * three months ago
	 */
	accountImport(account: string): Promise<void>;
	/**
	 * Creates at most 100 accounts. Returns the UserIDs of the accounts that could not be created; the response does not
	 * contain the reasons. Rate limit: 100 calls per second for each app.
	 *
	 * Source: multiaccount_import, https://trtc.io/document/34954
	 *
	 * @throws {@link ImError} when the whole call fails
	 */
	multiaccountImport(accounts: readonly string[]): Promise<readonly string[]>;
	/**
	 * Deletes an account permanently, with its profile, relations, groups and conversations.
	 *
	 * Source: account_delete, https://trtc.io/document/34955
	 *
	 * @throws {@link ImError} 70107 when the account does not exist, 71000 when the app does not allow deletions
	 */
	accountDelete(account: string, signal?: AbortSignal): Promise<void>;
	/**
	 * Creates a robot without nick, avatar and signature, because these are attributes of the profile. Limits: the UserID
	 * starts with `@RBT#` and has at most 32 bytes; an app has at most 20 robots.
	 *
	 * Source: create_robot, https://trtc.io/document/55281
	 *
	 * @throws {@link ImError} `api` 10008 when the app has the maximum number of robots
	 */
	createRobot(account: string, signal?: AbortSignal): Promise<void>;
	/**
	 * Deletes a robot. The UserID of a deleted robot cannot be used again.
	 *
	 * Source: delete_robot, https://trtc.io/document/55282
	 *
	 * @throws {@link ImError} when the call fails
	 */
	deleteRobot(account: string, signal?: AbortSignal): Promise<void>;
}

/**
 * Creates the methods that create and delete accounts and robots. The methods send their API calls through the
 * transport.
 */
export function createAccountWrites(transport: Transport): AccountWrites {
	return {
		async accountImport(account) {
			const body: AccountImportRequest = { UserID: account };
			await transport({ service: "im_open_login_svc", command: "account_import", accounts: [account], body });
		},

		async multiaccountImport(accounts) {
			const body: MultiaccountImportRequest = { AccountList: accounts.map((account) => ({ UserID: account })) };
			const call: ApiCall = { service: "im_open_login_svc", command: "multiaccount_import", accounts, body };
			const failed = parseFailedAccounts(call, await transport(call));
			return accounts.filter((account) => failed.includes(account));
		},

		async accountDelete(account, signal) {
			const body: AccountDeleteRequest = { DeleteItem: [{ UserID: account }] };
			const call: ApiCall = {
				service: "im_open_login_svc",
				command: "account_delete",
				accounts: [account],
				body,
				signal,
			};
			const result = parseAccountResults(call, await transport(call)).get(account);
			if (result instanceof ImError) throw result;
		},

		async createRobot(account, signal) {
			const body: CreateRobotRequest = { UserID: account };
			await transport({ service: "openim_robot_http_svc", command: "create_robot", accounts: [account], body, signal });
		},

		async deleteRobot(account, signal) {
			const body: DeleteRobotRequest = { Robot_Account: account };
			await transport({ service: "openim_robot_http_svc", command: "delete_robot", accounts: [account], body, signal });
		},
	};
}

function parseFailedAccounts(call: ApiCall, response: unknown): readonly string[] {
	const { FailAccounts = [] } = response as Partial<MultiaccountImportResponse>;
	const isList = Array.isArray(FailAccounts) && FailAccounts.every((account) => typeof account === "string");
	if (!isList) throw protocolError(call, "FailAccounts is not a list of accounts");
	return FailAccounts;
}
