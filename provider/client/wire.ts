/** A value on the wire: text, or a JSON number, which is a bigint in memory where a number is not exact. */
export type WireValue = string | number | bigint;

/** One attribute on the wire. Source: portrait_set, https://cloud.tencent.com/document/product/269/1640 */
export interface ProfileItem {
	readonly Tag: string;
	readonly Value: WireValue;
}

/** What each answer of the service carries. Source: REST overview, https://trtc.io/document/34620 */
export interface ActionResponse {
	readonly ActionStatus: "OK" | "FAIL";
	/** 0 on success. */
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
 * One account in the answer of `portrait_get`. A failed one has no `ProfileItem`, and its `To_Account` can be a
 * placeholder (seen in tim-js-sdk 2.27.6, whose profile handler skips both spellings).
 */
export interface UserProfileItem {
	readonly To_Account: string;
	readonly ResultCode: number;
	readonly ResultInfo?: string;
	readonly ProfileItem?: unknown;
}

/** Answer of `profile/portrait_get`. */
export interface PortraitGetResponse extends ActionResponse {
	readonly UserProfileItem: readonly UserProfileItem[];
	/** Only where an account failed. */
	readonly Fail_Account?: readonly string[];
}
