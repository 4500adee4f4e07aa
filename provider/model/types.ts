import type { AdminForbidType, AllowType, Gender } from "./fields";
import type { AccountOnDelete, Policies } from "./policies";

/**
 * An integer above 2^53 - 1, given as decimal digits, because a JavaScript number cannot represent such an integer
 * exactly. Maximum: 18446744073709551615 (2^64 - 1).
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
	/** Gender: one of the values of {@link Gender}. */
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
	 * Permission of others to add the account as a friend: one of the values of {@link AllowType}. If the attribute was
	 * never set, the default of the app applies.
	 */
	readonly allowType?: AllowType;
	/** Language, as a number whose meaning the app defines. Limit: 0 to 4294967295. */
	readonly language?: number;
	/** URL of the avatar. Limit: 500 bytes of UTF-8. The service does not check the syntax of the URL. */
	readonly image?: string;
	/** Message settings as a bit mask. If bit 0 is set, the account does not receive messages. Limit: 0 to 4294967295. */
	readonly msgSettings?: number;
	/** Permission of the account to send friend requests: one of the values of {@link AdminForbidType}. */
	readonly adminForbidType?: AdminForbidType;
	/** Level, as a number whose meaning the app defines. Limit: 0 to 4294967295. */
	readonly level?: number;
	/** Role, as a number whose meaning the app defines. Limit: 0 to 4294967295. */
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

/** The inputs of a `Profile` after the check, in the format in which Pulumi stores the inputs. */
export interface ProfileInputs extends ProfileAttributes, Policies {
	/** UserID of the account. Limit: 1 to 32 bytes of printable ASCII. */
	readonly account: string;
	/**
	 * Property paths from the resource option `ignoreChanges`. The constructor of the resource sets this input. Absent if
	 * `ignoreChanges` is empty.
	 */
	readonly __unmanaged?: readonly string[];
}

/**
 * The outputs of a `Profile`, in the format in which Pulumi stores the outputs: all inputs and some additional outputs.
 * The attributes have the live values that the provider last verified.
 */
export interface ProfileState extends ProfileInputs {
	/** SDKAppID of the app to which the account belongs. Can be absent if the state was edited by hand. */
	readonly app?: number;
	/**
	 * Live values that tags had before the resource managed these tags, keyed by tag name. Zero values are omitted.
	 * Absent if no values remain.
	 */
	readonly adopted?: TagValues;
}

/**
 * The inputs of a `ProfileSet` after the check, in the format in which Pulumi stores the inputs. The input `defaults`
 * is already merged into the profiles.
 */
export interface ProfileSetInputs extends Policies {
	/** The profiles keyed by UserID, at most 10,000. */
	readonly profiles: Readonly<Record<string, ProfileAttributes>>;
	/** Whether accounts that do not exist are created by `account_import` before their profiles are written. */
	readonly createAccounts?: boolean;
	/**
	 * Name that the resource had when it was created, which is also the resource id. The constructor sets the current
	 * name; the check of an existing resource replaces the current name with the original name.
	 */
	readonly __id: string;
	/**
	 * Property paths from the resource option `ignoreChanges`. The constructor of the resource sets this input. Absent if
	 * `ignoreChanges` is empty.
	 */
	readonly __unmanaged?: readonly string[];
}

/**
 * The outputs of a `ProfileSet`, in the format in which Pulumi stores the outputs: all inputs and some additional
 * outputs. The profiles have the live values that the provider last verified.
 */
export interface ProfileSetState extends ProfileSetInputs {
	/** SDKAppID of the app to which the accounts belong. Can be absent if the state was edited by hand. */
	readonly app?: number;
	/**
	 * Live values that tags had before the resource managed these tags, keyed by UserID and tag name. Zero values are
	 * omitted. Absent if no values remain.
	 */
	readonly adopted?: Readonly<Record<string, TagValues>>;
}

/** The inputs of an `Account` or a `Robot` after the check, in the format in which Pulumi stores the inputs. */
export interface AccountInputs {
	/**
	 * UserID of the account or robot. Limit: 1 to 32 bytes of printable ASCII. The UserID of a robot must start with
	 * `@RBT#`. The UserID of any other account must not start with `@RBT#`.
	 */
	readonly account: string;
	/** Policy for the account or robot when the resource is deleted. */
	readonly onDelete?: AccountOnDelete;
}

/** The outputs of an `Account` or a `Robot`, in the format in which Pulumi stores the outputs. */
export interface AccountState extends AccountInputs {
	/** SDKAppID of the app to which the account or robot belongs. Can be absent if the state was edited by hand. */
	readonly app?: number;
}

/**
 * The text that the engine passes instead of an unknown value in a preview. An unknown value can be nested in another
 * value.
 *
 * Source: `runtime.unknownValue` of @pulumi/pulumi; test/contract/sdk.test.ts compares this constant with the source.
 */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Returns whether a value is unknown, or contains an unknown value or an unknown map key at any depth. */
export function containsUnknown(value: unknown): boolean {
	if (value === unknownValue) return true;
	if (typeof value !== "object" || value === null) return false;
	return Object.entries(value).some(([key, each]) => key === unknownValue || containsUnknown(each));
}

/**
 * The value of a tag in a request or a response: text, or an integer. An integer that a JavaScript number cannot
 * represent exactly is a bigint.
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
