import assert from "node:assert/strict";
import fc from "fast-check";
import { assertAsyncProperty, printSeed, seed } from "@/test/support/arbitraries";
import { kinds } from "@/test/support/profile-kinds";
import { accountSubject, robotSubject } from "./account-driver";
import { KEY_CANARY } from "./assertions";
import { makingSubject } from "./creating-set";
import { createFaultEnvironment, type FaultEnvironment } from "./fault-environment";
import { runWithFault } from "./fault-run";
import { profileSubject } from "./profile-driver";
import { drawnCell, endingsUnder, isStateTrue, mostCalls } from "./random-faults";
import type { ResourceDriver, ResourceUnderTest } from "./resource-under-test";
import type { Ending } from "./rows";

for (const kind of kinds) describeDrawn(profileSubject(kind), 150);

describeDrawn(makingSubject, 50);

for (const subject of [accountSubject, robotSubject]) describeDrawn(subject, 100);

function describeDrawn<Declared, Thing extends ResourceDriver<Declared>>(
	subject: ResourceUnderTest<Declared, Thing>,
	runs: number,
): void {
	describe(`the life under drawn faults: ${subject.name}`, function () {
		this.timeout(600_000);
		printSeed();
		const endings: Ending[] = [];
		let site: FaultEnvironment;

		before(async () => {
			site = await createFaultEnvironment({ ...subject.world, secretKey: KEY_CANARY, seed });
		});
		after(async () => {
			await site.close();
			console.log(`    ${summary(endings)}`);
		});

		it("holds what the matrix holds, for every operation under faults of any kind, number and order", () =>
			assertAsyncProperty(
				fc.asyncProperty(drawnCell(subject), async ({ operation: name, rules }) => {
					const operation = subject.operations.find((each) => each.name === name);
					if (operation === undefined) return;
					const { ending, fired, messages } = await runWithFault(site, {
						subject,
						operation,
						rules,
						isStateTrue: isStateTrue(rules),
						mostCalls: (fired) => mostCalls(subject, operation, { rules, fired }),
					});
					endings.push(ending);
					const expected = endingsUnder({ rules, fired });
					assert.ok(expected.includes(ending), `${fired} faults met, and it ${ending}: ${messages.join("; ")}`);
				}),
				runs,
			));
	});
}

function summary(endings: readonly Ending[]): string {
	const count = (ending: Ending) => endings.filter((each) => each === ending).length;
	const met = `${count("survives")} ok, ${count("fails")} err, ${count("late")} old`;
	return `${endings.length} cells: ${met}, ${count("unmet")} unmet`;
}
