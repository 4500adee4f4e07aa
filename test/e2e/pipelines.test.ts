import assert from "node:assert/strict";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { History, HistoryEntry } from "@/cli/drift/stored-history";
import { type Emulator, startEmulator } from "@/emulator";
import { parseSeed } from "@/emulator/seed";
import { checkout } from "@/test/support/engine";
import {
	ARTIFACT_URL,
	createPipelineRunner,
	type FileCache,
	type PipelineRunner,
	readGithubSteps,
	readGitlabScript,
	runGithubJob,
	runGitlabJob,
} from "@/test/support/pipeline";
import { assertExitCode } from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";

const NICK = "Tag_Profile_IM_Nick";
const STACK = { STACK: "dev" };

/** A run of the nightly job, with the files that earlier runs have cached. */
interface NightlyRun {
	readonly id: number;
	readonly attempt: number;
	readonly cache: FileCache;
	/** Environment variables of the job that differ from those of the stack. */
	readonly env?: Readonly<Record<string, string>>;
}

describe("the example pipelines, step by step on the real engine", () => {
	let emulator: Emulator;
	let stack: Stack;
	let runner: PipelineRunner;

	before(async () => {
		const seed = parseSeed(readFileSync(join(checkout, "examples/admins/seed.json"), "utf8"));
		emulator = await startEmulator(seed);
		stack = await createStack({ program: "examples/admins", env: emulator.env });
		runner = createPipelineRunner(stack, STACK);
	});
	after(async () => {
		stack?.dispose();
		await emulator?.close();
	});

	const file = (name: string) => readFileSync(join(stack.folder, name), "utf8");
	/** Returns the only entry of the history file. */
	const history = (): HistoryEntry => {
		const { entries } = JSON.parse(file("drift-history.json")) as History;
		assert.equal(entries.length, 1);
		return entries[0] ?? assert.fail();
	};
	const writes = () => emulator.requests.filter(({ command }) => command === "portrait_set").length;

	describe("GitHub Actions", () => {
		const summary = { GITHUB_STEP_SUMMARY: "summary.md" };

		/** Runs the nightly job in a clean checkout. */
		function nightly({ id, attempt, cache, env = {} }: NightlyRun) {
			for (const name of ["drift.sarif", "drift.md", "drift.html", "summary.md"])
				rmSync(join(stack.folder, name), { force: true });
			return runGithubJob("github/drift.yml", {
				...{ runner, cache, values: { "github.run_id": id, "github.run_attempt": attempt } },
				env: { ...summary, GITHUB_WORKSPACE: stack.folder, ...env },
			});
		}

		it("previews a pull request in the job summary and in a comment", async () => {
			const { Install, Preview, Summary, Comment } = readGithubSteps("github/preview.yml");
			assertExitCode(await runner.run(Install as string), 0);
			assertExitCode(await runner.run(Preview as string), 0);
			assertExitCode(await runner.run(Summary as string, summary), 0);
			assertExitCode(await runner.run(Comment as string, { PULL_REQUEST: "7" }), 0);
			assert.match(file("summary.md"), /nick\s*: "Operations"/);
			assert.equal(file("comment.md"), file("summary.md"));
			assert.deepEqual(runner.calledCommands(), [
				"npm ci",
				"gh pr comment 7 --edit-last --create-if-none --body-file comment.md",
			]);
			assert.equal(writes(), 0);
		});

		it("applies the main branch, and verifies the live profiles", async () => {
			const { Up, Verify } = readGithubSteps("github/up.yml");
			assertExitCode(await runner.run(Up as string), 0);
			assertExitCode(await runner.run(Verify as string), 0);
			assert.equal(emulator.profile("ops_admin")?.[NICK], "Operations");
		});

		it("previews a pull request from a fork without a secret key and without a call", async () => {
			const before = emulator.requests.length;
			const { Preview } = readGithubSteps("github/preview.yml");
			assertExitCode(await runner.run(Preview as string, { TIM_SECRET_KEY: "" }), 0);
			assert.match(file("preview.txt"), /compares only with the state/);
			assert.equal(emulator.requests.length, before);
		});

		it("uploads the report of a nightly run without drift", async () => {
			const { hasFailed, resultOf, uploads } = await nightly({ id: 1, attempt: 1, cache: new Map() });
			assert.equal(hasFailed, false);
			assertExitCode(resultOf("Drift"), 0);
			assert.deepEqual(uploads, ["drift.html", "drift.sarif"]);
			assert.match(file("summary.md"), /Drift report: clean.*Report as a page/s);
		});

		it("reports manual changes in the nightly run, and writes nothing", async () => {
			emulator.setProfile("ops_admin", { [NICK]: "Win a prize" });
			const before = writes();
			const { hasFailed, resultOf, uploads } = await nightly({ id: 1, attempt: 1, cache: new Map() });
			assert.equal(hasFailed, true);
			assert.match(assertExitCode(resultOf("Drift"), 2), /::error.*ops_admin/);
			assertExitCode(resultOf("Summary"), 0);
			assert.match(file("summary.md"), /ops&#95;admin/);
			assert.ok(file("summary.md").includes(`\n[Report as a page](${ARTIFACT_URL})\n`));
			assert.deepEqual(uploads, ["drift.html", "drift.sarif"]);
			assert.match(file("drift.html"), /Win a prize/);
			assert.equal(writes(), before);
		});

		it("keeps the history of a run that fails because of drift, also for a second attempt of a run", async () => {
			const cache: FileCache = new Map();
			const seen: object[] = [];
			for (const [id, attempt] of [
				[1, 1],
				[2, 1],
				[2, 2],
				[3, 1],
			] as const) {
				assertExitCode((await nightly({ id, attempt, cache })).resultOf("Drift"), 2);
				const [result] = JSON.parse(file("drift.sarif")).runs[0].results;
				seen.push([history().times, result.baselineState, result.locations[0].physicalLocation.artifactLocation.uri]);
			}
			assert.deepEqual(seen, [
				[1, "new", "Pulumi.yaml"],
				[2, "unchanged", "Pulumi.yaml"],
				[3, "unchanged", "Pulumi.yaml"],
				[4, "unchanged", "Pulumi.yaml"],
			]);
		});

		it("keeps the history if a later run cannot read the service", async () => {
			const cache: FileCache = new Map();
			await nightly({ id: 1, attempt: 1, cache });
			const failed = await nightly({ id: 2, attempt: 1, cache, env: { TIM_SECRET_KEY: "another key" } });
			assertExitCode(failed.resultOf("Drift"), 4);
			assertExitCode(failed.resultOf("Summary"), 0);
			assert.deepEqual([failed.uploads, existsSync(join(stack.folder, "summary.md"))], [[], false]);
			assertExitCode((await nightly({ id: 3, attempt: 1, cache })).resultOf("Drift"), 2);
			assert.equal(history().times, 2);
		});
	});

	describe("cron", () => {
		it("prints the drift, which cron sends by mail", async () => {
			cpSync(join(checkout, "examples/pipelines/cron/nightly.sh"), join(stack.folder, "nightly.sh"));
			writeFileSync(join(stack.folder, "settings.env"), "STACK=dev\n");
			rmSync(join(stack.folder, "drift-history.json"), { force: true });
			const output = assertExitCode(await runner.run("./nightly.sh"), 2);
			assert.match(output, /ops_admin/);
			assert.equal(JSON.parse(file("drift.json")).findings.length, 1);
			assert.match(file("drift.html"), /ops_admin/);
		});

		it("prints why a run failed, and keeps the last page", async () => {
			const before = file("drift.html");
			const failed = await runner.run("./nightly.sh", { TIM_SECRET_KEY: "another key" });
			assert.match(assertExitCode(failed, 4), /^pulumi-tim: /m);
			assert.equal(file("drift.html"), before);
		});

		it("keeps the history of a run that found drift", async () => {
			const { first } = history();
			assert.match(assertExitCode(await runner.run("./nightly.sh"), 2), /since .*, 2 times/);
			assert.deepEqual([history().first, history().times], [first, 2]);
		});
	});

	describe("GitLab CI", () => {
		let gitlab: Server;
		const notes: string[] = [];
		const reports = ["drift.html", "drift.xml", "annotations.json"];

		before(async () => {
			gitlab = createServer((request, response) => {
				let body = "";
				request.on("data", (chunk) => {
					body += chunk;
				});
				request.on("end", () => {
					notes.push(`${request.method} ${request.url} ${new URLSearchParams(body).get("body")}`);
					response.end("{}");
				});
			});
			await new Promise<void>((listening) => gitlab.listen(0, "127.0.0.1", listening));
		});
		after(() => void gitlab.close());

		it("previews a merge request in a note", async () => {
			const { port } = gitlab.address() as AddressInfo;
			const env = {
				GITLAB_TOKEN: "token",
				CI_API_V4_URL: `http://127.0.0.1:${port}/api/v4`,
				CI_PROJECT_ID: "3",
				CI_MERGE_REQUEST_IID: "5",
			};
			assertExitCode(await runner.run(readGitlabScript("preview"), env), 0);
			assert.match(notes.join(), /^POST \/api\/v4\/projects\/3\/merge_requests\/5\/notes /);
			assert.match(notes.join(), /nick\s*: "Win a prize" => "Operations"/);
		});

		it("reports drift as test results, and reports no drift after the main branch was applied", async () => {
			const job = { runner, cache: new Map(), env: { CI_JOB_URL: "https://gitlab.example/-/jobs/1" } };
			const first = await runGitlabJob("drift", job);
			assertExitCode(first.result, 2);
			assert.deepEqual(first.uploads, reports);
			assert.match(file("drift.xml"), /<testsuite/);
			assert.deepEqual(JSON.parse(file("annotations.json")), {
				Drift: [
					{ external_link: { label: "Report", url: "https://gitlab.example/-/jobs/1/artifacts/file/drift.html" } },
				],
			});
			assert.equal(history().times, 1);
			assertExitCode((await runGitlabJob("drift", job)).result, 2);
			assert.equal(history().times, 2);
			assertExitCode((await runGitlabJob("up", job)).result, 0);
			assert.equal(emulator.profile("ops_admin")?.[NICK], "Operations");
			const clean = await runGitlabJob("drift", job);
			assert.match(assertExitCode(clean.result, 0), /resolved/);
			assert.deepEqual(clean.uploads, reports);
		});

		it("uploads nothing if the service cannot be read", async () => {
			const env = { TIM_SECRET_KEY: "another key" };
			const { result, uploads } = await runGitlabJob("drift", { runner, cache: new Map(), env });
			assertExitCode(result, 4);
			assert.deepEqual(uploads, []);
		});

		it("leaves no drift for the cron job, which then prints nothing", async () => {
			assert.equal(assertExitCode(await runner.run("./nightly.sh"), 0), "");
		});
	});
});
