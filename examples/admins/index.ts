import * as tim from "pulumi-tim";

/**
 * The profile of the app administrator, which signs the API calls. Any client that can write profiles can rename this
 * account, so the profile is checked for drift.
 */
const administrator = new tim.Profile("administrator", {
	account: "administrator",
	nick: "Administrator",
	image: "https://example.com/admins/administrator.png",
	allowType: tim.AllowType.DenyAny,
	adminForbidType: tim.AdminForbidType.SendOut,
});

/** The profile of a second admin account, for the engineers on call. */
const ops = new tim.Profile("ops", {
	account: "ops_admin",
	nick: "Operations",
	allowType: tim.AllowType.DenyAny,
	adminForbidType: tim.AdminForbidType.SendOut,
	role: 1,
});

export const watched = [administrator.account, ops.account];
