import assert from "node:assert/strict";
import type { EmulatorOptions } from "@/emulator";
import type { FaultRule } from "@/emulator/faults";
import {
	assertReconciled,
	ended,
	type Profiles,
	profilesFile,
	profilesProgram,
	stored,
} from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";
import { KEY_CANARY, USER_SIG } from "./assertions";
import { deletingCells, type EngineCell, engineCells, makingCells, rulesOf } from "./engine-cells";
import { assertDeleted, assertMade, assertProfile, fullyStored } from "./engine-state";
import { type FaultEnvironment, openRestartingSite } from "./fault-environment";
import { VALUE_CANARY } from "./profile-operations";

const accountOf = ({ account }: EngineCell) => account;
const accounts = engineCells.map(accountOf);
const made = makingCells.map(accountOf);
const deleted = deletingCells.map(accountOf);
const world: EmulatorOptions = {
	quirks: { deletion: "allowed", reimport: "allowed" },
	accounts: Object.fromEntries(accounts.map((account) => [account, {}])),
	customFields: ["Team"],
	secretKey: KEY_CANARY,
};

/** The resources of all cells; `version` tells what is declared now from what was before. */
function declared(version: number): Profiles {
	const args = (account: string) => ({
		account,
		nick: `${VALUE_CANARY} ${version}`,
		level: version,
		custom: { Team: `team${version}` },
	});
	const deleting = version === 1 ? deletingCells : [];
	return Object.fromEntries([
		...accounts.map((account) => [account, { args: args(account) }]),
		...makingCells.map(({ kind, account }) => [account, { kind, args: { account } }]),
		...deleting.map(({ kind, account }) => [account, { kind, args: { account, onDelete: "delete" } }]),
	]);
}

