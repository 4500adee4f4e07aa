import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import { NICK, queryOf } from "./in-memory-emulator";

describe("startEmulator", () => {
	let emulator: Emulator;
	beforeEach(async () => {
		emulator = await startEmulator({
			accounts: { alice: { [NICK]: "Alice" } },
			quirks: { unsetTags: "zero" },
			faults: [{ when: { command: "account_check" }, effect: { do: "answer", code: 91000 } }],
		});
	});
	afterEach(() => emulator.close());

	const post = async (path: string, body: unknown) => {
		const url = `${emulator.endpoint}/v4/${path}?${queryOf(emulator)}`;
		const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
		return (await response.json()) as Readonly<Record<string, unknown>>;
	};
	const get = () => post("profile/portrait_get", { To_Account: ["alice"], TagList: [NICK] });

	it("returns the environment variables that connect the provider to the emulator", () => {
		assert.match(emulator.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
		assert.deepEqual(emulator.env, {
			TIM_SDK_APP_ID: "1400000000",
			TIM_IDENTIFIER: "administrator",
			TIM_ENDPOINT: emulator.endpoint,
			TIM_SECRET_KEY: emulator.secretKey,
		});
	});

	it("counts calls, and lists calls of unknown commands separately", async () => {
		await get();
		await post("profile/portrait_get_all", {});
		assert.deepEqual([emulator.calls(), emulator.calls("portrait_get")], [2, 1]);
		assert.deepEqual(
			emulator.unhandled.map((record) => record.command),
			["portrait_get_all"],
		);
		assert.doesNotMatch(JSON.stringify(emulator.requests), /usersig/i);
	});

	it("changes accounts without recording a call", async () => {
		emulator.setProfile("alice", { [NICK]: "Other" });
		emulator.addAccount("bob", { [NICK]: "Bob" });
		emulator.addAccount("bob");
		emulator.removeAccount("administrator");
		assert.deepEqual(emulator.profile("alice"), { [NICK]: "Other" });
		assert.deepEqual([emulator.profile("bob"), emulator.profile("administrator")], [{}, undefined]);
		emulator.setProfile("alice", { [NICK]: undefined });
		assert.deepEqual(emulator.profile("alice"), {});
		assert.equal(emulator.calls(), 0);
	});

	it("restores accounts, quirks and faults on reset, and clears the requests", async () => {
		const { faults, quirks, requests } = emulator;
		emulator.setProfile("alice", { [NICK]: "Other" });
		faults.clear();
		quirks.order = "shuffled";
		quirks.unsetTags = "omitted";
		await get();
		emulator.reset();
		assert.deepEqual(emulator.profile("alice"), { [NICK]: "Alice" });
		assert.deepEqual([quirks.order, quirks.unsetTags], ["request", "zero"]);
		assert.deepEqual([faults.list().length, requests.length, emulator.unhandled.length], [1, 0, 0]);
	});

	it("creates an account for each admin, and sets TIM_IDENTIFIER to the first admin", async () => {
		const other = await startEmulator({ admins: ["root", "ops"] });
		assert.deepEqual([other.identifier, other.env.TIM_IDENTIFIER], ["root", "root"]);
		assert.deepEqual(
			["root", "ops", "administrator"].map((admin) => other.profile(admin)),
			[{}, {}, {}],
		);
		await other.close();
	});

	it("rejects invalid custom fields and too many admins", async () => {
		const admins = Array.from({ length: 10 }, (_, index) => `admin${index}`);
		await assert.rejects(startEmulator({ admins }), { message: /^admins: 11 including "administrator"/ });
		await assert.rejects(startEmulator({ customFields: ["Team1"] }), {
			message: /"Team1" must be 1 to 8 English letters/,
		});
	});

	it("rejects with the error of listen if the port is in use", async () => {
		const port = Number(new URL(emulator.endpoint).port);
		await assert.rejects(startEmulator({ port }), { code: "EADDRINUSE" });
	});

	it("returns an emulator that can be closed twice", async () => {
		await emulator.close();
		await emulator.close();
	});
});
