import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { readInput, readStateFile } from "@/cli/drift/input";
import { buildResource, buildStateExport, DEFAULT_PROVIDER, inClear } from "@/test/support/stack-export";
import { step } from "./preview-steps";

describe("readInput", () => {
	let folder: string;
	const { PATH } = process.env;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-input-"));
	});
	afterEach(() => {
		process.env.PATH = PATH;
		rmSync(folder, { recursive: true });
	});

	const write = (name: string, content: unknown) => {
		writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
		return join(folder, name);
	};
	const alice = buildResource("alice", { nick: "A" });
	const changed = buildResource("alice", { nick: "B" });
	const writeState = () => write("state.json", buildStateExport([alice], { "tim:region": "seoul" }));
	const writePreview = (same: number, config = {}) => {
		const steps = [step("update", alice, changed, ["nick"])];
		return write("preview.json", { steps, changeSummary: { same, update: 1 }, config });
	};
	const values = ({ targets }: Awaited<ReturnType<typeof readInput>>) =>
		targets.flatMap(({ account, tags }) => tags.map(({ value, state }) => [account, value, state]));

	it("reads a state file", async () => {
		const state = writeState();
		const input = await readInput({ state });
		assert.equal(input.source, state);
		assert.deepEqual(values(input), [["alice", "A", "A"]]);
		assert.deepEqual(input.providers.get(DEFAULT_PROVIDER), { "tim:region": "seoul" });
	});

	it("reads a state file and a preview", async () => {
		const [state, preview] = [writeState(), writePreview(5, { "tim:region": "tokyo" })];
		const input = await readInput({ state, preview });
		assert.equal(input.source, `${state}, preview ${preview}`);
		assert.deepEqual(values(input), [["alice", "B", "A"]]);
		assert.deepEqual(input.providers.get(DEFAULT_PROVIDER), { "tim:region": "tokyo" });
	});

	it("reads the one stack export and the one preview among log lines in JSON", async () => {
		const line = '{"level":"info","deployment":"prod","changeSummary":{},"steps":5}';
		const state = write("log.txt", `${line}\n${JSON.stringify(buildStateExport([alice]))}\n${line}\n`);
		const preview = write("preview.txt", `${line}\n${readFileSync(writePreview(5), "utf8")}\n`);
		assert.deepEqual(values(await readInput({ state, preview })), [["alice", "B", "A"]]);
	});

	it("reads a complete preview without a state", async () => {
		const preview = writePreview(0);
		const input = await readInput({ preview });
		assert.equal(input.source, `preview ${preview}`);
		assert.deepEqual(values(input), [["alice", "B", "A"]]);
	});

	it("requires a state if the preview does not list unchanged resources", async () => {
		const preview = writePreview(1);
		await assert.rejects(readInput({ preview }), {
			message: `${preview}: the preview does not list unchanged resources; add --show-sames to pulumi preview --json, or also pass --state or --stack`,
		});
	});

	describe("with --stack", () => {
		const usePulumi = (script: string) => {
			chmodSync(write("pulumi", `#!/bin/sh\n${script}\n`), 0o755);
			process.env.PATH = `${folder}${delimiter}${PATH}`;
		};

		for (const [compareSecrets, args] of [
			[false, "stack export --stack dev --non-interactive"],
			[true, "stack export --stack dev --non-interactive --show-secrets"],
		] as const) {
			it(`runs pulumi ${args}`, async () => {
				usePulumi(`[ "$*" = "${args}" ] && cat ${writeState()}`);
				const input = await readInput({ stack: "dev", cwd: folder, compareSecrets });
				assert.equal(input.source, "stack dev");
				assert.deepEqual(values(input), [["alice", "A", "A"]]);
			});
		}

		it("rejects with the stack and the error message of pulumi", async () => {
			usePulumi("echo 'error: no stack named dev' >&2; exit 255");
			await assert.rejects(readInput({ stack: "dev" }), {
				message: "stack dev: pulumi stack export failed: no stack named dev",
			});
		});

		it("rejects a --cwd that is not a folder", async () => {
			const cwd = join(folder, "none");
			await assert.rejects(readInput({ stack: "dev", cwd }), {
				message: `--cwd: ${cwd} is not a folder; pass the folder of the stack's program`,
			});
		});

		it("rejects with a next step if pulumi is not on the PATH", async () => {
			process.env.PATH = join(folder, "none");
			await assert.rejects(readInput({ stack: "dev" }), {
				message:
					"stack dev: the pulumi command was not found; add pulumi to the PATH, or pass a stack export with --state",
			});
		});
	});

	const invalid: readonly { readonly name: string; readonly text: string; readonly reason: RegExp }[] = [
		{ name: "text that is not JSON", text: "x", reason: /^\S+state\.json: not valid JSON; create it again$/ },
		{ name: "another document", text: "{}", reason: /^\S+state\.json: not a stack export: / },
		{
			name: "several documents",
			text: `${JSON.stringify(buildStateExport([]))}\n${JSON.stringify(buildStateExport([]))}`,
			reason: /^\S+state\.json: several stack exports, not one; pass one of them$/,
		},
		{
			name: "a document and the start of another one",
			text: `${JSON.stringify(buildStateExport([]))}\n${JSON.stringify(buildStateExport([])).slice(0, -20)}`,
			reason: /^\S+state\.json: several stack exports, not one; pass one of them$/,
		},
		...["deployment", "resources"].map((key) => ({
			name: `a document with two ${key}`,
			text: JSON.stringify(buildStateExport([alice])).replace(`"${key}":`, `"${key}":null,"${key}":`),
			reason: /^\S+state\.json: not valid: a key of the document is repeated; create it again$/,
		})),
		{
			name: "a document with too many levels",
			text: `{"version":3,"deployment":{"resources":[${'{"a":'.repeat(1e6)}1${"}".repeat(1e6)}]}}`,
			reason: /^\S+state\.json: not valid: over 200 levels of objects and lists; create it again$/,
		},
		{
			name: "a secret with too many levels",
			text: JSON.stringify(
				buildStateExport([
					buildResource("alice", { nick: inClear(JSON.parse(`${'{"a":'.repeat(1000)}1${"}".repeat(1000)}`)) }),
				]),
			),
			reason: /^\S+state\.json: not valid: a secret has over 200 levels; export the stack again$/,
		},
	];
	for (const { name, text, reason } of invalid) {
		it(`rejects ${name} with a message that contains the file`, async () => {
			await assert.rejects(readStateFile(write("state.json", text)), { message: reason });
		});
	}
});
