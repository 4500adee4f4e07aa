import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Account, AllowType, Profile, ProfileSet, Provider, Robot } from "@/provider";
import { serializedProvider } from "@/provider/dynamic/serialized-provider";
import { fields } from "@/provider/model/fields";
import { rejectPlainTextKey } from "@/provider/resources/provider";
import { settingsTable } from "@/provider/settings/table";

const registered: pulumi.runtime.MockResourceArgs[] = [];

/** The outputs that the simulated engine returns in addition to the inputs. */
const stateOnly: Record<string, unknown> = {};

/** Runs `declare` without an engine. Returns the registration of the resource that `declare` creates. */
async function registering(declare: () => pulumi.Resource): Promise<pulumi.runtime.MockResourceArgs> {
	registered.length = 0;
	const resource = declare();
	await new Promise<void>((resolve) => {
		resource.urn.apply(() => resolve());
	});
	const [sent] = registered;
	return sent ?? assert.fail("nothing was registered");
}

/** Replaces the engine with a simulation in the process of the tests. */
async function withoutEngine(): Promise<void> {
	const newResource = (args: pulumi.runtime.MockResourceArgs) => {
		registered.push(args);
		return { id: args.id ?? args.inputs.account ?? args.name, state: { ...args.inputs, ...stateOnly } };
	};
	await pulumi.runtime.setMocks({ newResource, call: () => ({}) });
}

describe("Profile", () => {
	before(withoutEngine);

	const __provider = serializedProvider("profile");

	it("registers only the declared inputs and __provider", async () => {
		const { type, inputs } = await registering(
			() =>
				new Profile("one", { account: "alice", nick: "Alice", allowType: AllowType.DenyAny, custom: { Team: "core" } }),
		);
		assert.equal(type, "pulumi-nodejs:dynamic/tim:Profile");
		const named = { account: "alice", nick: "Alice", allowType: "AllowType_Type_DenyAny", custom: { Team: "core" } };
		assert.deepEqual({ ...inputs }, { ...named, __provider });
	});

	it("copies ignoreChanges to the input __unmanaged", async () => {
		const ignoreChanges = ["nick", "custom.Team"];
		const { inputs } = await registering(() => new Profile("two", { account: "alice", nick: "A" }, { ignoreChanges }));
		assert.deepEqual(inputs.__unmanaged, ignoreChanges);
	});

	it("has an output for each standard field and for each other property of the state", () => {
		const profile = new Profile("three", { account: "alice" }) as unknown as Readonly<Record<string, unknown>>;
		const names = [...Object.keys(fields), "account", "custom", "tags", "app", "adopted"];
		assert.deepEqual(
			names.filter((name) => !pulumi.Output.isInstance(profile[name])),
			[],
		);
	});

	it("has an output with the value undefined for an input that is not declared", async () => {
		const profile = new Profile("given", { account: "alice", nick: "Alice" });
		const values = await new Promise((resolve) => {
			pulumi.all([profile.nick, profile.level]).apply(resolve);
		});
		assert.deepEqual(values, ["Alice", undefined]);
	});

	it("has the value in the state as the output of an input in ignoreChanges", async () => {
		stateOnly.nick = "by hand";
		const profile = new Profile("ignoring", { account: "alice" }, { ignoreChanges: ["nick"] });
		const nick = await new Promise((resolve) => {
			profile.nick.apply(resolve);
		});
		delete stateOnly.nick;
		assert.equal(nick, "by hand");
	});

	it("adds its caller to the stack trace of an error that the SDK throws, and restores the stack trace limit", () => {
		const limit = Error.stackTraceLimit;
		const nameless = () => new Profile("", { account: "alice" });
		assert.throws(nameless, ({ stack }: Error) => /^.*name.*\n +at nameless /.test(String(stack)));
		assert.equal(Error.stackTraceLimit, limit);
	});

	it("registers only the id when get looks the resource up", async () => {
		const { id, inputs } = await registering(() => Profile.get("four", "support_bot"));
		assert.equal(id, "support_bot");
		assert.deepEqual({ ...inputs }, { __provider });
	});
});

