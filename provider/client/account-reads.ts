import { type ImError, isAccountMissing, isImError, protocolError } from "../errors";
import { parseAccountResults } from "./account-results";
import type { ApiCall, Transport } from "./transport";
import type { AccountCheckRequest, AccountResult, GetAllRobotsResponse } from "./wire";

/** The calls about accounts that change nothing. */
export interface AccountReads {
	/**
	 * Says for several accounts whether they exist.
	 *
	 * Shape: an entry for each account asked; an error where one account failed.
	 * Limits: at most 100 accounts; the caller keeps to it. 100 calls a second for an app.
	 * Errors: any `ImError` when the call fails as a whole.
	 * Source: account_check, https://trtc.io/document/34956
	 */
	accountCheck(accounts: readonly string[]): Promise<ReadonlyMap<string, boolean | ImError>>;
	/**
	 * The accounts of all robots of the app.
	 *
	 * Limits: an app has at most 20.
	 * Errors: any `ImError`.
	 * Source: get_all_robots, https://trtc.io/document/55280
	 */
	getAllRobots(): Promise<readonly string[]>;
}

/** The reading half of the client, for accounts and robots. */
export function createAccountReads(transport: Transport): AccountReads {
	return {
		async accountCheck(accounts) {
			const body: AccountCheckRequest = { CheckItem: accounts.map((account) => ({ UserID: account })) };
			const call: ApiCall = { service: "im_open_login_svc", command: "account_check", accounts, body };
			const results = parseAccountResults(call, await transport(call));
			return new Map([...results].map(([account, result]) => [account, toExistence(account, result)]));
		},

		async getAllRobots() {
			const call: ApiCall = { service: "openim_robot_http_svc", command: "get_all_robots", accounts: [], body: {} };
			const answer = await transport(call);
			if (!isRobots(answer)) throw protocolError(call, "Robot_Account is not a list of accounts");
			return answer.Robot_Account;
		},
	};
}

/** A missing account is documented as `NotImported` with code 0; the code of a missing account says the same. */
function toExistence(account: string, result: AccountResult | ImError): boolean | ImError {
	if (isImError(result)) return isAccountMissing(result) ? false : result;
	if (result.AccountStatus === "Imported") return true;
	if (result.AccountStatus === "NotImported") return false;
	return protocolError(
		{ command: "account_check", accounts: [account] },
		"AccountStatus is neither Imported nor NotImported",
	);
}

function isRobots(answer: unknown): answer is GetAllRobotsResponse {
	const accounts = (answer as Partial<GetAllRobotsResponse>).Robot_Account;
	return Array.isArray(accounts) && accounts.every((account) => typeof account === "string");
}
