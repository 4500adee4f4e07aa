import assert from "node:assert/strict";
import { resolveOptions } from "@/emulator/options";
import { createState } from "@/emulator/state";
import { NICK } from "./in-memory-emulator";

describe("createState", () => {
	it("starts with the admins and the seeded accounts", () => {
		const state = createState(
			resolveOptions({ admins: ["root"], accounts: { alice: { [NICK]: "A" }, root: { [NICK]: "R" } } }),
		);
		assert.deepEqual(state.store.accounts(), ["root", "administrator", "alice"]);
		assert.deepEqual(state.store.tags("root"), { [NICK]: "R" });
	});

	const quirks = [
		{ name: "of a paid app", options: {}, deletion: "refused" },
		{ name: "of a trial app", options: { trial: true }, deletion: "allowed" },
		{
			name: "that the options of a trial app contain",
			options: { trial: true, quirks: { deletion: "refused" } },
			deletion: "refused",
		},
	] as const;
	for (const { name, options, deletion } of quirks) {
		it(`has the quirks ${name}, also after a reset`, () => {
			const state = createState(resolveOptions(options));
			assert.equal(state.quirks.deletion, deletion);
			state.quirks.deletion = deletion === "allowed" ? "refused" : "allowed";
			state.reset();
			assert.equal(state.quirks.deletion, deletion);
		});
	}

	it("restores the initial state on reset, and keeps the same objects", () => {
		const state = createState(resolveOptions({ accounts: { alice: {} }, callsPerSecond: 1, now: () => 5000 }));
		const { quirks, faults, requestLog, webhook } = state;
		const drawn = state.random();
		state.store.remove("alice");
		state.rateLimit.take("portrait_get");
		state.rateLimit.take("portrait_get");
		state.sessions.kick("alice");
		Object.assign(state, { callCount: 7, userSigsValidFromSeconds: 9 });
		state.reset();
		assert.deepEqual(state.store.tags("alice"), {});
		assert.equal(state.random(), drawn);
		assert.deepEqual([state.rateLimit.refused(), state.sessions.validFromSeconds("alice")], [0, 0]);
		assert.deepEqual([state.callCount, state.userSigsValidFromSeconds], [0, 0]);
		assert.deepEqual(
			[state.quirks, state.faults, state.requestLog, state.webhook],
			[quirks, faults, requestLog, webhook],
		);
	});

	it("logs out an account, and invalidates its UserSigs only if the account is kicked", () => {
		const online = { alice: { Web: "Online" }, bob: { Web: "Online" } } as const;
		const { sessions } = createState(resolveOptions({ online, now: () => 5999 }));
		sessions.logOut("alice");
		assert.deepEqual([sessions.platformsOf("alice"), sessions.validFromSeconds("alice")], [{}, 0]);
		sessions.kick("bob");
		assert.deepEqual([sessions.platformsOf("bob"), sessions.validFromSeconds("bob")], [{}, 5]);
	});
});