describe("ProfileSet", () => {
	before(withoutEngine);

	it("registers the profiles with merged defaults, __id and __provider", async () => {
		const args = { defaults: { level: 1, custom: { Team: "desk" } }, profiles: { alice: { nick: "A" } } };
		const { type, inputs } = await registering(() => new ProfileSet("desk", args));
		assert.equal(type, "pulumi-nodejs:dynamic/tim:ProfileSet");
		const profiles = { alice: { nick: "A", level: 1, custom: { Team: "desk" } } };
		assert.deepEqual({ ...inputs }, { profiles, __id: "desk", __provider: serializedProvider("profileSet") });
	});

	it("copies ignoreChanges to the input __unmanaged", async () => {
		const ignoreChanges = ["profiles.alice.nick"];
		const { inputs } = await registering(() => new ProfileSet("some", { profiles: { alice: {} } }, { ignoreChanges }));
		assert.deepEqual(inputs.__unmanaged, ignoreChanges);
	});

	it("registers a misspelled input, so that the check can report the input", async () => {
		const { inputs } = await registering(() => new ProfileSet("odd", { profile: {}, profiles: {} } as never));
		assert.ok("profile" in inputs);
	});

	it("has an output for each property of the state", () => {
		const set = new ProfileSet("two", { profiles: {} }) as unknown as Readonly<Record<string, unknown>>;
		for (const name of ["profiles", "app", "adopted"]) assert.ok(pulumi.Output.isInstance(set[name]), name);
	});
});

describe("Account and Robot", () => {
	before(withoutEngine);

	const classes = [
		{ name: "Account", resource: Account, kind: "account", account: "support_bot" },
		{ name: "Robot", resource: Robot, kind: "robot", account: "@RBT#faq" },
	] as const;
	for (const { name, resource, kind, account } of classes) {
		it(`register only the declared inputs and __provider of ${name}`, async () => {
			const { type, inputs } = await registering(() => new resource(`${kind} one`, { account, onDelete: "delete" }));
			assert.equal(type, `pulumi-nodejs:dynamic/tim:${name}`);
			assert.deepEqual({ ...inputs }, { account, onDelete: "delete", __provider: serializedProvider(kind) });
		});

		it(`have an output for each property of the state of ${name}`, () => {
			const made = new resource(`${kind} two`, { account });
			for (const output of [made.account, made.onDelete, made.app]) assert.ok(pulumi.Output.isInstance(output));
		});

		it(`register only the id when get looks up ${name}`, async () => {
			const { id, inputs } = await registering(() => resource.get(`${kind} three`, account));
			assert.equal(id, account);
			assert.deepEqual({ ...inputs }, { __provider: serializedProvider(kind) });
		});
	}

	it("pass the output account to a profile", async () => {
		const { inputs } = await registering(
			() => new Profile("ten", { account: new Account("ten", { account: "ten" }).account, nick: "Ten" }),
		);
		assert.equal(inputs.account, "ten");
	});
});

describe("the resource option import", () => {
	before(withoutEngine);

	const bot = { account: "support_bot" };
	const declare: Readonly<Record<string, (options: pulumi.CustomResourceOptions) => pulumi.Resource>> = {
		Profile: (options) => new Profile("bot", bot, options),
		ProfileSet: (options) => new ProfileSet("bot", { profiles: {} }, options),
		Account: (options) => new Account("bot", bot, options),
		Robot: (options) => new Robot("bot", { account: "@RBT#faq" }, options),
	};
	for (const [name, create] of Object.entries(declare)) {
		it(`is rejected by the constructor of ${name}`, () => {
			assert.throws(
				() => create({ import: "support_bot" }),
				(error: Error) => {
					assert.ok(pulumi.RunError.isInstance(error));
					assert.equal(
						error.message,
						"bot: the resource option import is not supported; remove it, since creation adopts the existing object",
					);
					return true;
				},
			);
		});

		it(`is ignored by the constructor of ${name} if it is empty`, async () => {
			const { id } = await registering(() => create({ import: "" }));
			assert.equal(id, "");
		});
	}
});

