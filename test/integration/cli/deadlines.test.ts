import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "@/emulator";
import { type HttpStub, startHttpStub } from "@/test/contract/http-stub";
import { NICK } from "@/test/support/builders";
import { buildResource, buildStateExport } from "@/test/support/stack-export";
import { runCompiled } from "@/test/unit/cli/child";

describe("deadlines of pulumi-tim drift", function () {
	this.timeout(120_000);
	let folder: string;
	let emulator: Emulator;
	let slow: HttpStub;

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-deadlines-"));
		emulator = await startEmulator({ accounts: { alice: { [NICK]: "Hand" } } });
		slow = await startHttpStub((response) => {
			response.writeHead(200);
			const timer = setInterval(() => response.write(" "), 500);
			response.once("close", () => clearInterval(timer));
		});
	});
	after(async () => {
		await slow.close();
		await emulator.close();
		rmSync(folder, { recursive: true });
	});

	it("ends within 55 seconds in total if the service and the receiver send one byte every half second", async () => {
		const state = join(folder, "state.json");
		writeFileSync(state, JSON.stringify(buildStateExport([buildResource("alice", { nick: "Alice" })])));
		const run = async (env: Readonly<Record<string, string>>, ...args: readonly string[]) => {
			const started = Date.now();
			const settings = { ...emulator.env, TIM_TIMEOUT_MS: "3001", ...env };
			const ended = await runCompiled(settings, "drift", "--state", state, ...args).ended();
			return { ...ended, ms: Date.now() - started };
		};
		const [read, notification] = await Promise.all([
			run({ TIM_ENDPOINT: slow.endpoint }),
			run({ TIM_DRIFT_NOTIFY: slow.endpoint }, "--history", join(folder, "history.json")),
		]);
		assert.equal(read.code, 1);
		assert.match(read.err, /timeout: no response within 3001 ms/);
		assert.equal(notification.code, 2, notification.err);
		assert.match(notification.err, /--notify: the notification was not sent: /);
		assert.ok(read.ms + notification.ms < 55_000, `${read.ms} ms + ${notification.ms} ms`);
	});
});
