import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPreview } from "@/cli/drift/preview";
import { readState } from "@/cli/drift/state";
import { type DriftTarget, toTargets } from "@/cli/drift/targets";

/**
 * Reads a recorded output of Pulumi CLI 3.259.0, from which the times were removed. The recordings are the output of
 * `pulumi stack export`, and then of `pulumi preview --json` for a program that changes profile b, removes d and adds
 * n. Before the preview, the nick of a was changed outside Pulumi. Profile s has secrets, x has an explicit provider,
 * and g is only read with `get`.
 */
const read = (name: string): unknown => JSON.parse(readFileSync(join(__dirname, "engine", name), "utf8"));

const SECOND = "urn:pulumi:dev::tim-test::pulumi:providers:pulumi-nodejs::second::5fa52248-fb1d-45db-a245-2a34108929ee";

/**
 * Returns a text for each account: the declared values, the values in the state that differ from them, and the inputs
 * that cannot be read.
 */
function formatTargets(targets: readonly DriftTarget[]): Readonly<Record<string, string>> {
	const format = ({ tags, unreadable: hidden }: DriftTarget) => [
		...tags.map(({ path, value, state }) => (state === value ? `${path} ${value}` : `${path} ${value} was ${state}`)),
		...hidden.map(({ path }) => `${path} hidden`),
	];
	return Object.fromEntries(targets.map((target) => [target.account, format(target).join(", ")]));
}

describe("readState and readPreview", () => {
	const inState = { a: "nick A, level 3", b: "nick B, level 1", d: "nick D", x: "nick X" };
	const byProgram = {
		a: "nick A, level 3",
		b: "nick B2 was B, role 2 was undefined",
		n: "nick N was undefined",
		x: "nick X",
	};
	const hidden = { s: "selfSignature x, custom.Team hidden, nick hidden, tags hidden" };
	const inClear = { s: "nick hush, selfSignature x, custom.Team core, tags.Tag_Profile_IM_Role 7" };

	it("read an export, in which secrets are encrypted", () => {
		assert.deepEqual(formatTargets(toTargets(readState(read("export.json")).declared)), { ...inState, ...hidden });
	});

	it("read secrets as plain text from a state exported with --show-secrets", () => {
		assert.deepEqual(formatTargets(toTargets(readState(read("export-show-secrets.json")).declared)), {
			...inState,
			...inClear,
		});
	});

	it("read the settings of each provider from an export", () => {
		const { providers } = readState(read("export.json"));
		assert.equal(providers.size, 2);
		assert.equal(providers.get(SECOND)?.["tim:secretKeyEnv"], "SECOND_KEY");
	});

	for (const name of ["preview-show-sames.json", "preview-refresh-show-sames.json"]) {
		it(`read ${name}, and return the state before a refresh`, () => {
			const preview = readPreview(read(name));
			assert.ok(preview.isComplete);
			assert.deepEqual(formatTargets(toTargets(preview.state.declared, preview)), { ...byProgram, ...hidden });
			assert.deepEqual(preview.state.providers.get(SECOND)?.["tim:sdkAppId"], "1400000000");
		});
	}

	it("report a plain preview as incomplete, and read unchanged resources from the export", () => {
		const preview = readPreview(read("preview.json"));
		assert.equal(preview.isComplete, false);
		const state = readState(read("export-show-secrets.json"));
		assert.deepEqual(formatTargets(toTargets(state.declared, preview)), { ...byProgram, ...inClear });
	});

	it("read the stack's configuration from a preview, which does not list the default provider", () => {
		const { providers } = readPreview(read("preview.json")).state;
		const [inputs] = [...providers].flatMap(([name, each]) => (name.includes("::default::") ? [each] : []));
		assert.equal(inputs?.["tim:callsPerSecond"], "50");
	});
});
