import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
	Account,
	getProfile,
	getProfileOutput,
	getProfiles,
	getProfilesOutput,
	getRobots,
	getRobotsOutput,
	Provider,
} from "@/provider";
import { failureOf } from "@/test/support/builders";

/** The calls that the mocks have received. */
let calls: pulumi.runtime.MockCallArgs[] = [];

/** Sets mocks whose `call` returns an answer. In a preview, the id of a new resource is unknown. */
async function answering(answer: unknown, { preview = false } = {}): Promise<void> {
	calls = [];
	const mocks: pulumi.runtime.Mocks = {
		newResource: ({ inputs }) => ({ id: preview ? undefined : (inputs.account ?? "id"), state: inputs }),
		call: (args) => {
			calls.push(args);
			if (answer instanceof Error) throw answer;
			return answer as pulumi.runtime.MockCallResult;
		},
	};
	await pulumi.runtime.setMocks(mocks, "project", "stack", preview);
}

interface OutputInternals {
	readonly isKnown: Promise<boolean>;
	promise(): Promise<unknown>;
}

/** Returns the value of an output or a promise. Returns "unknown" for a value that is unknown in a preview. */
async function promiseOf(result: Promise<unknown> | pulumi.Output<unknown>): Promise<unknown> {
	if (!pulumi.Output.isInstance(result)) return result;
	const output = result as unknown as OutputInternals;
	return (await output.isKnown) ? output.promise() : "unknown";
}

interface MockedLookup {
	readonly name: string;
	readonly token: string;
	readonly call: () => Promise<unknown> | pulumi.Output<unknown>;
	readonly inputs: object;
}

const one = { account: "alice", tags: ["Tag_Profile_IM_Nick"] };
const many = { accounts: ["alice", "bob"] };
const lookups: readonly MockedLookup[] = [
	{ name: "getProfile", token: "tim:index:getProfile", call: () => getProfile(one), inputs: one },
	{ name: "getProfiles", token: "tim:index:getProfiles", call: () => getProfiles(many), inputs: many },
	{ name: "getRobots", token: "tim:index:getRobots", call: () => getRobots(), inputs: {} },
	{
		name: "getProfileOutput",
		token: "tim:index:getProfile",
		call: () => getProfileOutput({ ...one, account: pulumi.output("alice") }),
		inputs: one,
	},
	{
		name: "getProfilesOutput",
		token: "tim:index:getProfiles",
		call: () => getProfilesOutput({ accounts: [pulumi.output("alice"), "bob"] }),
		inputs: many,
	},
	{ name: "getRobotsOutput", token: "tim:index:getRobots", call: () => getRobotsOutput(), inputs: {} },
];

/** Answers that no service would give. */
const answers: readonly unknown[] = [
	{ nick: 5, exists: "perhaps", unexpected: { deep: [undefined, null, { a: undefined }] } },
	{ account: undefined },
	[0],
	"text",
	false,
];

describe("a look-up function under mocks", () => {
	const { env } = process;
	before(() => {
		process.env = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("TIM_")));
		pulumi.runtime.setAllConfig({});
	});
	after(() => {
		process.env = env;
	});

	for (const { name, token, call, inputs } of lookups) {
		it(`passes its token and its arguments to the mocks, without settings: ${name}`, async () => {
			await answering({ exists: true });
			assert.deepEqual(await promiseOf(call()), { exists: true });
			assert.deepEqual(calls, [{ token, inputs, provider: "" }]);
		});

		it(`returns the answer of the mocks unchanged: ${name}`, async () => {
			for (const answer of answers) {
				await answering(answer);
				assert.deepEqual(await promiseOf(call()), answer);
				await answering(Promise.resolve(answer));
				assert.deepEqual(await promiseOf(call()), answer);
			}
		});

		it(`rejects an absent or empty answer, and names the token: ${name}`, async () => {
			for (const answer of [undefined, null, {}, []]) {
				await answering(answer);
				const error = await failureOf(promiseOf(call()));
				assert.ok(pulumi.RunError.isInstance(error));
				assert.equal(
					error.message,
					`${token}: the answer of the mocks is empty; return a result for this token from call`,
				);
			}
		});

		it(`fails with the error that the mocks throw: ${name}`, async () => {
			const error = new Error("no answer for this account");
			await answering(error);
			assert.equal(await failureOf(promiseOf(call())), error);
		});
	}

	it("rejects mocks without call, and names the token", async () => {
		const newResource = () => ({ id: "id", state: {} });
		await pulumi.runtime.setMocks({ newResource } as unknown as pulumi.runtime.Mocks);
		assert.match((await failureOf(getRobots())).message, /^tim:index:getRobots: the answer of the mocks is empty; /);
	});

	it("passes the explicit provider to the mocks as Pulumi does", async () => {
		await answering({ accounts: [] });
		const provider = new Provider("second", { sdkAppId: 5 });
		await promiseOf(getRobots({ provider }));
		await promiseOf(getRobotsOutput({ provider }));
		const reference = "urn:pulumi:stack::project::pulumi:providers:pulumi-nodejs::second::id";
		assert.deepEqual(
			calls.map((each) => each.provider),
			[reference, reference],
		);
	});

	it("uses the mocks that are set when it is called", async () => {
		await answering({ nick: "first" });
		const output = getProfileOutput({ account: "alice" });
		await answering({ nick: "second" });
		assert.equal(await promiseOf(output.nick), "first");
	});
});

describe("the Output form of a look-up function under mocks", () => {
	it("returns a secret only when an argument or the answer is a secret", async () => {
		await answering({ nick: "Alice" });
		assert.equal(await pulumi.isSecret(getProfileOutput({ account: pulumi.secret("alice") })), true);
		assert.equal(await pulumi.isSecret(getProfileOutput({ account: "alice" })), false);
		await answering({ nick: pulumi.secret("Alice") });
		const output = getProfileOutput({ account: "alice" });
		assert.deepEqual([await pulumi.isSecret(output), await promiseOf(output.nick)], [true, "Alice"]);
	});

	it("does not call the mocks in a preview when an argument depends on a resource that does not exist yet", async () => {
		await answering({ exists: true }, { preview: true });
		const bot = new Account("bot", { account: "alice" });
		assert.equal(await promiseOf(getProfileOutput({ account: bot.account })), "unknown");
		assert.equal(await promiseOf(getRobotsOutput({ dependsOn: [bot] })), "unknown");
		assert.deepEqual(calls, []);
		assert.deepEqual(await promiseOf(getProfileOutput({ account: "alice" })), { exists: true });
	});
});
