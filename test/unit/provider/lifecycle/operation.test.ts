import assert from "node:assert/strict";
import { checkAccount, checkProfile, checkProfileSet } from "@/provider/lifecycle/check";
import { createClaims, createPendingReleases, recordClaims } from "@/provider/lifecycle/operation";
import { unknownValue } from "@/provider/model/types";
import { LEVEL, NICK, profileInputs } from "@/test/support/builders";

const silent = () => {};

describe("createClaims", () => {
	it("knows nothing at first: a destroy checks nothing", () => {
		assert.equal(createClaims().isClaimed("alice"), false);
	});

	it("tells kinds and tags apart, and adds a second claim to the first", () => {
		const claims = createClaims();
		claims.claim("account", "alice");
		claims.claim("profile", "alice", [NICK]);
		claims.claim("profile", "alice", [LEVEL]);
		claims.claim("profileSet", "bob", [NICK]);
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

	it("counts the accounts of a kind, each once", () => {
		const claims = createClaims();
		for (const account of ["@RBT#1", "@RBT#2", "@RBT#1"]) claims.claim("robot", account);
		assert.deepEqual([claims.count("robot"), claims.count("account")], [2, 0]);
	});
});

describe("claiming", () => {
	it("writes down the account and the tags of a profile, and passes the result on", () => {
		const claims = createClaims();
		const result = checkProfile({}, { ...profileInputs() }, silent);
		assert.equal(recordClaims(claims, "profile", result), result);
		assert.ok(claims.isClaimed("alice", { kinds: ["profile"], tag: NICK }));
		assert.ok(!claims.isClaimed("alice", { tag: LEVEL }));
	});

	it("writes down every account of a set", () => {
		const claims = createClaims();
		recordClaims(
			claims,
			"profileSet",
			checkProfileSet({}, { profiles: { a: { nick: "A" }, b: { level: 1 } } }, silent),
		);
		assert.ok(claims.isClaimed("a", { tag: NICK }) && claims.isClaimed("b", { tag: LEVEL }));
	});

	it("writes down an account without tags", () => {
		const claims = createClaims();
		recordClaims(claims, "account", checkAccount({ account: "alice" }));
		assert.ok(claims.isClaimed("alice") && !claims.isClaimed("alice", { tag: NICK }));
	});

	const nothing: readonly { name: string; news: Readonly<Record<string, unknown>> }[] = [
		{ name: "refused", news: { account: "alice", nick: 5 } },
		{ name: "not known yet", news: { account: unknownValue, nick: "A" } },
	];
	for (const { name, news } of nothing) {
		it(`writes nothing down for inputs that are ${name}`, () => {
			const claims = createClaims();
			recordClaims(claims, "profile", checkProfile({}, news, silent));
			assert.equal(claims.count("profile"), 0);
		});
	}
});

describe("releases", () => {
	it("let who takes an account over wait until it is released", async () => {
		const releases = createPendingReleases();
		const log: string[] = [];
		let end: () => void = () => {};
		const release = releases.track(["alice"], () =>
			new Promise<void>((done) => (end = done)).then(() => log.push("released")),
		);
		const taken = releases.wait(["alice", "bob"]).then(() => log.push("taken over"));
		await releases.wait(["bob"]);
		assert.deepEqual(log, []);
		end();
		await Promise.all([release, taken]);
		assert.deepEqual(log, ["released", "taken over"]);
	});

	it("count from the turn on in which they begin, and give what they give", async () => {
		const releases = createPendingReleases();
		let begun = false;
		const release = releases.track(["alice"], async () => {
			begun = true;
			return 3;
		});
		assert.equal(begun, true);
		assert.equal(await release, 3);
	});

	it("do not fail who waits when they fail", async () => {
		const releases = createPendingReleases();
		const release = releases.track(["alice"], () => Promise.reject(new Error("refused")));
		await releases.wait(["alice"]);
		await assert.rejects(release, /refused/);
	});
});
