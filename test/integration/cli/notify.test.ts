import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "@/emulator";
import { NICK } from "@/test/support/builders";
import { buildResource, buildStateExport } from "@/test/support/stack-export";
import { runCompiled } from "@/test/unit/cli/child";
import { type Receiver, startReceiver } from "@/test/unit/cli/drift/receiver";

describe("pulumi-tim drift --notify", () => {
	let folder: string;
	let emulator: Emulator;
	let receiver: Receiver;

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-notify-"));
		emulator = await startEmulator({ accounts: { alice: { [NICK]: "Hand" } } });
		receiver = await startReceiver();
	});
	after(async () => {
		receiver.close();
		await emulator.close();
		rmSync(folder, { recursive: true });
	});

	it("posts the report, and writes the history and the other reports, if a report cannot be written", async () => {
		const state = join(folder, "state.json");
		writeFileSync(state, JSON.stringify(buildStateExport([buildResource("alice", { nick: "Alice" })])));
		const [missing, written, history] = ["missing/a.html", "b.json", "h.json"].map((name) => join(folder, name));
		const { code, out, err } = await runCompiled(
			{ ...emulator.env, TIM_DRIFT_NOTIFY: receiver.url.href },
			...["drift", "--state", state, "--history", history ?? ""],
			...["--output", `html=${missing}`, "--output", `json=${written}`],
		).ended();
		assert.equal(code, 1);
		assert.match(out, /^drift: 1 account: 0 as declared, 1 drifted/m);
		assert.match(err, /^pulumi-tim: --output: [^\n]*missing\/a\.html: [^\n]*\n$/);
		assert.equal(JSON.parse(receiver.bodies[0] ?? "").summary.drifted, 1);
		assert.equal(JSON.parse(readFileSync(written ?? "", "utf8")).summary.drifted, 1);
		assert.ok(existsSync(history ?? ""));
	});
});
