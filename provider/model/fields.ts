/** Permission to add the account as a friend. Source: profile fields, https://trtc.io/document/33520 */
export const AllowType = {
	/** The account confirms each request. */
	NeedConfirm: "AllowType_Type_NeedConfirm",
	/** Requests are accepted automatically. */
	AllowAny: "AllowType_Type_AllowAny",
	/** Requests are rejected. */
	DenyAny: "AllowType_Type_DenyAny",
} as const;

/** One of the values of {@link AllowType}, in the spelling of the service. */
export type AllowType = (typeof AllowType)[keyof typeof AllowType];

/** The account's gender. Source: profile fields, https://trtc.io/document/33520 */
export const Gender = {
	/** Not set. */
	Unknown: "Gender_Type_Unknown",
	/** Female. */
	Female: "Gender_Type_Female",
	/** Male. */
	Male: "Gender_Type_Male",
} as const;

/** One of the values of {@link Gender}, in the spelling of the service. */
export type Gender = (typeof Gender)[keyof typeof Gender];

/** Whether the app forbids the account to send friend requests. Source: https://trtc.io/document/33520 */
export const AdminForbidType = {
	/** Nothing is forbidden. */
	None: "AdminForbid_Type_None",
	/** The account may not send friend requests. */
	SendOut: "AdminForbid_Type_SendOut",
} as const;

/** One of the values of {@link AdminForbidType}, in the spelling of the service. */
export type AdminForbidType = (typeof AdminForbidType)[keyof typeof AdminForbidType];

/**
 * A standard attribute of a profile. The schema, the comparison, the emulator and the documentation are made from this table.
 *
 * `maxBytes` counts bytes of UTF-8. `zero` is the value that the service treats as "not set"; `allowType` has none.
 */
export type Field =
	| {
			readonly tag: string;
			readonly type: "string";
			readonly maxBytes: number;
			/** Some sites of the service reject longer values; a check warns about them. */
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

/** The largest value of a numeric field. Source: profile fields, https://trtc.io/document/33520 */
export const MAX_UINT32 = 4_294_967_295;

/**
 * The standard fields by their names in a program, one row for each tag.
 *
 * Source: profile fields, https://trtc.io/document/33520 and https://cloud.tencent.com/document/product/269/1500. They
 * disagree on the limit of `location` (16 and 500 bytes). `msgSettings` was removed from both about 2023 and is still in the
 * official web SDK (tim-js-sdk 2.27.6). The default of `allowType` is a setting of the app, so it has no zero value.
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
		doc: "Location. Apps on sites outside China accept 16 bytes.",
	},
	selfSignature: {
		tag: "Tag_Profile_IM_SelfSignature",
		type: "string",
		maxBytes: 500,
		zero: "",
		doc: "Status text, shown with the profile.",
	},
	allowType: {
		tag: "Tag_Profile_IM_AllowType",
		type: "enum",
		values: Object.values(AllowType),
		doc: "Who may add the account as a friend.",
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
		doc: "Message settings; bit 0 set: do not receive.",
	},
	adminForbidType: {
		tag: "Tag_Profile_IM_AdminForbidType",
		type: "enum",
		values: Object.values(AdminForbidType),
		zero: AdminForbidType.None,
		doc: "Whether the account may send friend requests.",
	},
	level: { tag: "Tag_Profile_IM_Level", type: "uint32", zero: 0, doc: "Level, a number that the app defines." },
	role: { tag: "Tag_Profile_IM_Role", type: "uint32", zero: 0, doc: "Role, a number that the app defines." },
} as const satisfies Record<string, Field>;

/** The name of a standard field in a program, for example `nick`. */
export type FieldName = keyof typeof fields;

/** The prefix and the limits of custom fields. Source: profile fields, https://trtc.io/document/33520 */
export const customField = {
	prefix: "Tag_Profile_Custom_",
	/** English letters only. */
	keyword: /^[A-Za-z]+$/,
	maxKeywordBytes: 8,
	maxBytes: 500,
	zero: "",
} as const;

/** Returns the field of a tag; `undefined` for a custom field and for a tag that is not in the table. */
export function fieldOfTag(tag: string): Field | undefined {
	return Object.values<Field>(fields).find((field) => field.tag === tag);
}
