import assert from "node:assert/strict";
import fc from "fast-check";
import { assertAsyncProperty, printSeed, seed } from "@/test/support/arbitraries";
import { profileKinds } from "@/test/support/profile-kinds";
import { accountsUnderTest, robotsUnderTest } from "./accounts-under-test";
import { KEY_CANARY } from "./assertions";
import { creatingSetUnderTest } from "./creating-set";
import { createFaultEnvironment, type FaultEnvironment } from "./fault-environment";
import { runWithFault } from "./fault-run";
import { createProfileUnderTest } from "./profile-under-test";
import { allowedResults, isStateReliable, maxCalls, randomCell } from "./random-faults";
import type { ResourceDriver, ResourceUnderTest } from "./resource-under-test";
import type { CellResult } from "./rows";

for (const kind of profileKinds) describeRandomFaults(createProfileUnderTest(kind), 150);

describeRandomFaults(creatingSetUnderTest, 50);

for (const subject of [accountsUnderTest, robotsUnderTest]) describeRandomFaults(subject, 100);

function describeRandomFaults<Declared, Thing extends ResourceDriver<Declared>>(
	subject: ResourceUnderTest<Declared, Thing>,
	runs: number,
): void {
	describe(`the life under drawn faults: ${subject.name}`, function () {
		this.timeout(600_000);
		printSeed();
		const results: CellResult[] = [];
		let site: FaultEnvironment;

		before(async () => {
			site = await createFaultEnvironment({ ...subject.emulatorOptions, secretKey: KEY_CANARY, seed });
		});
		after(async () => {
			await site.close();
			console.log(`    ${summary(results)}`);
		});

		it("holds what the matrix holds, for every operation under faults of any kind, number and order", () =>
			assertAsyncProperty(
				fc.asyncProperty(randomCell(subject), async ({ operation: name, rules }) => {
					const operation = subject.operations.find((each) => each.name === name);
					if (operation === undefined) return;
					const { result, firedCount, messages } = await runWithFault(site, {
						subject,
						operation,
						rules,
						isStateReliable: isStateReliable(rules),
						maxCalls: (firedCount) => maxCalls(subject, operation, { rules, firedCount }),
					});
					results.push(result);
					const expected = allowedResults({ rules, firedCount });
					assert.ok(expected.includes(result), `${firedCount} faults met, and it ${result}: ${messages.join("; ")}`);
				}),
				runs,
			));
	});
}

function summary(results: readonly CellResult[]): string {
	const count = (result: CellResult) => results.filter((each) => each === result).length;
	const met = `${count("survives")} ok, ${count("fails")} err, ${count("late")} old`;
	return `${results.length} cells: ${met}, ${count("unmet")} unmet`;
}
