import assert from "node:assert/strict";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Emulator, startEmulator } from "@/emulator";
import { parseSeed } from "@/emulator/seed";
import { checkout } from "@/test/support/engine";
import { createPipelineRunner, type PipelineRunner, readGithubSteps, readGitlabScript } from "@/test/support/pipeline";
import { assertExitCode } from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";

const NICK = "Tag_Profile_IM_Nick";
const STACK = { STACK: "dev" };

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
	const writes = () => emulator.requests.filter(({ command }) => command === "portrait_set").length;

	describe("GitHub Actions", () => {
		const summary = { GITHUB_STEP_SUMMARY: "summary.md" };

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

		it("reports manual changes in the nightly run, and writes nothing", async () => {
			emulator.setProfile("ops_admin", { [NICK]: "Win a prize" });
			const before = writes();
			const { Drift, Summary } = readGithubSteps("github/drift.yml");
			const output = assertExitCode(await runner.run(Drift as string), 2);
			assertExitCode(await runner.run(Summary as string, summary), 0);
			assert.match(output, /::error.*ops_admin/);
			assert.match(file("summary.md"), /ops_admin/);
			assert.equal(JSON.parse(file("drift.sarif")).version, "2.1.0");
			assert.ok(existsSync(join(stack.folder, "drift-history.json")));
			assert.equal(writes(), before);
		});
	});

	describe("cron", () => {
		it("prints the drift, which cron sends by mail", async () => {
			cpSync(join(checkout, "examples/pipelines/cron/nightly.sh"), join(stack.folder, "nightly.sh"));
			writeFileSync(join(stack.folder, "settings.env"), "STACK=dev\n");
			const output = assertExitCode(await runner.run("./nightly.sh"), 2);
			assert.match(output, /ops_admin/);
			assert.equal(JSON.parse(file("drift.json")).findings.length, 1);
		});
	});

	describe("GitLab CI", () => {
		let gitlab: Server;
		const notes: string[] = [];

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
			assertExitCode(await runner.run(readGitlabScript("drift")), 2);
			assert.match(file("drift.xml"), /<testsuite/);
			assertExitCode(await runner.run(readGitlabScript("up")), 0);
			assert.equal(emulator.profile("ops_admin")?.[NICK], "Operations");
			assertExitCode(await runner.run(readGitlabScript("drift")), 0);
		});

		it("leaves no drift for the cron job, which then prints nothing", async () => {
			assert.equal(assertExitCode(await runner.run("./nightly.sh"), 0), "");
		});
	});
});
