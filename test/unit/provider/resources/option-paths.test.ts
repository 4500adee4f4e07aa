import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Account, Profile, ProfileSet, Robot } from "@/provider";
import { checkOptionPaths } from "@/provider/resources/option-paths";
import { captureWarnings, recordRegistrations } from "@/test/support/mocks";

type Options = pulumi.CustomResourceOptions;

const declare = {
	Profile: (options: Options) => new Profile("one", { account: "alice" }, options),
	ProfileSet: (options: Options) => new ProfileSet("one", { profiles: { alice: {} } }, options),
	Account: (options: Options) => new Account("one", { account: "alice" }, options),
	Robot: (options: Options) => new Robot("one", { account: "@RBT#alice" }, options),
};

const optionNames = ["ignoreChanges", "replaceOnChanges", "additionalSecretOutputs", "hideDiffs"] as const;

interface RejectedPath {
	readonly kind: keyof typeof declare;
	readonly path: string;
	readonly reason: string;
}

const rejected: readonly RejectedPath[] = [
	{ kind: "Profile", path: "nickname", reason: 'is not an input or output of Profile; did you mean "nick"?' },
	{ kind: "Profile", path: "nik", reason: 'is not an input or output of Profile; did you mean "nick"?' },
	{ kind: "Profile", path: "avatar", reason: 'is not an input or output of Profile; did you mean "image"?' },
	{ kind: "Profile", path: "Custom.Team", reason: 'is not an input or output of Profile; did you mean "custom.Team"?' },
	{ kind: "Profile", path: "custom.", reason: 'is not a property path; did you mean "custom"?' },
	{ kind: "Profile", path: "custom[Team]", reason: 'is not a property path; did you mean "custom.Team"?' },
	{ kind: "Profile", path: "", reason: "is not a property path; see docs/inputs.md" },
	{ kind: "Profile", path: "nick.first", reason: 'is not an input or output of Profile; did you mean "nick"?' },
	{ kind: "Profile", path: "profiles.x.nick", reason: 'is not an input or output of Profile; did you mean "nick"?' },
	{ kind: "Profile", path: "custom.Team1", reason: "is not an input or output of Profile; see docs/inputs.md" },
	{ kind: "Profile", path: "something", reason: "is not an input or output of Profile; see docs/inputs.md" },
	{
		kind: "ProfileSet",
		path: "defaults.level",
		reason:
			'is not an input or output of ProfileSet; the defaults are merged into the profiles, so use "profiles.*.level"',
	},
	{
		kind: "ProfileSet",
		path: "defaults",
		reason: 'is not an input or output of ProfileSet; the defaults are merged into the profiles, so use "profiles.*"',
	},
	{
		kind: "ProfileSet",
		path: "nick",
		reason: 'is not an input or output of ProfileSet; did you mean "profiles.*.nick"?',
	},
	{
		kind: "ProfileSet",
		path: "profiles.alice.nickName",
		reason: 'is not an input or output of ProfileSet; did you mean "profiles.alice.nick"?',
	},
	{
		kind: "ProfileSet",
		path: "profiles[10086].nick",
		reason: 'is not a property path; did you mean "profiles.10086.nick"?',
	},
	{ kind: "Account", path: "onDelet", reason: 'is not an input or output of Account; did you mean "onDelete"?' },
	{ kind: "Robot", path: "nick", reason: "is not an input or output of Robot; see docs/inputs.md" },
];

const accepted: Readonly<Record<keyof typeof declare, readonly string[]>> = {
	Profile: [
		...["account", "nick", "level", "custom", "custom.Team", 'custom["Team"]', '["custom"]["Team"]', "custom[*]"],
		...["custom.*", "tags.Tag_New", "onDelete", "app", "adopted", "__provider", "__unmanaged", "*", "id", "urn"],
	],
	ProfileSet: [
		...["profiles", "profiles.alice", "profiles.alice.nick", 'profiles["alice"].custom.Team', "profiles.*.nick"],
		...["profiles[*].nick", "createAccounts", "adopted", "app", "__id", "__provider", "*"],
	],
	Account: ["account", "onDelete", "app", "__provider", "*"],
	Robot: ["account", "onDelete", "app", "__provider", "*"],
};

