import assert from "node:assert/strict";
import fc from "fast-check";
import { assertAsyncLaw, printSeed, seed } from "../support/arbitraries";
import { kinds } from "../support/kinds";
import { accountSubject, robotSubject } from "./account-subject";
import { drawnCell, endingsUnder, isStateTrue, mostCalls } from "./drawn";
import { KEY_CANARY } from "./evidence";
import { makingSubject } from "./making-subject";
import { profileSubject } from "./profile-subject";
import type { Ending } from "./rows";
import { openSite, type Site } from "./site";
import type { Living, Subject } from "./subject";
import { runTrial } from "./trial";

for (const kind of kinds) describeDrawn(profileSubject(kind), 150);
describeDrawn(makingSubject, 50);
for (const subject of [accountSubject, robotSubject]) describeDrawn(subject, 100);

function describeDrawn<Declared, Thing extends Living<Declared>>(
	subject: Subject<Declared, Thing>,
	runs: number,
): void {
	describe(`the life under drawn faults: ${subject.name}`, function () {
		this.timeout(600_000);
		printSeed();
		const endings: Ending[] = [];
		let site: Site;

		before(async () => {
			site = await openSite({ ...subject.world, secretKey: KEY_CANARY, seed });
		});
		after(async () => {
			await site.close();
			console.log(`    ${summary(endings)}`);
		});

		it("holds what the matrix holds, for every operation under faults of any kind, number and order", () =>
			assertAsyncLaw(
				fc.asyncProperty(drawnCell(subject), async ({ operation: name, rules }) => {
					const operation = subject.operations.find((each) => each.name === name);
					if (operation === undefined) return;
					const { ending, fired, messages } = await runTrial(site, {
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
