import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { type Emulator, startEmulator } from "@/emulator";
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
import { failureOf, NICK, TEAM } from "@/test/support/builders";
import { simulateEngine } from "@/test/support/simulated-engine";

const names = (count: number) => Array.from({ length: count }, (_, at) => `user_${at}`);

let emulator: Emulator;
const { env } = process;
before(async () => {
	emulator = await startEmulator({
		accounts: { alice: { [NICK]: "Alice", [TEAM]: "core" }, "@RBT#2": {}, "@RBT#1": {} },
		customFields: ["Team"],
		admins: ["administrator", "slow_admin"],
		callsPerSecond: 0,
	});
});
after(async () => {
	process.env = env;
	await emulator.close();
});

/** Simulates the engine in the test process. In a preview, the id of a new resource is unknown. */
function program({ preview = false } = {}): void {
	const newResource = ({ inputs, id }: pulumi.runtime.MockResourceArgs) => ({
		id: preview ? undefined : id || (inputs.account ?? "id"),
		state: inputs,
	});
	simulateEngine(newResource, { preview });
}

beforeEach(() => {
	emulator.reset();
	const others = Object.entries(env).filter(([name]) => !name.startsWith("TIM_"));
	process.env = { ...Object.fromEntries(others), ...emulator.env, TIM_CALLS_PER_SECOND: "10000" };
	pulumi.runtime.setAllConfig({});
	program();
});

/** Returns the value of an output. Returns "unknown" for a value that is unknown in a preview. */
async function settled<T>(output: pulumi.Output<T>): Promise<T | "unknown"> {
	const { isKnown, promise } = output as unknown as { isKnown: Promise<boolean>; promise(): Promise<T> };
	return (await isKnown) ? promise.call(output) : "unknown";
}

const zeros = {
	gender: "Gender_Type_Unknown",
	birthDay: 0,
	location: "",
	selfSignature: "",
	language: 0,
	image: "",
	msgSettings: 0,
	adminForbidType: "AdminForbid_Type_None",
	level: 0,
	role: 0,
};

describe("getProfile", () => {
	it("reads every standard tag, and returns zero values for tags that were never set", async () => {
		assert.deepEqual(await getProfile({ account: "alice" }), {
			account: "alice",
			exists: true,
			nick: "Alice",
			...zeros,
		});
	});

	it("reads the requested tags, and returns their values under the names of a profile's inputs", async () => {
		const profile = await getProfile({ account: "alice", tags: [NICK, TEAM] });
		assert.deepEqual(profile, { account: "alice", exists: true, nick: "Alice", custom: { Team: "core" } });
	});

	it("returns exists as false for a missing account, and throws when a call fails", async () => {
		assert.deepEqual(await getProfile({ account: "nobody" }), { account: "nobody", exists: false });
		emulator.faults.add({ effect: { do: "answer", code: 60010 } });
		const error = await failureOf(getProfile({ account: "alice" }));
		assert.ok(pulumi.RunError.isInstance(error), "the error is not a RunError, so Pulumi would print a stack trace");
		assert.match(error.message, /^portrait_get alice: api 60010 the call requires admin rights; [^\n]*$/);
	});

	it("fails when a requested tag cannot be read, and omits a standard tag that cannot be read", async () => {
		const { message } = await failureOf(getProfile({ account: "alice", tags: ["Tag_Profile_Custom_Nope"] }));
		assert.match(message, /^portrait_get alice: api 40009 tag does not exist; /);
		emulator.faults.add({ when: { tag: "Tag_Profile_IM_MsgSettings" }, effect: { do: "answer", code: 40009 } });
		const { msgSettings, ...known } = zeros;
		assert.deepEqual(await getProfile({ account: "alice" }), {
			account: "alice",
			exists: true,
			nick: "Alice",
			...known,
		});
	});

	it("reads an account again in each call, without a cache", async () => {
		await getProfile({ account: "alice" });
		emulator.setProfile("alice", { [NICK]: "B" });
		assert.equal((await getProfile({ account: "alice" })).nick, "B");
	});
});

describe("getProfiles", () => {
	it("reads 250 accounts in three calls, in the requested order, missing accounts included", async () => {
		for (const account of names(250).slice(1)) emulator.addAccount(account, { [NICK]: account });
		const { profiles } = await getProfiles({ accounts: names(250), tags: [NICK] });
		assert.equal(emulator.calls("portrait_get"), 3);
		assert.deepEqual(
			profiles.map(({ account, exists, nick }) => [account, exists, nick]),
			names(250).map((account, at) => (at === 0 ? [account, false, undefined] : [account, true, account])),
		);
	});

	it("batches concurrent reads of a program", async () => {
		await Promise.all([getProfile({ account: "alice" }), getProfiles({ accounts: ["bob", "carl"] })]);
		assert.equal(emulator.calls(), 1);
	});
});

