import type { AdminForbidType, AllowType, Gender } from "./fields";
import type { AccountOnDelete, Policies } from "./policies";

/**
 * An integer above 2^53 - 1, which a JavaScript number cannot represent exactly, as decimal digits. Maximum:
 * 18446744073709551615 (2^64 - 1).
 */
export interface Uint64 {
	/** Decimal digits, without sign or separators. */
	readonly uint64: string;
}

/** The value of a tag: text, an integer, or an integer above 2^53 - 1 as {@link Uint64}. */
export type TagValue = string | number | Uint64;

/** Values keyed by tag name: `{ Tag_Profile_IM_Nick: "Support" }`. A tag that was never set is absent. */
export type TagValues = Readonly<Record<string, TagValue>>;

/**
 * The attributes of a profile that a program can declare. An absent attribute is not managed: it is never reported as
 * drift, never written and never stored in the state.
 *
 * @see profile fields: https://trtc.io/document/33520
 */
export interface ProfileAttributes {
	/** Display name. Limit: 500 bytes of UTF-8. */
	readonly nick?: string;
	/** Gender. One of {@link Gender}. */
	readonly gender?: Gender;
	/** Date of birth as a number in the format YYYYMMDD, for example 20190419. Limit: 0 to 4294967295. */
	readonly birthDay?: number;
	/**
	 * Location. Limit: 500 bytes of UTF-8 for apps on the China site, 16 bytes on other sites. A value above 16 bytes
	 * causes a warning.
	 */
	readonly location?: string;
	/** Status text that is shown with the profile. Limit: 500 bytes of UTF-8. */
	readonly selfSignature?: string;
	/**
	 * Permission to add the account as a friend. One of {@link AllowType}. If the attribute was never set, the default of
	 * the app applies.
	 */
	readonly allowType?: AllowType;
	/** Language, a number that the app defines. Limit: 0 to 4294967295. */
	readonly language?: number;
	/** URL of the avatar. Limit: 500 bytes of UTF-8. The service does not check the syntax of the URL. */
	readonly image?: string;
	/** Message settings as a bit mask. If bit 0 is set, the account does not receive messages. Limit: 0 to 4294967295. */
	readonly msgSettings?: number;
	/** Permission of the account to send friend requests. One of {@link AdminForbidType}. */
	readonly adminForbidType?: AdminForbidType;
	/** Level, a number that the app defines. Limit: 0 to 4294967295. */
	readonly level?: number;
	/** Role, a number that the app defines. Limit: 0 to 4294967295. */
	readonly role?: number;
	/**
	 * Custom fields keyed by keyword: `{ Team: "core" }` sets the tag `Tag_Profile_Custom_Team`. A custom field must be
	 * created in the console first. Limits: a keyword has 1 to 8 English letters; a value has at most 500 bytes of UTF-8.
	 */
	readonly custom?: Readonly<Record<string, string>>;
	/**
	 * Other tags keyed by tag name: `{ Tag_Profile_IM_New: 1 }`. Limits: see {@link TagValue}; text has at most 500 bytes
	 * of UTF-8.
	 */
	readonly tags?: TagValues;
}

/** The checked inputs of a `Profile`, as Pulumi stores them. */
export interface ProfileInputs extends ProfileAttributes, Policies {
	/** UserID of the account. Limit: 1 to 32 bytes of printable ASCII. */
	readonly account: string;
	/** Paths of the inputs in the option `ignoreChanges`, set by the constructor. Absent if the list is empty. */
	readonly __unmanaged?: readonly string[];
}

/**
 * The outputs of a `Profile`, as Pulumi stores them: its inputs with the live values that the provider last verified,
 * and additional outputs.
 */
export interface ProfileState extends ProfileInputs {
	/** SDKAppID of the app of the account. Absent in a state that was edited by hand. */
	readonly app?: number;
	/**
	 * Live values that owned tags had before the resource managed them, keyed by tag, without zero values. Absent if
	 * there are no such values.
	 */
	readonly adopted?: TagValues;
}

/** The checked inputs of a `ProfileSet`, as Pulumi stores them. Defaults are merged into the profiles. */
export interface ProfileSetInputs extends Policies {
	/** The profiles keyed by UserID, at most 10,000. */
	readonly profiles: Readonly<Record<string, ProfileAttributes>>;
	/** Whether missing accounts are created, by `account_import`, before their profiles are written. */
	readonly createAccounts?: boolean;
	/** Name of the resource, set by the constructor. A create uses this name as the resource id. */
	readonly __id: string;
	/** Paths of the inputs in the option `ignoreChanges`, set by the constructor. Absent if the list is empty. */
	readonly __unmanaged?: readonly string[];
}

/**
 * The outputs of a `ProfileSet`, as Pulumi stores them: its inputs with the live values that the provider last
 * verified, and additional outputs.
 */
export interface ProfileSetState extends ProfileSetInputs {
	/** SDKAppID of the app of the accounts. Absent in a state that was edited by hand. */
	readonly app?: number;
	/**
	 * Live values that owned tags had before the resource managed them, keyed by UserID and tag, without zero values.
	 * Absent if there are no such values.
	 */
	readonly adopted?: Readonly<Record<string, TagValues>>;
}

/** The checked inputs of an `Account` or a `Robot`, as Pulumi stores them. */
export interface AccountInputs {
	/**
	 * UserID of the account or robot. Limit: 1 to 32 bytes of printable ASCII. The UserIDs of robots start with `@RBT#`;
	 * those of accounts must not.
	 */
	readonly account: string;
	/** Policy for the account or robot when the resource is deleted. */
	readonly onDelete?: AccountOnDelete;
}

/** The outputs of an `Account` or a `Robot`, as Pulumi stores them. */
export interface AccountState extends AccountInputs {
	/** SDKAppID of the app of the account or robot. Absent in a state that was edited by hand. */
	readonly app?: number;
}

/**
 * The text by which Pulumi represents an unknown value in a preview. An unknown value can be nested in another value.
 *
 * Source: `runtime.unknownValue` of @pulumi/pulumi; test/contract/sdk.test.ts compares the two.
 */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Returns whether a value, or any key or value inside it, is unknown. */
export function containsUnknown(value: unknown): boolean {
	if (value === unknownValue) return true;
	if (typeof value !== "object" || value === null) return false;
	return Object.entries(value).some(([key, each]) => key === unknownValue || containsUnknown(each));
}

/**
 * The value of a tag in a request or a response: text, or an integer. An integer that a number cannot represent exactly
 * is a bigint.
 */
export type WireValue = string | number | bigint;

/**
 * A tag and its value in a request or a response. Source: portrait_set,
 * https://cloud.tencent.com/document/product/269/1640
 */
export interface ProfileItem {
	readonly Tag: string;
	readonly Value: WireValue;
}
