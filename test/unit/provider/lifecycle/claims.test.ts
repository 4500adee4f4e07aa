import assert from "node:assert/strict";
import { checkAccount, checkProfile, checkProfileSet } from "../../../../provider/lifecycle/check";
import { createClaims, recordClaims } from "../../../../provider/lifecycle/operation";
import { unknownValue } from "../../../../provider/model/types";
import { LEVEL, NICK, profileInputs } from "../../../support/builders";

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
