import * as tim from "pulumi-tim";

/** The app administrator, which signs the calls. Anyone who can write profiles can rename it, so it is checked for drift. */
const administrator = new tim.Profile("administrator", {
	account: "administrator",
	nick: "Administrator",
	image: "https://example.com/admins/administrator.png",
	allowType: tim.AllowType.DenyAny,
	adminForbidType: tim.AdminForbidType.SendOut,
});

/** A second admin, for the people on call. */
const ops = new tim.Profile("ops", {
	account: "ops_admin",
	nick: "Operations",
	allowType: tim.AllowType.DenyAny,
	adminForbidType: tim.AdminForbidType.SendOut,
	role: 1,
});

export const watched = [administrator.account, ops.account];
