/**
 * Values of the attribute `allowType`, which determines whether others can add the account as a friend. Source: profile
 * fields, https://trtc.io/document/33520
 */
export const AllowType = {
	/** The account must confirm each friend request. */
	NeedConfirm: "AllowType_Type_NeedConfirm",
	/** Friend requests are accepted automatically. */
	AllowAny: "AllowType_Type_AllowAny",
	/** Friend requests are rejected automatically. */
	DenyAny: "AllowType_Type_DenyAny",
} as const;

/** A value of {@link AllowType}, such as `AllowType_Type_NeedConfirm`. */
export type AllowType = (typeof AllowType)[keyof typeof AllowType];

/** Values of the attribute `gender`. Source: profile fields, https://trtc.io/document/33520 */
export const Gender = {
	/** The gender is not set. */
	Unknown: "Gender_Type_Unknown",
	/** The gender is female. */
	Female: "Gender_Type_Female",
	/** The gender is male. */
	Male: "Gender_Type_Male",
} as const;

/** A value of {@link Gender}, such as `Gender_Type_Female`. */
export type Gender = (typeof Gender)[keyof typeof Gender];

/**
 * Values of the attribute `adminForbidType`, which determines whether the account may send friend requests. Source:
 * https://trtc.io/document/33520
 */
export const AdminForbidType = {
	/** The account may send friend requests. */
	None: "AdminForbid_Type_None",
	/** The account may not send friend requests. */
	SendOut: "AdminForbid_Type_SendOut",
} as const;

/** A value of {@link AdminForbidType}, such as `AdminForbid_Type_None`. */
export type AdminForbidType = (typeof AdminForbidType)[keyof typeof AdminForbidType];

/**
 * A row of the field table. Each row describes one standard attribute of a profile. The input schema, the comparison of
 * values, the emulator and the documentation are derived from this table.
 *
 * `maxBytes` is a limit in bytes of UTF-8. `zero` is the value that the service treats as "not set"; `allowType` has no
 * zero value.
 */
export type Field =
	| {
			readonly tag: string;
			readonly type: "string";
			readonly maxBytes: number;
			/**
			 * Limit in bytes of UTF-8 that only some sites of the service enforce. A longer value causes a warning, not an
			 * error.
			 */
			readonly adviseBytes?: number;
			readonly zero: string;
			readonly doc: string;
	  }
	| { readonly tag: string; readonly type: "uint32"; readonly zero: number; readonly doc: string }
	| {
			readonly tag: string;
			readonly type: "enum";
			readonly values: readonly string[];
			readonly zero?: string;
			readonly doc: string;
	  };

/** Maximum value of a numeric field. Source: profile fields, https://trtc.io/document/33520 */
export const MAX_UINT32 = 4_294_967_295;

/**
 * The field table: all standard attributes of a profile, keyed by the attribute name in a program.
 *
 * Source: profile fields, https://trtc.io/document/33520 and https://cloud.tencent.com/document/product/269/1500. The
 * two sources give different limits for `location`: 16 and 500 bytes. `msgSettings` was removed from both sources about
 * 2023 but is still in the official web SDK (tim-js-sdk 2.27.6). The default of `allowType` is a setting of the app, so
 * `allowType` has no zero value.
 */
export const fields = {
	nick: { tag: "Tag_Profile_IM_Nick", type: "string", maxBytes: 500, zero: "", doc: "Display name." },
	gender: {
		tag: "Tag_Profile_IM_Gender",
		type: "enum",
		values: Object.values(Gender),
		zero: Gender.Unknown,
		doc: "Gender.",
	},
	birthDay: { tag: "Tag_Profile_IM_BirthDay", type: "uint32", zero: 0, doc: "Date of birth, as YYYYMMDD." },
	location: {
		tag: "Tag_Profile_IM_Location",
		type: "string",
		maxBytes: 500,
		adviseBytes: 16,
		zero: "",
		doc: "Location. Apps on sites outside China accept at most 16 bytes.",
	},
	selfSignature: {
		tag: "Tag_Profile_IM_SelfSignature",
		type: "string",
		maxBytes: 500,
		zero: "",
		doc: "Status text that is shown with the profile.",
	},
	allowType: {
		tag: "Tag_Profile_IM_AllowType",
		type: "enum",
		values: Object.values(AllowType),
		doc: "Permission to add the account as a friend.",
	},
	language: {
		tag: "Tag_Profile_IM_Language",
		type: "uint32",
		zero: 0,
		doc: "Language, a number that the app defines.",
	},
	image: { tag: "Tag_Profile_IM_Image", type: "string", maxBytes: 500, zero: "", doc: "URL of the avatar." },
	msgSettings: {
		tag: "Tag_Profile_IM_MsgSettings",
		type: "uint32",
		zero: 0,
		doc: "Message settings as a bit mask. If bit 0 is set, the account does not receive messages.",
	},
	adminForbidType: {
		tag: "Tag_Profile_IM_AdminForbidType",
		type: "enum",
		values: Object.values(AdminForbidType),
		zero: AdminForbidType.None,
		doc: "Permission of the account to send friend requests.",
	},
	level: { tag: "Tag_Profile_IM_Level", type: "uint32", zero: 0, doc: "Level, a number that the app defines." },
	role: { tag: "Tag_Profile_IM_Role", type: "uint32", zero: 0, doc: "Role, a number that the app defines." },
} as const satisfies Record<string, Field>;

/** Name of a standard attribute in a program, for example `nick`. */
export type FieldName = keyof typeof fields;

/** Tag prefix and limits of custom fields. Source: profile fields, https://trtc.io/document/33520 */
export const customField = {
	prefix: "Tag_Profile_Custom_",
	/** Pattern of a keyword: English letters only. */
	keyword: /^[A-Za-z]+$/,
	maxKeywordBytes: 8,
	maxBytes: 500,
	zero: "",
} as const;

/** Returns the row of the field table for a tag, or `undefined` if the tag is not a standard tag. */
export function fieldOfTag(tag: string): Field | undefined {
	return Object.values<Field>(fields).find((field) => field.tag === tag);
}
