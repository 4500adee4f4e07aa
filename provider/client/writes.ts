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

/** The calls that change something. */
export interface ProfileWrites {
	/**
	 * Sets some tags of one account; others stay as they are.
	 *
	 * Limits: up to 500 bytes a value; the number of items is not documented.
	 * Errors: any `ImError`. 40003 when the account is not imported. With several items, one bad item fails the call.
	 * Source: portrait_set, https://cloud.tencent.com/document/product/269/1640
	 */
	portraitSet(account: string, items: readonly ProfileItem[]): Promise<void>;
}

/** The writing half of the client. */
export function createProfileWrites(transport: Transport): ProfileWrites {
	return {
		async portraitSet(account, items) {
			const body: PortraitSetRequest = { From_Account: account, ProfileItem: items };
			await transport({ service: "profile", command: "portrait_set", accounts: [account], body });
		},
	};
}

/**
 * The calls that make and remove accounts and robots. Each may be made again: an import or a creation of what exists
 * changes nothing, and a deletion of what is gone says so.
 */
export interface AccountWrites {
	/**
	 * Makes an account, without nick and avatar: those belong to the profile. One that exists stays as it is.
	 *
	 * Limits: the id has 1 to 32 bytes.
	 * Errors: any `ImError`; 70398 no room for another account, 70399 deleted less than three months ago.
	 * Source: account_import, https://trtc.io/document/34953
	 */
	accountImport(account: string): Promise<void>;
	/**
	 * Makes several accounts, and gives those of them that failed: the service does not say why.
	 *
	 * Limits: at most 100 accounts; the caller keeps to it. 100 calls a second for an app.
	 * Errors: any `ImError` when the call fails as a whole.
	 * Source: multiaccount_import, https://trtc.io/document/34954
	 */
	multiaccountImport(accounts: readonly string[]): Promise<readonly string[]>;
	/**
	 * Deletes an account with its profile, relations, groups and conversations. Nothing brings them back.
	 *
	 * Errors: any `ImError`; 70107 the account does not exist, 71000 the app does not allow it.
	 * Source: account_delete, https://trtc.io/document/34955
	 */
	accountDelete(account: string): Promise<void>;
	/**
	 * Makes a robot, without nick, avatar and signature: those belong to the profile.
	 *
	 * Limits: the id starts with `@RBT#` and has at most 32 bytes; an app has at most 20 robots.
	 * Errors: any `ImError`; 10008 the limit is reached.
	 * Source: create_robot, https://trtc.io/document/55281
	 */
	createRobot(account: string): Promise<void>;
	/**
	 * Makes a robot invalid; its id stays taken.
	 *
	 * Errors: any `ImError`.
	 * Source: delete_robot, https://trtc.io/document/55282
	 */
	deleteRobot(account: string): Promise<void>;
}

/** The writing half of the client, for accounts and robots. */
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

		async accountDelete(account) {
			const body: AccountDeleteRequest = { DeleteItem: [{ UserID: account }] };
			const call: ApiCall = { service: "im_open_login_svc", command: "account_delete", accounts: [account], body };
			const result = parseAccountResults(call, await transport(call)).get(account);
			if (result instanceof ImError) throw result;
		},

		async createRobot(account) {
			const body: CreateRobotRequest = { UserID: account };
			await transport({ service: "openim_robot_http_svc", command: "create_robot", accounts: [account], body });
		},

		async deleteRobot(account) {
			const body: DeleteRobotRequest = { Robot_Account: account };
			await transport({ service: "openim_robot_http_svc", command: "delete_robot", accounts: [account], body });
		},
	};
}

function parseFailedAccounts(call: ApiCall, answer: unknown): readonly string[] {
	const { FailAccounts = [] } = answer as Partial<MultiaccountImportResponse>;
	const isList = Array.isArray(FailAccounts) && FailAccounts.every((account) => typeof account === "string");
	if (!isList) throw protocolError(call, "FailAccounts is not a list of accounts");
	return FailAccounts;
}
