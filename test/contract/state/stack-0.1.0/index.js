const pulumi = require("@pulumi/pulumi");
const tim = require("pulumi-tim");
const nicks = require("./nicks.json");

const kept = new tim.Account("kept", { account: "kept" });
new tim.Account("deleted", { account: "deleted", onDelete: "delete" });
const faq = new tim.Robot("faq", { account: "@RBT#faq" });
new tim.Robot("retired", { account: "@RBT#retired", onDelete: "delete" });

new tim.Profile("of-account", { account: kept.account, nick: nicks.kept, level: 1 });
new tim.Profile("of-robot", { account: faq.account, nick: nicks.faq, image: "https://example.com/faq.png" });

new tim.Profile("every-field", {
	account: "every_field",
	nick: nicks.every_field,
	gender: tim.Gender.Female,
	birthDay: 19900101,
	location: "Shenzhen",
	selfSignature: "",
	allowType: tim.AllowType.NeedConfirm,
	language: 0,
	image: "https://example.com/every.png",
	msgSettings: 1,
	adminForbidType: tim.AdminForbidType.SendOut,
	level: 3,
	role: 4294967295,
	custom: { Team: "core" },
	tags: { Tag_Extra_Text: "5", Tag_Extra_Count: { uint64: "18446744073709551615" } },
});

new tim.Profile(
	"unmanaged",
	{ account: "unmanaged", nick: nicks.unmanaged, level: 7, custom: { Team: "core" } },
	{ ignoreChanges: ["nick", "custom.Team"] },
);

new tim.Profile("adopting", { account: "adopting", nick: nicks.adopting, level: 7 });
new tim.Profile("restoring", {
	account: "restoring",
	nick: nicks.restoring,
	level: 7,
	onDelete: "restore",
	onRelease: "restore",
});
new tim.Profile("resetting", { account: "resetting", nick: nicks.resetting, onConflict: "fail", onDelete: "reset" });

new tim.Profile("secret", {
	account: "secret",
	nick: pulumi.secret(nicks.secret),
	level: 2,
	custom: { Team: pulumi.secret("hidden team") },
});

const second = new tim.Provider("second", {
	sdkAppId: 1400000000,
	endpoint: process.env.SECOND_ENDPOINT,
	secretKeyEnv: "SECOND_KEY",
});
new tim.Profile("elsewhere", { account: "elsewhere", nick: nicks.elsewhere }, { provider: second });

new tim.ProfileSet("desks", {
	defaults: { level: 1, custom: { Team: "desk" } },
	profiles: { "desk.one": { nick: nicks["desk.one"] }, desk_two: { nick: nicks.desk_two, level: 2 } },
});

new tim.ProfileSet(
	"policies",
	{
		profiles: { set_unmanaged: { nick: nicks.set_unmanaged, level: 7 }, set_adopting: { nick: nicks.set_adopting } },
		onConflict: "overwrite",
		onDelete: "restore",
		onRelease: "reset",
	},
	{ ignoreChanges: ["profiles.set_unmanaged.nick"] },
);

new tim.ProfileSet("created", {
	createAccounts: true,
	defaults: { custom: { Team: pulumi.secret("hidden desk") } },
	profiles: { created_one: { nick: nicks.created_one }, created_two: { nick: pulumi.secret(nicks.created_two) } },
});
