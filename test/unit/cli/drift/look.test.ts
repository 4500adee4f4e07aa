import assert from "node:assert/strict";
import { readTargets } from "@/cli/drift/look";
import { commonFailure } from "@/cli/drift/sight-failure";
import type { DriftTarget } from "@/cli/drift/subjects";
import { exitCodeOf } from "@/cli/exit-codes";
import { accountError, apiError, configError, ImError, networkError } from "@/provider/errors/im-error";
import { ownedTags } from "@/provider/model/managed-profiles";
import { type FakeOptions, fakeService } from "@/test/support/builders";

function subject(account: string | undefined, changes: Partial<DriftTarget> = {}): DriftTarget {
	const tags = ownedTags({ nick: "A" }).map((owned) => ({ ...owned, secret: false, state: owned.value }));
	return { urn: `urn of ${account}`, account, tags, hidden: [], ...changes };
}

const level = ownedTags({ level: 1 }).map((owned) => ({ ...owned, secret: false, state: owned.value }));

function looking(subjects: readonly DriftTarget[], options: FakeOptions = {}, app = 7) {
	const { live: observer, log } = fakeService(options);
	let read = 0;
	const contextOf = (provider?: string) => {
		if (provider === "broken") throw configError("secretKeyFile", "no key");
		return { app: () => app, live: () => observer, accounts: () => assert.fail("nothing looks at accounts") };
	};
	const onRead = () => {
		read += 1;
	};
	return readTargets(subjects, { contextOf, onRead }).then((sightings) => ({ sightings, log, read }));
}

describe("look", () => {
	it("reads an account once, with the tags of all that speak of it", async () => {
		const subjects = [subject("alice"), subject("alice", { urn: "other", tags: level }), subject("bob")];
		const { sightings, log, read } = await looking(subjects);
		assert.deepEqual(log, ["read alice nick,level", "read bob nick"]);
		assert.equal(read, 2);
		assert.deepEqual(
			sightings.map(({ sight }) => sight === "gone"),
			[false, false, true],
		);
	});

	it("reads nothing for a resource whose account is not known", async () => {
		const { sightings, log } = await looking([subject(undefined)]);
		assert.deepEqual([sightings, log], [[], []]);
	});

	it("reads nothing of another app", async () => {
		const { sightings, log } = await looking([subject("alice", { app: 8 })]);
		assert.deepEqual(log, []);
		const [foreign] = sightings;
		assert.ok(foreign?.sight instanceof ImError);
		assert.match(foreign.sight.message, /belongs to app 8, the settings name app 7: use another stack/);
	});

	it("reads the other apps where the settings of one are wrong", async () => {
		const { sightings } = await looking([subject("alice", { provider: "broken" }), subject("alice")]);
		assert.deepEqual(
			sightings.map(({ sight }) => sight instanceof ImError),
			[true, false],
		);
	});

	it("passes on what is no answer of the service", async () => {
		await assert.rejects(looking([subject("alice")], { failRead: () => new TypeError("a bug") }), { message: "a bug" });
	});
});

describe("the failure of a run", () => {
	const call = { command: "portrait_get", accounts: ["alice"] };
	const ends: readonly { name: string; sights: readonly (ImError | "gone")[]; code?: number; message?: RegExp }[] = [
		{ name: "a setting", sights: [configError("sdkAppId", "not set: x")], code: 4, message: /^not set: x$/ },
		{
			name: "a key",
			sights: [configError("secretKeyFile", "not set: x")],
			code: 4,
			message: /takes no key from a state$/,
		},
		{ name: "a signature", sights: [apiError(call, 70009)], code: 4, message: /70009/ },
		{ name: "rights", sights: [apiError(call, 60010)], code: 4 },
		{ name: "the network", sights: [networkError(call, "ECONNREFUSED")], code: 1, message: /ECONNREFUSED/ },
		{ name: "too many calls", sights: [apiError(call, 60007)], code: 1 },
		{ name: "one account", sights: [accountError("portrait_get", "alice", 70051)] },
		{ name: "some of the accounts", sights: [networkError(call, "X"), "gone"] },
		{ name: "nothing at all", sights: [] },
	];
	for (const { name, sights, code, message = /./ } of ends) {
		it(`${code === undefined ? "is not there" : `ends with ${code}`} for ${name}`, () => {
			const error = commonFailure(sights.map((sight) => ({ subject: subject("alice"), sight })));
			assert.equal(error && exitCodeOf(error), code);
			if (error !== undefined) assert.match(error.message, message);
		});
	}
});
