import type { AdminForbidType, AllowType, Gender } from "./fields";
import type { AccountOnDelete, Policies } from "./policies";

/**
 * An integer above 2^53 - 1 as decimal digits, because JavaScript numbers are not exact there. At most
 * 18446744073709551615 (2^64 - 1).
 */
export interface Uint64 {
	/** Decimal digits, without sign or separators. */
	readonly uint64: string;
}

/** The value of a tag: text, an integer, or an integer that a JavaScript number cannot hold exactly. */
export type TagValue = string | number | Uint64;

/** Values by tag, in the spelling of the service: `{ Tag_Profile_IM_Nick: "Support" }`. A tag that was never set is absent. */
export type TagValues = Readonly<Record<string, TagValue>>;

/**
 * The attributes of a profile that a program can declare. An attribute that is absent is not managed: it is never reported as
 * drift, never written and never stored.
 *
 * @see profile fields: https://trtc.io/document/33520
 */
export interface ProfileAttributes {
	/** Display name. Limit: 500 bytes of UTF-8. */
	readonly nick?: string;
	/** Gender. One of {@link Gender}. */
	readonly gender?: Gender;
	/** Date of birth, as the number YYYYMMDD, for example 20190419. Limit: 0 to 4294967295. */
	readonly birthDay?: number;
	/** Location. Limit: 500 bytes of UTF-8 for apps on the China site, 16 on the others (a longer value is a warning). */
	readonly location?: string;
	/** Status text, shown with the profile. Limit: 500 bytes of UTF-8. */
	readonly selfSignature?: string;
	/** Permission to add the account as a friend. One of {@link AllowType}. If it was never set, the app's default applies. */
	readonly allowType?: AllowType;
	/** Language, a number that the app defines. Limit: 0 to 4294967295. */
	readonly language?: number;
	/** URL of the avatar. Limit: 500 bytes of UTF-8; the service does not check the syntax. */
	readonly image?: string;
	/** Message settings; bit 0 means "do not receive". Limit: 0 to 4294967295. */
	readonly msgSettings?: number;
	/** Permission of the account to send friend requests. One of {@link AdminForbidType}. */
	readonly adminForbidType?: AdminForbidType;
	/** Level, a number that the app defines. Limit: 0 to 4294967295. */
	readonly level?: number;
	/** Role, a number that the app defines. Limit: 0 to 4294967295. */
	readonly role?: number;
	/**
	 * Custom fields by keyword: `{ Team: "core" }` is `Tag_Profile_Custom_Team`. A field must exist in the console. Limits: a
	 * keyword has 1 to 8 English letters; a value has at most 500 bytes of UTF-8.
	 */
	readonly custom?: Readonly<Record<string, string>>;
	/** Other tags, in the spelling of the service: `{ Tag_Profile_IM_New: 1 }`. Limits: see {@link TagValue}; text 500 bytes. */
	readonly tags?: TagValues;
}

/** The checked inputs of a `Profile`, as Pulumi stores them. */
export interface ProfileInputs extends ProfileAttributes, Policies {
	/** UserID of the account. Limit: 1 to 32 bytes of printable ASCII. */
	readonly account: string;
	/** Paths of the inputs in `ignoreChanges`, written by the constructor. Absent when empty. */
	readonly __unmanaged?: readonly string[];
}

/** The outputs of a `Profile`, as Pulumi stores them: its inputs as last verified as live, and values of the provider. */
export interface ProfileState extends ProfileInputs {
	/** The app (SDKAppID) of the account. Absent in a state that was written by hand. */
	readonly app?: number;
	/** Values, other than zero, that owned tags had before they came under management. Absent when there are none. */
	readonly adopted?: TagValues;
}

/** The checked inputs of a `ProfileSet`, as Pulumi stores them. Defaults are merged into the profiles. */
export interface ProfileSetInputs extends Policies {
	/** The profiles by account, at most 10,000. */
	readonly profiles: Readonly<Record<string, ProfileAttributes>>;
	/** Whether accounts that do not exist are imported first. */
	readonly createAccounts?: boolean;
	/** Name of the resource, written by the constructor. A create uses it as the id. */
	readonly __id: string;
	/** Paths of the inputs in `ignoreChanges`, written by the constructor. Absent when empty. */
	readonly __unmanaged?: readonly string[];
}

/** The outputs of a `ProfileSet`, as Pulumi stores them: its inputs as last verified as live, and values of the provider. */
export interface ProfileSetState extends ProfileSetInputs {
	/** The app (SDKAppID) of the accounts. Absent in a state that was written by hand. */
	readonly app?: number;
	/** By account, the values other than zero that owned tags had before they came under management. Absent when there are none. */
	readonly adopted?: Readonly<Record<string, TagValues>>;
}

/** The checked inputs of an `Account` or a `Robot`, as Pulumi stores them. */
export interface AccountInputs {
	/** UserID. Limit: 1 to 32 bytes of printable ASCII. Robots, and only robots, have the prefix `@RBT#`. */
	readonly account: string;
	/** The treatment on delete of the resource. */
	readonly onDelete?: AccountOnDelete;
}

/** The outputs of an `Account` or a `Robot`, as Pulumi stores them. */
export interface AccountState extends AccountInputs {
	/** The app (SDKAppID). Absent in a state that was written by hand. */
	readonly app?: number;
}

/**
 * The text that stands for an unknown value in a preview, at any depth: an output of a resource that will be created.
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

/** A value in a request or an answer: text, or a JSON number, which is a bigint where a number is not exact. */
export type WireValue = string | number | bigint;

/** A tag and its value in a request or an answer. Source: portrait_set, https://cloud.tencent.com/document/product/269/1640 */
export interface ProfileItem {
	readonly Tag: string;
	readonly Value: WireValue;
}
