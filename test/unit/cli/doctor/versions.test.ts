import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lookAtCli, lookAtSdk } from "@/cli/doctor/versions";
import { aPatient } from "./doctor-context";

describe("doctor on Pulumi's command", () => {
	const cases = [
		{ printed: "v3.259.0\n", status: "ok", words: "3.259.0, within >=3.216.0 <4" },
		{ printed: "v3.259.0-dev.0\n", status: "ok", words: "3.259.0-dev.0, within >=3.216.0 <4" },
		{ printed: "v3.215.9\n", status: "failure", words: "3.215.9 is not within >=3.216.0 <4" },
		{ printed: "v4.0.0\n", status: "failure", words: "4.0.0 is not within >=3.216.0 <4" },
		{ printed: "canary\n", status: "failure", words: "what it prints is no version" },
		{ printed: undefined, status: "warning", words: "pulumi does not answer" },
	];
	for (const { printed, status, words } of cases) {
		it(`says ${status} of ${printed?.trim() ?? "none"}`, async () => {
			const asked: string[] = [];
			const run = async (...command: readonly string[]) => {
				asked.push(command.join(" "));
				return printed;
			};
			const [finding] = await lookAtCli(aPatient({ run }));
			assert.deepEqual([finding?.status, finding?.words, asked], [status, words, ["pulumi version"]]);
		});
	}
});

describe("doctor on Pulumi's SDK", () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-sdk-"));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const node = process.versions.node;
	const cases = [
		{ sdk: { version: "3.248.0" }, status: "ok", words: `3.248.0, within >=3.216.0 <4, on Node.js ${node}` },
		{ sdk: { version: "3.100.0" }, status: "failure", words: "3.100.0 is not within >=3.216.0 <4" },
		{
			sdk: { version: "3.300.0", engines: { node: ">=99" } },
			status: "failure",
			words: `3.300.0 needs Node.js >=99; this is ${node}`,
		},
		{ sdk: undefined, status: "warning", words: "@pulumi/pulumi is not found from this folder" },
	];
	for (const { sdk, status, words } of cases) {
		it(`says ${status} of ${sdk?.version ?? "none"} in the program's folder`, () => {
			const place = join(folder, "node_modules", "@pulumi", "pulumi");
			if (sdk !== undefined) {
				mkdirSync(place, { recursive: true });
				writeFileSync(join(place, "package.json"), JSON.stringify(sdk));
			}
			const [finding] = lookAtSdk(aPatient({ cwd: folder }));
			assert.deepEqual([finding?.status, finding?.words], [status, words]);
		});
	}
});