describe("Provider", () => {
	before(withoutEngine);

	it("registers its arguments under the config keys of the settings table, with the mark of an explicit provider", async () => {
		const args = { sdkAppId: 5, region: "tokyo", secretKeyEnv: "SECOND_KEY", timeoutMs: 4000 } as const;
		const { type, inputs } = await registering(() => new Provider("second", args));
		assert.equal(type, "pulumi:providers:pulumi-nodejs");
		const known = new Set(
			Object.values(settingsTable).flatMap((row) => ("config" in row ? [row.config as string] : [])),
		);
		assert.deepEqual(
			Object.keys(inputs).filter((key) => key !== "tim:explicit" && !known.has(key)),
			[],
		);
		assert.equal(inputs["tim:region"], "tokyo");
		assert.equal(String(inputs["tim:explicit"]), "true");
	});
});

describe("an unknown argument of a Provider", () => {
	before(withoutEngine);

	const credential = ', because Pulumi would store the credential in the state; use "secretKeyFile" or "secretKeyEnv"';
	const cases: readonly { readonly argument: string; readonly hint: string }[] = [
		{ argument: "secretKey", hint: credential },
		{ argument: "tim:secretKey", hint: credential },
		{ argument: "secretkey", hint: credential },
		{ argument: "userSig", hint: credential },
		{ argument: "TIM_SECRET_KEY", hint: credential },
		{ argument: "regoin", hint: '; did you mean "region"?' },
		{ argument: "sdkAppID", hint: '; did you mean "sdkAppId"?' },
		{ argument: "explicit", hint: "; see docs/configuration.md" },
		{ argument: "__proto__", hint: "; see docs/configuration.md" },
	];
	for (const { argument, hint } of cases) {
		it(`is rejected before the provider is registered, by a message without the value: ${argument}`, () => {
			registered.length = 0;
			const args = JSON.parse(`{ "sdkAppId": 5, "region": "tokyo", ${JSON.stringify(argument)}: "canary" }`);
			assert.throws(
				() => new Provider("second", args),
				(error: Error) => {
					assert.ok(pulumi.RunError.isInstance(error), "Pulumi would print the stack trace of any other error");
					assert.equal(error.message, `second: "${argument}" is not an argument of tim.Provider${hint}`);
					assert.equal(error.stack, undefined, "mapping the stack trace would take Node.js a long time");
					return true;
				},
			);
			assert.deepEqual(registered, []);
		});
	}

	it("is rejected if its value is a secret output or undefined", () => {
		for (const secretKey of [pulumi.secret("canary"), undefined]) {
			assert.throws(
				() => new Provider("second", { sdkAppId: 5, secretKey } as never),
				/"secretKey" is not an argument/,
			);
		}
	});
});

