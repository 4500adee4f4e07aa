import assert from "node:assert/strict";
import { createAccountHandler } from "@/provider/lifecycle/accounts";
import { createClaims, createPendingReleases } from "@/provider/lifecycle/operation";
import { createProfileHandler } from "@/provider/lifecycle/profiles";
import { profileSetShape, profileShape } from "@/provider/lifecycle/state";
import { unknownValue } from "@/provider/model/types";
import { fakeService, handlerContext, LEVEL, NICK, profileInputs } from "@/test/support/builders";

describe("createClaims", () => {
	it("returns a record without claims, as in pulumi destroy, which calls no check", () => {
		assert.equal(createClaims().isClaimed("alice"), false);
	});

	it("distinguishes claims by kind and tag, and adds up claims that have no owner", () => {
		const claims = createClaims();
		claims.record("account", [{ account: "alice" }]);
		claims.record("profile", [{ account: "alice", tags: [NICK] }]);
		claims.record("profile", [{ account: "alice", tags: [LEVEL] }]);
		claims.record("profileSet", [{ account: "bob", tags: [NICK] }]);
		const cases: readonly [boolean, boolean][] = [
			[claims.isClaimed("alice"), true],
			[claims.isClaimed("alice", { kinds: ["account"] }), true],
			[claims.isClaimed("alice", { kinds: ["robot", "profileSet"] }), false],
			[claims.isClaimed("alice", { tag: NICK }), true],
			[claims.isClaimed("alice", { kinds: ["profile"], tag: LEVEL }), true],
			[claims.isClaimed("alice", { kinds: ["account"], tag: NICK }), false],
			[claims.isClaimed("bob", { kinds: ["profile", "profileSet"], tag: NICK }), true],
			[claims.isClaimed("carl"), false],
		];
		assert.deepEqual(
			cases.map(([found]) => found),
			cases.map(([, expected]) => expected),
		);
	});

	it("counts each account of a kind once", () => {
		const claims = createClaims();
		for (const account of ["@RBT#1", "@RBT#2", "@RBT#1"]) claims.record("robot", [{ account }]);
		assert.deepEqual([claims.count("robot"), claims.count("account")], [2, 0]);
	});

	describe("with an owner", () => {
		it("replaces the earlier claims of that owner", () => {
			const claims = createClaims();
			claims.record("profileSet", [{ account: "alice", tags: [NICK, LEVEL] }, { account: "bob" }], "set");
			claims.record("profileSet", [{ account: "alice", tags: [LEVEL] }], "set");
			assert.equal(claims.isClaimed("bob"), false);
			assert.equal(claims.isClaimed("alice", { tag: NICK }), false);
			assert.equal(claims.isClaimed("alice", { tag: LEVEL }), true);
			assert.equal(claims.count("profileSet"), 1);
		});

		it("keeps the claims of other owners and the claims without an owner", () => {
			const claims = createClaims();
			claims.record("profile", [{ account: "alice", tags: [NICK] }], "one");
			claims.record("profile", [{ account: "alice", tags: [LEVEL] }], "two");
			claims.record("account", [{ account: "alice" }]);
			claims.record("profile", [], "one");
			assert.equal(claims.isClaimed("alice", { tag: NICK }), false);
			assert.equal(claims.isClaimed("alice", { tag: LEVEL }), true);
			assert.equal(claims.isClaimed("alice", { kinds: ["account"] }), true);
		});

		it("counts an account with two owners once, until both owners have dropped their claims", () => {
			const claims = createClaims();
			claims.record("robot", [{ account: "@RBT#1" }], "one");
			claims.record("robot", [{ account: "@RBT#1" }], "two");
			assert.equal(claims.count("robot"), 1);
			claims.record("robot", [], "one");
			assert.equal(claims.count("robot"), 1);
			claims.record("robot", [], "two");
			assert.equal(claims.count("robot"), 0);
		});
	});
});

/**
 * Creates a function that checks inputs with the handlers of one operation, and the record of that operation's claims.
 */
function createChecks() {
	const context = handlerContext(fakeService());
	const call = (owner?: string) => ({ log: () => {}, owner });
	const handlers = {
		profile: createProfileHandler(context, profileShape),
		profileSet: createProfileHandler(context, profileSetShape),
		account: createAccountHandler(context, "account"),
	};
	return {
		claims: context.claims,
		check: (kind: keyof typeof handlers, news: Readonly<Record<string, unknown>>, owner?: string) =>
			handlers[kind].check({ olds: {}, news }, call(owner)),
	};
}