describe("a resource option with property paths", () => {
	let registered: readonly pulumi.runtime.MockResourceArgs[];
	before(async () => {
		registered = await recordRegistrations();
	});

	for (const { kind, path, reason } of rejected) {
		for (const option of optionNames) {
			it(`is rejected by ${kind} if ${option} contains ${JSON.stringify(path)}`, () => {
				const count = registered.length;
				assert.throws(
					() => declare[kind]({ [option]: [path] }),
					(error: Error) => {
						assert.ok(pulumi.RunError.isInstance(error), "Pulumi would print the stack trace of any other error");
						assert.equal(error.message, `one: ${option}: "${path}" ${reason}`);
						return true;
					},
				);
				assert.equal(registered.length, count);
			});
		}
	}

	for (const [kind, paths] of Object.entries(accepted)) {
		for (const path of paths) {
			it(`is accepted by ${kind} if it contains ${path}`, async () => {
				const options = Object.fromEntries(optionNames.map((option) => [option, [path]]));
				const warnings = await captureWarnings(() => declare[kind as keyof typeof declare](options));
				const isSecretAccount = (warning: string) => warning.startsWith("one: account: the secret is also the ID");
				assert.deepEqual(
					warnings.filter((warning) => !isSecretAccount(warning)),
					[],
				);
			});
		}
	}

	it("reports the first path that refers to nothing, with escaped control characters", () => {
		const options = { ignoreChanges: ["nick", "ni\nck", "level2"] };
		assert.throws(() => declare.Profile(options), { message: /^one: ignoreChanges: "ni\\u\{a\}ck" is not an input/ });
	});

	for (const value of ["nick", [5], [undefined], { nick: true }]) {
		it(`must be a list of text, not ${JSON.stringify(value)}`, () => {
			const message = "one: ignoreChanges: must be a list of property paths";
			assert.throws(() => declare.Profile({ ignoreChanges: value } as never), { message });
		});
	}

	it("is checked when get looks a resource up", () => {
		assert.throws(() => Profile.get("one", "alice", { ignoreChanges: ["nik"] }), /did you mean "nick"/);
	});
});

describe("checkOptionPaths", () => {
	const secrets: readonly { readonly paths: readonly string[]; readonly names: readonly string[] }[] = [
		{ paths: ["nick"], names: ["nick"] },
		{ paths: ['["nick"]'], names: ["nick"] },
		{ paths: ["custom.Team", 'custom["Unit"]', "level"], names: ["custom", "level"] },
		{ paths: ["__provider"], names: ["__provider"] },
	];
	for (const { paths, names } of secrets) {
		it(`makes the outputs ${names.join(", ")} secret for ${paths.join(", ")}`, () => {
			const { additionalSecretOutputs } = checkOptionPaths("profile", "one", { additionalSecretOutputs: [...paths] });
			assert.deepEqual(additionalSecretOutputs, names);
		});
	}

	it("makes all outputs secret for a wildcard", () => {
		const { additionalSecretOutputs } = checkOptionPaths("account", "one", { additionalSecretOutputs: ["*"] });
		assert.deepEqual(additionalSecretOutputs, ["account", "onDelete", "app"]);
	});

	it("returns other options unchanged", () => {
		const options = { ignoreChanges: ['custom["Team"]'], protect: true };
		assert.equal(checkOptionPaths("profile", "one", options), options);
	});
});

describe("an account in an option of a ProfileSet", () => {
	before(recordRegistrations);

	const profiles = { alice: {}, "desk.2": {} };
	const cases: readonly { readonly path: string; readonly warning?: string }[] = [
		{ path: "profiles.alice.nick" },
		{ path: 'profiles["desk.2"].nick' },
		{ path: "profiles.*.nick" },
		{ path: "profiles" },
		{ path: "*" },
		{ path: "profiles.alise.nick", warning: 'did you mean "profiles.alice.nick"?' },
		{ path: 'profiles["desk.3"]', warning: 'did you mean "profiles["desk.2"]"?' },
		{ path: "profiles.toString", warning: "check the UserID" },
		{ path: "profiles.somebody.nick", warning: "check the UserID" },
	];
	const inputs = {
		"plain profiles": profiles,
		"an output": pulumi.output(profiles),
		"a promise": Promise.resolve(profiles),
	};
	for (const [kind, value] of Object.entries(inputs)) {
		for (const { path, warning } of cases) {
			it(`${warning === undefined ? "causes no warning" : "causes a warning"} for ${path} in ${kind}`, async () => {
				const warnings = await captureWarnings(async () => {
					const set = new ProfileSet("desk", { profiles: value }, { ignoreChanges: [path] });
					await new Promise<void>((resolve) => {
						set.urn.apply(() => resolve());
					});
				});
				const message = `desk: ignoreChanges: "${path}" contains an account that the set does not have; ${warning}`;
				assert.deepEqual(warnings, warning === undefined ? [] : [message]);
			});
		}
	}

	it("causes a warning for each option that contains it", async () => {
		const options = { ignoreChanges: ["profiles.bob"], replaceOnChanges: ["profiles.bob"] };
		const warnings = await captureWarnings(() => new ProfileSet("two", { profiles }, options));
		assert.deepEqual(
			warnings.map((warning) => warning.split(":")[1]),
			[" ignoreChanges", " replaceOnChanges"],
		);
	});
});
