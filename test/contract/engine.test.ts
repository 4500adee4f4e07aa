import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPreview } from "@/cli/drift/preview";
import { readState } from "@/cli/drift/state";
import { type DriftTarget, toTargets } from "@/cli/drift/targets";

/**
 * Output of CLI 3.259.0 for a stack of bots, without times: `pulumi stack export`, then `pulumi preview --json` of a program
 * that changes b, removes d and adds n, after someone changed the nick of a. Profile s has secrets, x an explicit provider,
 * and g is only read.
 */
const read = (name: string): unknown => JSON.parse(readFileSync(join(__dirname, "engine", name), "utf8"));

const SECOND = "urn:pulumi:dev::tim-test::pulumi:providers:pulumi-nodejs::second::5fa52248-fb1d-45db-a245-2a34108929ee";

/** Formats the inputs of each account: the declared value, a different one in the state, and unreadable ones. */
function formatTargets(targets: readonly DriftTarget[]): Readonly<Record<string, string>> {
	const format = ({ tags, unreadable: hidden }: DriftTarget) => [
		...tags.map(({ path, value, state }) => (state === value ? `${path} ${value}` : `${path} ${value} was ${state}`)),
		...hidden.map(({ path }) => `${path} hidden`),
	];
	return Object.fromEntries(targets.map((target) => [target.account, format(target).join(", ")]));
}

describe("the output of the engine", () => {
	const inState = { a: "nick A, level 3", b: "nick B, level 1", d: "nick D", x: "nick X" };
	const byProgram = {
		a: "nick A, level 3",
		b: "nick B2 was B, role 2 was undefined",
		n: "nick N was undefined",
		x: "nick X",
	};
	const hidden = { s: "selfSignature x, custom.Team hidden, nick hidden, tags hidden" };
	const inClear = { s: "nick hush, selfSignature x, custom.Team core, tags.Tag_Profile_IM_Role 7" };

	it("is read from an export, where secrets are unreadable", () => {
		assert.deepEqual(formatTargets(toTargets(readState(read("export.json")).declared)), { ...inState, ...hidden });
	});

	it("is read from an export with --show-secrets", () => {
		assert.deepEqual(formatTargets(toTargets(readState(read("export-show-secrets.json")).declared)), {
			...inState,
			...inClear,
		});
	});

	it("contains the settings of each provider", () => {
		const { providers } = readState(read("export.json"));
		assert.equal(providers.size, 2);
		assert.equal(providers.get(SECOND)?.["tim:secretKeyEnv"], "SECOND_KEY");
	});

	for (const name of ["preview-show-sames.json", "preview-refresh-show-sames.json"]) {
		it(`is read from ${name}, with the state before a refresh`, () => {
			const preview = readPreview(read(name));
			assert.ok(preview.isComplete);
			assert.deepEqual(formatTargets(toTargets(preview.state.declared, preview)), { ...byProgram, ...hidden });
			assert.deepEqual(preview.state.providers.get(SECOND)?.["tim:sdkAppId"], "1400000000");
		});
	}

	it("lacks unchanged resources in a plain preview, which the export contains", () => {
		const preview = readPreview(read("preview.json"));
		assert.equal(preview.isComplete, false);
		const state = readState(read("export-show-secrets.json"));
		assert.deepEqual(formatTargets(toTargets(state.declared, preview)), { ...byProgram, ...inClear });
	});

	it("contains the configuration of the stack in a preview, which does not list the default provider", () => {
		const { providers } = readPreview(read("preview.json")).state;
		const [inputs] = [...providers].flatMap(([name, each]) => (name.includes("::default::") ? [each] : []));
		assert.equal(inputs?.["tim:callsPerSecond"], "50");
	});
});