describe("the fault matrix on the real engine", function () {
	this.timeout(120_000);
	let site: FaultEnvironment;
	let stack: Stack;
	const outputs: string[] = [];
	const emulator = () => site.emulator;
	const keep = (output: string) => {
		outputs.push(output);
		return output;
	};
	const under = <T>(rules: readonly FaultRule[], work: () => Promise<T>) => {
		for (const rule of rules) emulator().faults.add(rule);
		return work().finally(() => emulator().faults.clear());
	};

	before(async () => {
		site = await openRestartingSite(world, [...accounts, ...made, ...deleted]);
		const env = { ...emulator().env, TIM_ALLOW_ACCOUNT_DELETION: "true" };
		stack = await createStack({ files: profilesProgram(declared(1)), env });
	});
	after(async () => {
		stack.dispose();
		await site.close();
	});

	for (const { phase, version, verifies, cells } of [
		{ phase: "a creation", version: 1, verifies: 2, cells: [...engineCells, ...makingCells] },
		{
			phase: "an update, with accounts that are gone and others that go,",
			version: 2,
			verifies: 3,
			cells: [...engineCells, ...makingCells, ...deletingCells],
		},
	]) {
		describe(`${phase} under every fault`, () => {
			let output: string;
			let unmet: readonly string[];
			before(async () => {
				for (const account of made) emulator().removeAccount(account);
				stack.write(profilesFile(declared(version)));
				output = keep(ended(await under(rulesOf(cells), upWithFaults), 1));
			});

			const upWithFaults = async () => {
				const outcome = await stack.up("--continue-on-error");
				const idle = emulator()
					.faults.list()
					.filter(({ fired }) => fired === 0);
				unmet = idle.map(({ rule }) => rule.when?.account ?? "every account");
				return outcome;
			};

			it("meets each fault", () => assert.deepEqual(unmet, []));

			it("says of each resource that failed why, in one line with the next step", () => {
				for (const { says } of cells) if (says !== undefined) assert.match(output, says);
				const errors = output.split("\n").filter((line) => /portrait_[gs]et/.test(line));
				assert.ok(
					errors.every((line) => !line.includes(VALUE_CANARY)),
					output,
				);
			});

			it("leaves each resource done, done in part or untouched, and a state that says so", async () => {
				const resources = await stack.resources();
				for (const cell of engineCells) assertProfile({ cell, emulator: emulator(), resources, version });
				for (const cell of makingCells) assertMade({ cell, emulator: emulator(), resources, version });
				for (const cell of deletingCells) assertDeleted({ cell, emulator: emulator(), resources, version });
			});

			it("is finished by the next up, even where a write is read late", async () => {
				const when = { command: "portrait_get", account: "forbidden", nth: verifies };
				const late: FaultRule = { when, times: 1, effect: { do: "stale", ms: 60_000 } };
				keep(ended(await under([late], upWithFaults), 0));
				assert.deepEqual(unmet, []);
				for (const account of accounts) assert.deepEqual(stored(emulator(), account), fullyStored(version), account);
				const there = [...made, ...deleted].filter((account) => emulator().profile(account) !== undefined);
				assert.deepEqual(there, version === 1 ? [...made, ...deleted] : made);
				await assertReconciled(stack);
			});
		});
	}

	describe("what runs after them", () => {
		it("survives a restart of the service in the middle of an up", async () => {
			const few = Object.entries(declared(3)).slice(0, 5);
			stack.write(profilesFile({ ...declared(2), ...Object.fromEntries(few) }));
			const down: FaultRule = { when: { command: "portrait_set" }, effect: { do: "drop", effect: "before" } };
			keep(ended(await site.runWithFaults([down], "once", () => stack.up()), 0));
			assert.ok(site.fired() > 0);
			for (const [account] of few) assert.deepEqual(stored(emulator(), account), fullyStored(3), account);
		});

		it("refreshes through faults that pass, and sees what changed by hand", async () => {
			emulator().setProfile("steady", { Tag_Profile_IM_Level: 9 });
			const read = { command: "portrait_get" };
			const rules: readonly FaultRule[] = [
				{ when: read, times: 1, effect: { do: "answer", code: 91000 } },
				{ when: { ...read, account: "often" }, times: 1, effect: { do: "answer-account", code: 40006 } },
				{ when: { ...read, nth: 2 }, times: 1, effect: { do: "body", body: "html", status: 502 } },
				{ when: { ...read, nth: 3 }, times: 1, effect: { do: "answer", code: 70052 } },
				{ when: { command: "account_check" }, times: 1, effect: { do: "body", body: "cut" } },
				{ when: { command: "get_all_robots" }, times: 1, effect: { do: "answer", code: 10002 } },
			];
			keep(ended(await under(rules, () => stack.refresh()), 0));
			const resources = await stack.resources();
			assert.equal(resources.find(({ urn }) => urn.endsWith("::steady"))?.outputs?.level, 9);
		});

		it("fails a preview and a refresh that cannot read, and keeps the state", async () => {
			const before = await stack.resources();
			const rules: readonly FaultRule[] = [
				{ when: { command: "portrait_get" }, effect: { do: "answer", code: 60010 } },
			];
			const says = /portrait_get \w+( and \d+ more)?: api 60010 admin rights are needed; use an admin/;
			await under(rules, async () => {
				assert.match(keep((await stack.preview()).output), says);
				assert.match(keep((await stack.refresh()).output), says);
			});
			assert.deepEqual(
				(await stack.resources()).map(({ outputs }) => outputs),
				before.map(({ outputs }) => outputs),
			);
		});

		it("destroys without a call, whatever the service does", async () => {
			const calls = emulator().calls();
			const rules: readonly FaultRule[] = [{ effect: { do: "answer", code: 91000 } }];
			keep(ended(await under(rules, () => stack.destroy()), 0));
			assert.equal(emulator().calls(), calls);
			assert.deepEqual(stored(emulator(), "late"), fullyStored(2));
		});

		it("has shown and kept neither key nor UserSig", () => {
			const all = [...outputs, stack.backendText(), JSON.stringify(emulator().requests)].join("\n");
			assert.ok(!all.includes(KEY_CANARY), "the secret key");
			assert.ok(!USER_SIG.test(all), "a UserSig");
		});
	});
});
