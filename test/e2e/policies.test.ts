import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import { assertExitCode } from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";
import { companions, type Declaration, flows, type PolicyCell, policyCells } from "./policy-cells";

const PROGRAM = `
const tim = require("pulumi-tim");
const declared = JSON.parse(require("node:fs").readFileSync("declared.json", "utf8"));
for (const { kind, name, args, options } of declared) new tim[kind](name, args, options);
`;

const declaredFile = (phase: "first" | "second") => {
	const declarations = policyCells.flatMap((cell): readonly Declaration[] => cell[phase]);
	return { "declared.json": JSON.stringify(declarations) };
};

describe("the provider with every policy in every flow on the real engine", function () {
	this.timeout(180_000);
	const wrong = new Set<PolicyCell>();
	let emulator: Emulator;
	let stack: Stack;

	before(async () => {
		const accounts = policyCells.map(({ account, before }) => [account, before] as const);
		const others = companions.map((account) => [account, {}] as const);
		emulator = await startEmulator({ accounts: Object.fromEntries([...others, ...accounts]), callsPerSecond: 0 });
		stack = await createStack({ files: { "index.js": PROGRAM, ...declaredFile("first") }, env: emulator.env });
	});
	after(async () => {
		stack?.dispose();
		await emulator?.close();
		process.stdout.write(`\n${formatTable(wrong)}\n`);
	});

	/**
	 * Asserts the live values of each cell after a phase. Records the cells that have wrong values, for the printed
	 * table.
	 */
	const assertLive = (phase: 0 | 1 | 2 | 3) => {
		const found = policyCells.map((cell) => {
			const { Tag_Profile_IM_Nick: nick = "", Tag_Profile_IM_Level: level = 0 } = emulator.profile(cell.account) ?? {};
			return { name: `${cell.policy}, ${cell.flow}`, cell, live: { nick, level } };
		});
		const off = found.filter(
			({ cell, live }) => live.nick !== cell.live[phase].nick || live.level !== cell.live[phase].level,
		);
		for (const { cell } of off) wrong.add(cell);
		assert.deepEqual(
			off.map(({ name, live, cell }) => ({ name, live, wanted: cell.live[phase] })),
			[],
		);
	};
	const writes = () => emulator.requests.filter(({ command }) => command === "portrait_set").length;
	const failing = (phase: "first" | "second") => policyCells.filter(({ fails }) => fails === phase);

	it("creates and adopts profiles, and fails with onConflict fail when the live value differs", async () => {
		const { code, output } = await stack.up("--continue-on-error");
		assert.notEqual(code, 0);
		for (const { account } of failing("first")) assert.match(output, new RegExp(`${account}: not written: onConflict`));
		assertLive(0);
	});

	it("changes, renames, moves, replaces and removes resources, but not if their write is rejected", async () => {
		const refused = policyCells.filter((cell) => cell.refused);
		for (const { account } of refused) {
			emulator.faults.add({ when: { command: "portrait_set", account }, effect: { do: "answer", code: 40008 } });
		}
		stack.write(declaredFile("second"));
		const { code, output } = await stack.up("--continue-on-error");
		emulator.faults.clear();
		assert.notEqual(code, 0);
		for (const { account } of failing("second")) assert.match(output, new RegExp(`portrait_set ${account}: api 40008`));
		assertLive(1);
	});

	it("writes the rejected values in the next up, and then shows no change", async () => {
		assertExitCode(await stack.up(), 0);
		assertLive(2);
		const before = writes();
		assertExitCode(await stack.preview("--expect-no-changes"), 0);
		assert.equal(writes(), before);
	});

	it("applies the onDelete policy of each resource in a destroy", async () => {
		assertExitCode(await stack.destroy(), 0);
		assertLive(3);
	});
});

/** Formats the table of policies by flow. A cell is `ok` if its live values were correct in every phase. */
function formatTable(wrong: ReadonlySet<PolicyCell>): string {
	const rows = [...new Set(policyCells.map(({ policy }) => policy))];
	const symbolOf = (policy: string, flow: string) => {
		const cell = policyCells.find((each) => each.policy === policy && each.flow === flow);
		return cell === undefined ? "." : wrong.has(cell) ? "BAD" : "ok";
	};
	const line = (name: string, cells: readonly string[]) =>
		`  ${name.padEnd(21)}${cells.map((cell, at) => cell.padEnd((flows[at] ?? "").length + 1)).join("")}`.trimEnd();
	const right = policyCells.length - wrong.size;
	return [
		line("flow, then destroy", flows),
		...rows.map((policy) =>
			line(
				policy,
				flows.map((flow) => symbolOf(policy, flow)),
			),
		),
		`  ${right} of ${policyCells.length} cells as expected; a dot marks a flow in which the policy has no effect`,
	].join("\n");
}
