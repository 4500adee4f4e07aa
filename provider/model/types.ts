import type { AdminForbidType, AllowType, Gender } from "./fields";
import type { AccountOnDelete, Policies } from "./policies";

/**
 * A whole number above 2^53 - 1, as its decimal digits: JavaScript numbers are not exact there.
 *
 * Limits: at most 18446744073709551615 (2^64 - 1).
 */
export interface Uint64 {
	/** Decimal digits, without sign or separators. */
	readonly uint64: string;
}

/** The value of one tag: text, a whole number, or a number too large for JavaScript. */
export type TagValue = string | number | Uint64;

/** Values by tag, spelled as on the wire: `{ Tag_Profile_IM_Nick: "Support" }`. A tag never set is absent. */
export type TagValues = Readonly<Record<string, TagValue>>;

/**
 * The attributes of one profile: what a program can declare besides the account. An attribute that is absent is left
 * alone: never read as drift, never written, never stored.
 *
 * Source: profile fields, https://trtc.io/document/33520
 */
export interface ProfileAttributes {
	/** Display name. Limit: 500 bytes of UTF-8. */
	readonly nick?: string;
	/** Gender. One of {@link Gender}. */
	readonly gender?: Gender;
	/** Date of birth, as the number YYYYMMDD, for example 20190419. Limit: 0 to 4294967295. */
	readonly birthDay?: number;
	/** Place. Limit: 500 bytes of UTF-8 in apps on the China site, 16 on the others (above 16: a warning). */
	readonly location?: string;
	/** Line of text shown with the profile. Limit: 500 bytes of UTF-8. */
	readonly selfSignature?: string;
	/** Who may add the account as a friend. One of {@link AllowType}. Never set, the app's own default applies. */
	readonly allowType?: AllowType;
	/** Language, a number whose meaning the app defines. Limit: 0 to 4294967295. */
	readonly language?: number;
	/** URL of the avatar. Limit: 500 bytes of UTF-8; the service does not check the syntax. */
	readonly image?: string;
	/** Message settings; bit 0 set means "do not receive". Limit: 0 to 4294967295. */
	readonly msgSettings?: number;
	/** Whether the account may send friend requests. One of {@link AdminForbidType}. */
	readonly adminForbidType?: AdminForbidType;
	/** Level, a number whose meaning the app defines. Limit: 0 to 4294967295. */
	readonly level?: number;
	/** Role, a number whose meaning the app defines. Limit: 0 to 4294967295. */
	readonly role?: number;
	/**
	 * Custom fields, keyword to text: `{ Team: "core" }` is `Tag_Profile_Custom_Team`. A field must exist in the console.
	 * Limits: the keyword has English letters only, at most 8; the text at most 500 bytes of UTF-8.
	 */
	readonly custom?: Readonly<Record<string, string>>;
	/** Any other tag, spelled as on the wire: `{ Tag_Profile_IM_New: 1 }`. Limits: see {@link TagValue}; text 500 bytes. */
	readonly tags?: TagValues;
}

/** What a checked `Profile` holds: the values that Pulumi keeps as its inputs. */
export interface ProfileInputs extends ProfileAttributes, Policies {
	/** UserID of the account whose profile this is. Limit: 1 to 32 bytes of printable ASCII. */
	readonly account: string;
	/** Paths of the inputs named in `ignoreChanges`; the constructor writes it, nobody else. Absent when empty. */
	readonly __unmanaged?: readonly string[];
}

/** What Pulumi keeps as the outputs of a `Profile`: its inputs as last verified live, and what belongs to the provider. */
export interface ProfileState extends ProfileInputs {
	/** The app (SDKAppID) that the profile belongs to. Absent in a state that was written by hand. */
	readonly app?: number;
	/** Owned tags that had another value, not zero, when they came under management. Absent when there were none. */
	readonly adopted?: TagValues;
}

/** What a checked `ProfileSet` holds: the values that Pulumi keeps as its inputs. Defaults are already merged into the profiles. */
export interface ProfileSetInputs extends Policies {
	/** The profiles by account. Limit: 10,000. */
	readonly profiles: Readonly<Record<string, ProfileAttributes>>;
	/** Whether accounts that are not in the service are imported first. @default false */
	readonly createAccounts?: boolean;
	/** Name of the resource, which a creation takes as the id; the constructor writes it, nobody else. */
	readonly __id: string;
	/** Paths of the inputs named in `ignoreChanges`; the constructor writes it, nobody else. Absent when empty. */
	readonly __unmanaged?: readonly string[];
}

/** What Pulumi keeps as the outputs of a `ProfileSet`: its inputs as last verified live, and what belongs to the provider. */
export interface ProfileSetState extends ProfileSetInputs {
	/** The app (SDKAppID) that the profiles belong to. Absent in a state that was written by hand. */
	readonly app?: number;
	/** By account, owned tags that had another value, not zero, when they came under management. Absent when there were none. */
	readonly adopted?: Readonly<Record<string, TagValues>>;
}

/** What a checked `Account` or `Robot` holds: the values that Pulumi keeps as its inputs. */
export interface AccountInputs {
	/** UserID. Limit: 1 to 32 bytes of printable ASCII; of a robot it starts with `@RBT#`, of an account it does not. */
	readonly account: string;
	/** What happens to it when the resource is deleted. @default "retain" */
	readonly onDelete?: AccountOnDelete;
}

/** What Pulumi keeps as the outputs of an `Account` or a `Robot`. */
export interface AccountState extends AccountInputs {
	/** The app (SDKAppID) that it belongs to. Absent in a state that was written by hand. */
	readonly app?: number;
}

/**
 * What a value not yet known arrives as in a preview, at any depth: an output of a resource that is still to be made.
 *
 * Source: `runtime.unknownValue` of @pulumi/pulumi; a contract test holds the two together.
 */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether any value in a tree of maps and lists is unknown. */
export function containsUnknown(value: unknown): boolean {
	if (value === unknownValue) return true;
	return typeof value === "object" && value !== null && Object.values(value).some(containsUnknown);
}

/** A value on the wire: text, or a JSON number, which is a bigint in memory where a number is not exact. */
export type WireValue = string | number | bigint;

/** One attribute on the wire. Source: portrait_set, https://cloud.tencent.com/document/product/269/1640 */
export interface ProfileItem {
	readonly Tag: string;
	readonly Value: WireValue;
}
