import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatEvent } from "@/cli/profile-events";
import { type Emulator, startEmulator } from "@/emulator";
import { NICK } from "@/test/support/builders";
import { encoders } from "@/test/support/encodings";
import { buildResource, buildStateExport } from "@/test/support/stack-export";
import { runCompiled } from "@/test/unit/cli/child";

const alice = buildResource("alice", { nick: "愛" });
const bob = buildResource("bob", { nick: "B" });
const steps = [alice, bob].map((each) => ({ op: "same", urn: each.urn, oldState: each, newState: each }));

/** The content of each file that `pulumi-tim drift` reads, keyed by the name of the file. */
const texts = {
	"state.json": JSON.stringify(buildStateExport([alice, bob]), undefined, 4),
	"preview.json": JSON.stringify({ steps, changeSummary: { same: 2 } }, undefined, 4),
	"events.jsonl": formatEvent({
		...{ version: 1, time: "2026-03-01T10:00:00.000Z", account: "alice", operator: "愛" },
		...{ platform: "Web", tags: [NICK], ours: false },
	}),
	"ignore.yaml": 'rules:\n  - { account: bob, reason: 愛, until: "2999-12-31" }\n',
	"key.txt": "key-of-the-app\n",
};
const options = [
	...["--state", "state.json", "--preview", "preview.json", "--events", "events.jsonl"],
	...["--ignore", "ignore.yaml", "--history", "history.json"],
];

describe("the files and the standard input of pulumi-tim drift", function () {
	this.timeout(60_000);
	let folder: string;
	let emulator: Emulator;
	before(async () => {
		const accounts = { alice: { [NICK]: "Alice" }, bob: { [NICK]: "Bob" } };
		emulator = await startEmulator({ accounts, secretKey: texts["key.txt"].trim() });
	});
	after(() => emulator.close());
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-encodings-"));
		emulator.reset();
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const path = (name: string) => join(folder, name);
	const write = (encode: (text: string) => Buffer = (text) => Buffer.from(text)) => {
		for (const [name, text] of Object.entries(texts)) writeFileSync(path(name), encode(text));
	};
	const drift = (...args: readonly string[]) => {
		const { TIM_SECRET_KEY: _, ...env } = emulator.env;
		const named = args.map((arg) => (/^[a-z]+\.[a-z]+$/.test(arg) ? path(arg) : arg));
		return runCompiled({ ...env, TIM_SECRET_KEY_FILE: path("key.txt") }, "drift", ...named);
	};

	for (const [name, encode] of Object.entries(encoders)) {
		it(`may be in ${name}`, async () => {
			write(encode);
			assert.equal((await drift(...options).ended()).code, 2);
			writeFileSync(path("history.json"), encode(readFileSync(path("history.json"), "utf8")));
			const { code, out, err } = await drift(...options, "--format", "json").ended();
			assert.deepEqual({ code, err }, { code: 2, err: "" });
			const { findings, summary } = JSON.parse(out);
			assert.deepEqual(
				findings.map((each: Readonly<Record<string, unknown>>) => [each.account, each.declared, each.live]),
				[["alice", "愛", "Alice"]],
			);
			assert.equal(findings[0].changedBy.operator, "愛");
			assert.equal(findings[0].seen.times, 2);
			assert.equal(summary.ignored, 1);
			const child = drift("--state", "-");
			child.process.stdin?.end(encode(texts["state.json"]));
			assert.equal((await child.ended()).code, 2);
		});
	}

	const reason = "not UTF-8 or UTF-16 with a byte order mark; save it as UTF-8";
	for (const name of ["state.json", "preview.json", "events.jsonl", "ignore.yaml", "history.json"]) {
		it(`must not be in another encoding: ${name}`, async () => {
			write();
			writeFileSync(path(name), Buffer.from('"é"\n', "latin1"));
			const ended = await drift(...options).ended();
			assert.deepEqual(ended, { code: 1, out: "", err: `pulumi-tim: ${path(name)}: ${reason}\n` });
		});
	}

	it("must not be in another encoding: the key file, for which the exit code is 4", async () => {
		write();
		writeFileSync(path("key.txt"), Buffer.from("canary\u00e9", "latin1"));
		const ended = await drift(...options).ended();
		const err = `pulumi-tim: TIM_SECRET_KEY_FILE: the secret key file is ${reason}\n`;
		assert.deepEqual(ended, { code: 4, out: "", err });
	});
});
