import assert from "node:assert/strict";
import type { EmulatorOptions } from "@/emulator";
import type { FaultRule } from "@/emulator/faults";
import {
	assertExitCode,
	assertReconciled,
	createProfilesFile,
	createProfilesProgram,
	type DeclaredResources,
	storedTags,
} from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";
import { KEY_CANARY, USER_SIG } from "./assertions";
import { creatingCells, deletingCells, type EngineCell, engineCells, toEngineRules } from "./engine-cells";
import { assertCreated, assertDeleted, assertProfile, declaredValues } from "./engine-state";
import { createRestartingEnvironment, type FaultEnvironment } from "./fault-environment";
import { VALUE_CANARY } from "./profile-operations";

const accountOf = ({ account }: EngineCell) => account;
const accounts = engineCells.map(accountOf);
const made = creatingCells.map(accountOf);
const deleted = deletingCells.map(accountOf);
const world: EmulatorOptions = {
	quirks: { deletion: "allowed", reimport: "allowed" },
	accounts: Object.fromEntries(accounts.map((account) => [account, {}])),
	customFields: ["Team"],
	secretKey: KEY_CANARY,
};

/** Returns the resources of all cells as the given version of the program declares them. */
function declared(version: number): DeclaredResources {
	const args = (account: string) => ({
		account,
		nick: `${VALUE_CANARY} ${version}`,
		level: version,
		custom: { Team: `team${version}` },
	});
	const deleting = version === 1 ? deletingCells : [];
	return Object.fromEntries([
		...accounts.map((account) => [account, { args: args(account) }]),
		...creatingCells.map(({ kind, account }) => [account, { kind, args: { account } }]),
		...deleting.map(({ kind, account }) => [account, { kind, args: { account, onDelete: "delete" } }]),
	]);
}

describe("the provider with every fault on the real engine", function () {
	this.timeout(120_000);
	let environment: FaultEnvironment;
	let stack: Stack;
	const outputs: string[] = [];
	const emulator = () => environment.emulator;
	const keep = (output: string) => {
		outputs.push(output);
		return output;
	};
	const under = <T>(rules: readonly FaultRule[], work: () => Promise<T>) => {
		for (const rule of rules) emulator().faults.add(rule);
		return work().finally(() => emulator().faults.clear());
	};

	before(async () => {
		environment = await createRestartingEnvironment(world, [...accounts, ...made, ...deleted]);
		const env = { ...emulator().env, TIM_ALLOW_ACCOUNT_DELETION: "true" };
		stack = await createStack({ files: createProfilesProgram(declared(1)), env });
	});
	after(async () => {
		stack.dispose();
		await environment.close();
	});

	for (const { phase, version, verifies, cells } of [
		{ phase: "in a create", version: 1, verifies: 2, cells: [...engineCells, ...creatingCells] },
		{
			phase: "in an update with new and deleted accounts",
			version: 2,
			verifies: 3,
			cells: [...engineCells, ...creatingCells, ...deletingCells],
		},
	]) {
		describe(phase, () => {
			let output: string;
			let unmet: readonly string[];
			before(async () => {
				for (const account of made) emulator().removeAccount(account);
				stack.write(createProfilesFile(declared(version)));
				output = keep(assertExitCode(await under(toEngineRules(cells), upWithFaults), 1));
			});

			const upWithFaults = async () => {
				const outcome = await stack.up("--continue-on-error");
				const idle = emulator()
					.faults.list()
					.filter(({ fired }) => fired === 0);
				unmet = idle.map(({ rule }) => rule.when?.account ?? "every account");
				return outcome;
			};

			it("applies each fault at least once", () => assert.deepEqual(unmet, []));

			it("prints one line with the next step for each failed resource, and no value", () => {
				for (const { message } of cells) if (message !== undefined) assert.match(output, message);
				const errors = output.split("\n").filter((line) => /portrait_[gs]et/.test(line));
				assert.ok(
					errors.every((line) => !line.includes(VALUE_CANARY)),
					output,
				);
			});

			it("applies each resource fully, partly or not at all, and stores the live values of the resource", async () => {
				const resources = await stack.resources();
				for (const cell of engineCells) assertProfile({ cell, emulator: emulator(), resources, version });
				for (const cell of creatingCells) assertCreated({ cell, emulator: emulator(), resources, version });
				for (const cell of deletingCells) assertDeleted({ cell, emulator: emulator(), resources, version });
			});

			it("applies the remaining values in the next up, even when a write becomes visible late", async () => {
				const when = { command: "portrait_get", account: "forbidden", nth: verifies };
				const late: FaultRule = { when, times: 1, effect: { do: "stale", ms: 60_000 } };
				keep(assertExitCode(await under([late], upWithFaults), 0));
				assert.deepEqual(unmet, []);
				for (const account of accounts)
					assert.deepEqual(storedTags(emulator(), account), declaredValues(version), account);
				const there = [...made, ...deleted].filter((account) => emulator().profile(account) !== undefined);
				assert.deepEqual(there, version === 1 ? [...made, ...deleted] : made);
				await assertReconciled(stack);
			});
		});
	}

	describe("after the faults", () => {
		it("completes an up although the service restarts", async () => {
			const few = Object.entries(declared(3)).slice(0, 5);
			stack.write(createProfilesFile({ ...declared(2), ...Object.fromEntries(few) }));
			const down: FaultRule = { when: { command: "portrait_set" }, effect: { do: "drop", effect: "before" } };
			keep(assertExitCode(await environment.runWithFaults([down], "once", () => stack.up()), 0));
			assert.ok(environment.firedCount() > 0);
			for (const [account] of few) assert.deepEqual(storedTags(emulator(), account), declaredValues(3), account);
		});

		it("completes a refresh despite temporary faults, and finds manual changes", async () => {
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
			keep(assertExitCode(await under(rules, () => stack.refresh()), 0));
			const resources = await stack.resources();
			assert.equal(resources.find(({ urn }) => urn.endsWith("::steady"))?.outputs?.level, 9);
		});

		it("fails a preview and a refresh that cannot read, and keeps the state", async () => {
			const before = await stack.resources();
			const rules: readonly FaultRule[] = [
				{ when: { command: "portrait_get" }, effect: { do: "answer", code: 60010 } },
			];
			const message = /portrait_get \w+( and \d+ more)?: api 60010 the call requires admin rights; use an admin/;
			await under(rules, async () => {
				assert.match(keep((await stack.preview()).output), message);
				assert.match(keep((await stack.refresh()).output), message);
			});
			assert.deepEqual(
				(await stack.resources()).map(({ outputs }) => outputs),
				before.map(({ outputs }) => outputs),
			);
		});

		it("destroys without a call, even if every call would fail", async () => {
			const calls = emulator().calls();
			const rules: readonly FaultRule[] = [{ effect: { do: "answer", code: 91000 } }];
			keep(assertExitCode(await under(rules, () => stack.destroy()), 0));
			assert.equal(emulator().calls(), calls);
			assert.deepEqual(storedTags(emulator(), "late"), declaredValues(2));
		});

		it("writes no secret key and no UserSig to the output or the state", () => {
			const all = [...outputs, stack.backendText(), JSON.stringify(emulator().requests)].join("\n");
			assert.ok(!all.includes(KEY_CANARY), "output or state contains the secret key");
			assert.ok(!USER_SIG.test(all), "a UserSig");
		});
	});
});