describe("getRobots", () => {
	it("lists the robots of the app", async () => {
		assert.deepEqual(await getRobots(), { accounts: ["@RBT#1", "@RBT#2"] });
		assert.deepEqual(await settled(getRobotsOutput()), { accounts: ["@RBT#1", "@RBT#2"] });
	});

	it("limits its calls to a quarter of callsPerSecond", async () => {
		process.env.SLOW_KEY = emulator.secretKey;
		const slow = { identifier: "slow_admin", callsPerSecond: 4, secretKeyEnv: "SLOW_KEY" };
		const provider = new Provider("slow", { ...settingsOfEmulator(), ...slow });
		const started = performance.now();
		for (let times = 0; times < 2; times += 1) await getRobots({ provider });
		assert.ok(performance.now() - started >= 900, "two calls were not limited to one call per second");
	});
});

const settingsOfEmulator = () => ({ sdkAppId: emulator.sdkAppId, endpoint: emulator.endpoint });

describe("a look-up function", () => {
	it("uses the settings in the stack config", async () => {
		process.env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("TIM_")));
		const message = /^not set: tim:sdkAppId or TIM_SDK_APP_ID|^not set: tim:region/;
		assert.match((await failureOf(getRobots())).message, message);
		const { sdkAppId, endpoint, secretKey } = emulator;
		const config = { "tim:sdkAppId": String(sdkAppId), "tim:endpoint": endpoint, "tim:secretKey": secretKey };
		pulumi.runtime.setAllConfig(config, ["tim:secretKey"]);
		assert.equal((await getRobots()).accounts.length, 2);
	});

	it("makes no call under mocks", async () => {
		await pulumi.runtime.setMocks({ newResource: () => ({ id: "id", state: {} }), call: ({ inputs }) => inputs });
		assert.deepEqual(await getProfile({ account: "alice" }), { account: "alice" });
		assert.deepEqual(await settled(getProfilesOutput({ accounts: ["alice"] })), { accounts: ["alice"] });
		assert.equal(emulator.calls(), 0);
	});

	it("rejects a plain-text key in the stack config", async () => {
		pulumi.runtime.setAllConfig({ "tim:secretKey": "canary" });
		const error = await failureOf(getRobots());
		assert.ok(pulumi.RunError.isInstance(error));
		assert.match(error.message, /^tim:secretKey: the key is plain text/);
		assert.doesNotMatch(error.message, /canary/);
	});

	it("uses the settings of an explicit provider instead of the environment", async () => {
		process.env.SECOND_KEY = emulator.secretKey;
		process.env.TIM_ENDPOINT = "http://127.0.0.1:9";
		process.env.TIM_SDK_APP_ID = "5";
		const provider = new Provider("second", { ...settingsOfEmulator(), secretKeyEnv: "SECOND_KEY" });
		assert.equal((await getProfile({ account: "alice" }, { provider })).nick, "Alice");
		const output = getProfileOutput({ account: "alice" }, { provider });
		assert.equal(await settled(output.nick), "Alice");
	});

	it("returns an unknown output in a preview when an argument of the explicit provider is unknown", async () => {
		program({ preview: true });
		const sdkAppId = new Account("later", { account: "later" }).id.apply(Number);
		const provider = new Provider("later", { ...settingsOfEmulator(), sdkAppId });
		assert.equal(await settled(getRobotsOutput({ provider })), "unknown");
		assert.match(
			(await failureOf(getRobots({ provider }))).message,
			/^a setting of the provider is unknown in this preview; /,
		);
	});
});

describe("the Output form of a look-up function", () => {
	it("accepts outputs as arguments, and returns an output", async () => {
		const account = pulumi.output("alice");
		assert.equal(await settled(getProfileOutput({ account, tags: [pulumi.output(NICK)] }).nick), "Alice");
		const { profiles } = getProfilesOutput({ accounts: [account, "nobody"] });
		assert.deepEqual(await settled(profiles.apply((all) => all.map(({ exists }) => exists))), [true, false]);
	});

	it("returns a secret only when an argument is a secret", async () => {
		assert.equal(await pulumi.isSecret(getProfileOutput({ account: pulumi.secret("alice") })), true);
		assert.equal(await pulumi.isSecret(getProfileOutput({ account: "alice" })), false);
	});

	it("waits for the resources that its arguments depend on", async () => {
		const bot = new Account("bot", { account: "alice" });
		assert.equal(await settled(getProfileOutput({ account: bot.account }).exists), true);
		assert.deepEqual(await settled(getRobotsOutput({ dependsOn: [bot] }).accounts), ["@RBT#1", "@RBT#2"]);
	});

	it("makes no call in a preview when an argument depends on a resource that does not exist yet", async () => {
		program({ preview: true });
		const bot = new Account("bot", { account: "alice" });
		assert.equal(await settled(getProfileOutput({ account: bot.account })), "unknown");
		assert.equal(await settled(getRobotsOutput({ dependsOn: [bot] })), "unknown");
		assert.equal(emulator.calls(), 0);
		assert.equal(await settled(getProfileOutput({ account: "alice" }).nick), "Alice");
	});
});
