import type { ProfileItem } from "../model/types";

/** Fields that every response should have. Source: REST overview, https://trtc.io/document/34620 */
export interface ActionResponse {
	/** Absent in some responses, contrary to the source. */
	readonly ActionStatus?: "OK" | "FAIL";
	/** Service error code of the whole call; 0 on success. */
	readonly ErrorCode: number;
	readonly ErrorInfo?: string;
}

/** Body of `profile/portrait_set`. */
export interface PortraitSetRequest {
	readonly From_Account: string;
	readonly ProfileItem: readonly ProfileItem[];
}

/** Body of `profile/portrait_get`. Source: https://cloud.tencent.com/document/product/269/1639 */
export interface PortraitGetRequest {
	readonly To_Account: readonly string[];
	readonly TagList: readonly string[];
}

/**
 * The result of one account in the response of `portrait_get`. If the read of the account failed, `ProfileItem` is
 * absent and `To_Account` may be a placeholder: `@TLS#NOT_FOUND` or an empty string. Source: tim-js-sdk 2.27.6, whose
 * profile handler skips both placeholders.
 */
export interface UserProfileItem {
	readonly To_Account: string;
	readonly ResultCode: number;
	readonly ResultInfo?: string;
	readonly ProfileItem?: unknown;
}

/** Response of `profile/portrait_get`. */
export interface PortraitGetResponse extends ActionResponse {
	readonly UserProfileItem: readonly UserProfileItem[];
	/** UserIDs of the accounts whose profiles could not be read. Present only if there are such accounts. */
	readonly Fail_Account?: readonly string[];
}

/**
 * An account in a list in a request or a response. In older documents, the JSON key is `Identifier` instead of
 * `UserID`.
 */
export interface AccountItem {
	readonly UserID: string;
}

/**
 * Body of `im_open_login_svc/account_import`. The optional `Nick` and `FaceUrl` are omitted, because they are
 * attributes of the profile. Source: https://trtc.io/document/34953
 */
export type AccountImportRequest = AccountItem;

/** Body of `im_open_login_svc/multiaccount_import`. Source: https://trtc.io/document/34954 */
export interface MultiaccountImportRequest {
	readonly AccountList: readonly AccountItem[];
}

/** Response of `im_open_login_svc/multiaccount_import`. `ActionStatus` is `OK` even if some accounts failed. */
export interface MultiaccountImportResponse extends ActionResponse {
	readonly FailAccounts?: readonly string[];
}

/** Body of `im_open_login_svc/account_check`. Source: https://trtc.io/document/34956 */
export interface AccountCheckRequest {
	readonly CheckItem: readonly AccountItem[];
}

/** Body of `im_open_login_svc/account_delete`. Source: https://trtc.io/document/34955 */
export interface AccountDeleteRequest {
	readonly DeleteItem: readonly AccountItem[];
}

/** One account in the response of `account_check` or `account_delete`. */
export interface AccountResult extends AccountItem {
	/**
	 * Service error code for this account; 0 on success. In a response of `account_check`, also 0 if the account does not
	 * exist.
	 */
	readonly ResultCode: number;
	readonly ResultInfo?: string;
	/** `Imported` or `NotImported`. Present only in the response of `account_check`. */
	readonly AccountStatus?: unknown;
}

/** Response of `account_check` and `account_delete`. */
export interface AccountResultsResponse extends ActionResponse {
	readonly ResultItem: readonly AccountResult[];
}

/**
 * Body of `openim_robot_http_svc/create_robot`. The optional nick, avatar and signature are omitted, because they are
 * attributes of the profile. Source: https://trtc.io/document/55281
 */
export type CreateRobotRequest = AccountItem;

/** Body of `openim_robot_http_svc/delete_robot`. Source: https://trtc.io/document/55282 */
export interface DeleteRobotRequest {
	readonly Robot_Account: string;
}

/** Response of `openim_robot_http_svc/get_all_robots`. Source: https://trtc.io/document/55280 */
export interface GetAllRobotsResponse extends ActionResponse {
	readonly Robot_Account: readonly string[];
}
