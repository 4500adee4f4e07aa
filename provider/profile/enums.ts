/** Who may add the account as a friend. Source: profile fields, https://trtc.io/document/33520 */
export const AllowType = {
	/** The account confirms each request. */
	NeedConfirm: "AllowType_Type_NeedConfirm",
	/** Anyone may add the account without a request. */
	AllowAny: "AllowType_Type_AllowAny",
	/** Nobody may add the account. */
	DenyAny: "AllowType_Type_DenyAny",
} as const;

/** One of the values of {@link AllowType}, spelled as on the wire. */
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

/** One of the values of {@link Gender}, spelled as on the wire. */
export type Gender = (typeof Gender)[keyof typeof Gender];

/** Whether the app forbids the account to send friend requests. Source: https://trtc.io/document/33520 */
export const AdminForbidType = {
	/** Nothing is forbidden. */
	None: "AdminForbid_Type_None",
	/** The account may not send friend requests. */
	SendOut: "AdminForbid_Type_SendOut",
} as const;

/** One of the values of {@link AdminForbidType}, spelled as on the wire. */
export type AdminForbidType = (typeof AdminForbidType)[keyof typeof AdminForbidType];
