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

for (const resource of [accountsUnderTest, robotsUnderTest]) describeRandomFaults(resource, 100);

function describeRandomFaults<Declared, Driver extends ResourceDriver<Declared>>(
	resource: ResourceUnderTest<Declared, Driver>,
	runs: number,
): void {
	describe(`an operation of ${resource.name} with random faults`, function () {
		this.timeout(600_000);
		printSeed();
		const results: CellResult[] = [];
		let environment: FaultEnvironment;

		before(async () => {
			environment = await createFaultEnvironment({ ...resource.emulatorOptions, secretKey: KEY_CANARY, seed });
		});
		after(async () => {
			await environment.close();
			console.log(`    ${summary(results)}`);
		});

		it("keeps the invariants of the fault matrix for any kind, number and order of faults", () =>
			assertAsyncProperty(
				fc.asyncProperty(randomCell(resource), async ({ operation: name, rules }) => {
					const operation = resource.operations.find((each) => each.name === name);
					if (operation === undefined) return;
					const { result, firedCount, messages } = await runWithFault(environment, {
						resource,
						operation,
						rules,
						isStateReliable: isStateReliable(rules),
						maxCalls: (firedCount) => maxCalls(resource, operation, { rules, firedCount }),
					});
					results.push(result);
					const expected = allowedResults({ rules, firedCount });
					assert.ok(
						expected.includes(result),
						`expected ${expected.join(" or ")} after ${firedCount} applied faults, got ${result}: ${messages.join("; ")}`,
					);
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