describe("check", () => {
	it("claims the account and the tags of a profile", () => {
		const { claims, check } = createChecks();
		assert.deepEqual(check("profile", { ...profileInputs() }), { inputs: profileInputs(), failures: [] });
		assert.ok(claims.isClaimed("alice", { kinds: ["profile"], tag: NICK }));
		assert.ok(!claims.isClaimed("alice", { tag: LEVEL }));
	});

	it("claims every account of a set", () => {
		const { claims, check } = createChecks();
		check("profileSet", { profiles: { a: { nick: "A" }, b: { level: 1 } } });
		assert.ok(claims.isClaimed("a", { tag: NICK }) && claims.isClaimed("b", { tag: LEVEL }));
	});

	it("claims the account of an Account, without tags", () => {
		const { claims, check } = createChecks();
		check("account", { account: "alice" });
		assert.ok(claims.isClaimed("alice") && !claims.isClaimed("alice", { tag: NICK }));
	});

	const unclaimed: readonly { name: string; news: Readonly<Record<string, unknown>> }[] = [
		{ name: "invalid inputs", news: { account: "alice", nick: 5 } },
		{ name: "an unknown account", news: { account: unknownValue, nick: "A" } },
	];
	for (const { name, news } of unclaimed) {
		it(`claims nothing for ${name}`, () => {
			const { claims, check } = createChecks();
			check("profile", news);
			assert.equal(claims.count("profile"), 0);
		});
	}

	it("replaces the claims of an earlier check with the same owner", () => {
		const { claims, check } = createChecks();
		check("profile", { account: "alice", nick: "A", level: 1 }, "urn");
		check("profile", { account: "alice", level: 1 }, "urn");
		assert.deepEqual(
			[NICK, LEVEL].map((tag) => claims.isClaimed("alice", { tag })),
			[false, true],
		);
		check("profile", { account: "bob" }, "urn");
		assert.deepEqual(
			["alice", "bob"].map((account) => claims.isClaimed(account)),
			[false, true],
		);
	});

	it("removes the claim to the previous account of a resource", () => {
		const { claims, check } = createChecks();
		check("account", { account: "alice" }, "urn");
		check("account", { account: unknownValue }, "urn");
		assert.equal(claims.isClaimed("alice"), false);
	});

	it("keeps the claims of other owners", () => {
		const { claims, check } = createChecks();
		check("profile", { account: "alice", nick: "A" }, "one");
		check("profile", { account: "alice", level: 1 }, "two");
		assert.deepEqual(
			[NICK, LEVEL].map((tag) => claims.isClaimed("alice", { tag })),
			[true, true],
		);
	});

	it("keeps the claims of an earlier check when a later check with the same owner fails", () => {
		const { claims, check } = createChecks();
		check("profile", { account: "alice", nick: "A" }, "urn");
		check("profile", { account: "alice", nick: 5 }, "urn");
		assert.equal(claims.isClaimed("alice", { tag: NICK }), true);
	});
});

describe("createPendingReleases", () => {
	it("waits until the pending release of an account has ended", async () => {
		const releases = createPendingReleases();
		const log: string[] = [];
		let finish: () => void = () => {};
		const release = releases.track(["alice"], () =>
			new Promise<void>((done) => (finish = done)).then(() => log.push("released")),
		);
		const taken = releases.wait(["alice", "bob"]).then(() => log.push("taken over"));
		await releases.wait(["bob"]);
		assert.deepEqual(log, []);
		finish();
		await Promise.all([release, taken]);
		assert.deepEqual(log, ["released", "taken over"]);
	});

	it("starts a release synchronously, and returns the result of the release", async () => {
		const releases = createPendingReleases();
		let hasStarted = false;
		const release = releases.track(["alice"], async () => {
			hasStarted = true;
			return 3;
		});
		assert.equal(hasStarted, true);
		assert.equal(await release, 3);
	});

	it("ends the wait when a pending release fails", async () => {
		const releases = createPendingReleases();
		const release = releases.track(["alice"], () => Promise.reject(new Error("refused")));
		await releases.wait(["alice"]);
		await assert.rejects(release, /refused/);
	});
});
