import assert from "node:assert/strict";
import { commonFailure, readTargets } from "@/cli/drift/read-targets";
import type { DriftTarget } from "@/cli/drift/targets";
import { exitCodeOf } from "@/cli/exit-codes";
import {
	accountError,
	apiError,
	configError,
	ImError,
	missingSettingError,
	networkError,
} from "@/provider/errors/im-error";
import type { BulkProfiles } from "@/provider/lifecycle/bulk-profiles";
import { type FakeOptions, fakeBulk, fakeService, LEVEL, NICK } from "@/test/support/builders";

function target(account: string | undefined, changes: Partial<DriftTarget> = {}): DriftTarget {
	const tags = [{ path: "nick", tag: NICK, value: "A", state: "A", secret: false }];
	return { urn: `urn of ${account}`, account, tags, unreadable: [], ...changes };
}

describe("readTargets", () => {
	async function read(targets: readonly DriftTarget[], options: FakeOptions = {}) {
		const { live, log } = fakeService(options);
		let count = 0;
		const getContext = (provider?: string) => {
			if (provider === "broken") throw configError("secretKeyFile", "no key");
			return { app: () => 7, bulk: () => fakeBulk(live) };
		};
		const onRead = () => {
			count += 1;
		};
		const findings = await readTargets(targets, { getContext, onRead });
		return { findings: findings.map(({ kind, urn, reason = "" }) => ({ kind, urn, reason })), log, count };
	}

	it("reads the tags of each account, also if names of tags contain commas", async () => {
		const toTags = (...names: readonly string[]) =>
			names.map((tag) => ({ path: `tags.${tag}`, tag, value: "A", state: "A", secret: false }));
		const read: (readonly string[])[] = [];
		const fetchAll: BulkProfiles["fetchAll"] = async (requests) => {
			read.push(...requests.map(({ tags }) => tags));
		};
		const getContext = () => ({ app: () => 7, bulk: () => ({ fetchAll }) });
		await readTargets([target("x", { tags: toTags("a,b") }), target("y", { tags: toTags("a", "b") })], { getContext });
		assert.deepEqual(read, [["a,b"], ["a", "b"]]);
	});

	it("reads an account once, with the tags of all targets that declare the account", async () => {
		const level = [{ path: "level", tag: LEVEL, value: 1, state: 1, secret: false }];
		const { findings, log, count } = await read([
			target("bob"),
			target("alice"),
			target("alice", { urn: "other", tags: level }),
		]);
		assert.deepEqual(log, ["read bob nick", "read alice nick,level"]);
		assert.equal(count, 2);
		assert.deepEqual(
			findings.map(({ kind, urn }) => [kind, urn]),
			[
				["account-gone", "urn of bob"],
				["live-moved", "urn of alice"],
				["live-moved", "other"],
			],
		);
	});

	it("skips a target whose account ID is unreadable", async () => {
		const { findings, log } = await read([target(undefined)]);
		assert.deepEqual([findings, log], [[], []]);
	});

	it("does not read an account of another app", async () => {
		const { findings, log } = await read([target("alice", { app: 8 }), target("bob")]);
		assert.deepEqual(log, ["read bob nick"]);
		assert.equal(findings[0]?.kind, "not-readable");
		assert.match(findings[0]?.reason, /belongs to app 8, but the settings contain app 7; use another stack/);
	});

	it("reads the accounts of other providers if the settings of one provider are invalid", async () => {
		const { findings } = await read([target("alice", { provider: "broken" }), target("alice")]);
		assert.deepEqual(
			findings.map(({ kind }) => kind),
			["not-readable", "live-moved"],
		);
	});

	it("throws the error if every read fails for the same reason", async () => {
		const failRead = () => networkError({ command: "portrait_get", accounts: [] }, "ECONNREFUSED");
		await assert.rejects(read([target("alice"), target("bob")], { failRead }), { kind: "network" });
	});

	it("throws errors that are not an ImError", async () => {
		await assert.rejects(read([target("alice")], { failRead: () => new TypeError("a bug") }), { message: "a bug" });
	});
});

describe("commonFailure", () => {
	const call = { command: "portrait_get", accounts: ["alice"] };
	const cases: readonly {
		readonly name: string;
		readonly results: readonly (ImError | "gone")[];
		readonly code?: number;
		readonly message?: RegExp;
	}[] = [
		{ name: "an invalid setting", results: [configError("sdkAppId", "not set: x")], code: 4, message: /^not set: x$/ },
		{
			name: "a missing key",
			results: [missingSettingError("secretKeyFile", "not set: x")],
			code: 4,
			message: /drift does not read the secret key from the state$/,
		},
		{
			name: "a key file with another content",
			results: [configError("secretKeyFile", "x: the file is empty; write the key to the file")],
			code: 4,
			message: /write the key to the file$/,
		},
		{ name: "a UserSig that does not verify", results: [apiError(call, 70009)], code: 4, message: /70009/ },
		{ name: "missing admin rights", results: [apiError(call, 60010)], code: 4 },
		{ name: "a network error", results: [networkError(call, "ECONNREFUSED")], code: 1, message: /ECONNREFUSED/ },
		{ name: "a rate limit", results: [apiError(call, 60007)], code: 1 },
		{ name: "an error of one account", results: [accountError("portrait_get", "alice", 70051)] },
		{ name: "errors of some accounts only", results: [networkError(call, "X"), "gone"] },
		{ name: "no accounts", results: [] },
	];
	for (const { name, results, code, message = /./ } of cases) {
		it(`returns ${code === undefined ? "nothing" : `an error with exit code ${code}`} for ${name}`, () => {
			const errors = results.filter((result) => result instanceof ImError);
			const error = commonFailure(errors, results.length);
			assert.equal(error && exitCodeOf(error), code);
			if (error !== undefined) assert.match(error.message, message);
		});
	}
});