describe("the arguments of a Provider", () => {
	before(withoutEngine);

	const rejected: readonly { readonly name: string; readonly args: unknown; readonly problem: string }[] = [
		...["identifier", "secretKeyEnv", "secretKeyFile", "region", "compare"].flatMap((argument) =>
			[{ value: "canary" }, ["canary"], true].map((value) => ({
				name: `${argument} that is ${JSON.stringify(value)}`,
				args: { [argument]: value },
				problem: `${argument}: must be text`,
			})),
		),
		...["sdkAppId", "timeoutMs", "callsPerSecond"].flatMap((argument) =>
			["canary", ["5"], 1.5, true].map((value) => ({
				name: `${argument} that is ${JSON.stringify(value)}`,
				args: { [argument]: value },
				problem: `${argument}: must be an integer`,
			})),
		),
		...["canary", ["true"], 1].map((value) => ({
			name: `allowAccountDeletion that is ${JSON.stringify(value)}`,
			args: { allowAccountDeletion: value },
			problem: "allowAccountDeletion: must be true or false",
		})),
		...[
			"https://user:canary@evil.example",
			"https://canary@host",
			"https://host/canary",
			"https://host?canary",
			"canary",
		].map((endpoint) => ({
			name: `the endpoint ${endpoint}`,
			args: { endpoint },
			problem: "endpoint: must have only a scheme, a host and a port, such as https://adminapisgp.im.qcloud.com",
		})),
		{
			name: "a prototype from a literal",
			args: { __proto__: { sdkAppId: 5 } },
			problem: "__proto__: Pulumi cannot pass on this name; choose another name",
		},
		...[
			Promise.resolve({ sdkAppId: 5 }),
			new Map([["sdkAppId", 5]]),
			pulumi.output({ sdkAppId: 5 }),
			null,
			"canary",
		].map((args, index) => ({
			name: `arguments that are not an object with properties: ${index}`,
			args,
			problem: "the arguments must be an object; pass outputs and promises as its properties",
		})),
	];
	for (const { name, args, problem } of rejected) {
		it(`are rejected before the provider is registered, by a message without the value: ${name}`, () => {
			registered.length = 0;
			assert.throws(
				() => new Provider("second", args as never),
				(error: Error) => {
					assert.ok(pulumi.RunError.isInstance(error), "Pulumi would print the stack trace of any other error");
					assert.equal(error.message, `second: ${problem}`);
					return true;
				},
			);
			assert.deepEqual(registered, []);
		});
	}

	it("are registered if they are text of numbers, outputs, promises or absent", async () => {
		const { inputs } = await registering(
			() =>
				new Provider("second", {
					sdkAppId: "5",
					endpoint: "https://adminapisgp.im.qcloud.com/",
					identifier: pulumi.output("admin"),
					secretKeyEnv: Promise.resolve("KEY"),
					allowAccountDeletion: true,
					timeoutMs: undefined,
				}),
		);
		assert.equal(inputs["tim:sdkAppId"], "5");
		assert.equal(inputs["tim:identifier"], "admin");
		assert.equal(inputs["tim:secretKeyEnv"], "KEY");
	});
});

describe("secret key in the stack configuration", () => {
	before(withoutEngine);

	const declare = () => new Profile("five", { account: "alice" });
	afterEach(() => pulumi.runtime.setAllConfig({}));

	it("is rejected in plain text, before a resource is registered, by a message without the secret key", () => {
		pulumi.runtime.setAllConfig({ "tim:secretKey": "canary" });
		assert.throws(declare, (error: Error) => {
			assert.ok(pulumi.RunError.isInstance(error), "Pulumi would print the stack trace of any other error");
			assert.match(
				error.message,
				/^tim:secretKey: the key is plain text in the stack configuration; run pulumi config set --secret /,
			);
			assert.doesNotMatch(`${error.message}${error.stack}`, /canary/);
			return true;
		});
	});

	it("is accepted if it is encrypted", () => {
		pulumi.runtime.setAllConfig({ "tim:secretKey": "canary" }, ["tim:secretKey"]);
		declare();
	});

	it("is rejected if the SDK cannot tell whether it is encrypted, by a message without the secret key", () => {
		pulumi.runtime.setAllConfig({ "tim:secretKey": "canary" }, ["tim:secretKey"]);
		assert.throws(
			() => rejectPlainTextKey({}),
			(error: Error) => {
				assert.ok(pulumi.RunError.isInstance(error), "Pulumi would print the stack trace of any other error");
				assert.match(
					error.message,
					/^tim:secretKey: this version of @pulumi\/pulumi cannot tell [^\n]*; use TIM_SECRET/,
				);
				assert.doesNotMatch(`${error.message}${error.stack}`, /canary/);
				return true;
			},
		);
	});

	it("is not required if the SDK cannot tell whether it is encrypted", () => rejectPlainTextKey({}));
});
