import assert from "node:assert/strict";
import { createKeySigner } from "@/provider/client/pipeline/user-sig";
import { printSeed, seed } from "@/test/support/arbitraries";
import { profileKinds } from "@/test/support/profile-kinds";
import { accountsUnderTest, robotsUnderTest } from "./accounts-under-test";
import { KEY_CANARY, USER_SIG } from "./assertions";
import { listCells, runCell } from "./cell";
import { creatingSetUnderTest } from "./creating-set";
import { createFaultEnvironment, createRestartingEnvironment, type FaultEnvironment } from "./fault-environment";
import { createMatrix } from "./matrix-table";
import { createProfileUnderTest } from "./profile-under-test";
import type { ResourceDriver, ResourceUnderTest } from "./resource-under-test";
import type { Row } from "./rows";

for (const kind of profileKinds) describeMatrix(createProfileUnderTest(kind));
describeMatrix(creatingSetUnderTest);
describeMatrix(accountsUnderTest);
describeMatrix(robotsUnderTest);

function describeMatrix<Declared, Driver extends ResourceDriver<Declared>>(
	resource: ResourceUnderTest<Declared, Driver>,
): void {
	describe(`the fault matrix of ${resource.name}`, function () {
		this.timeout(60_000);
		printSeed();
		const { accounts, rows } = resource;
		const world = { ...resource.emulatorOptions, secretKey: KEY_CANARY, seed };
		const matrix = createMatrix(resource);
		let steady: FaultEnvironment;
		let restarting: FaultEnvironment;

		before(async () => {
			[steady, restarting] = await Promise.all([
				createFaultEnvironment(world),
				createRestartingEnvironment(world, accounts),
			]);
		});
		after(async () => {
			await Promise.all([steady.close(), restarting.close()]);
			console.log(`\n${matrix}\n`);
		});

		for (const row of rows) {
			it(`has the expected results when the service ${row.fault}${row.place === "call" ? "" : ` at the ${row.place}`}`, async () => {
				const problems = await brokenCells(row);
				assert.equal(problems.length, 0, problems.join("\n"));
			});
		}

		it("recognizes a UserSig", () => {
			const signer = createKeySigner({ sdkAppId: 1_400_000_000, identifier: "administrator", secretKey: KEY_CANARY });
			assert.match(signer.userSig(), USER_SIG);
		});

		/** Runs the cells of a row one after the other. Returns a line for each cell that failed. */
		async function brokenCells(row: Row): Promise<readonly string[]> {
			const environment = row.effect.do === "restart" ? restarting : steady;
			const problems: string[] = [];
			for (const cell of listCells(resource, row)) {
				const { operation, mode } = cell;
				try {
					matrix.add({ row, operation: operation.name, mode }, await runCell(environment, cell));
				} catch (error) {
					problems.push(`${operation.name}, ${mode}: ${firstLine(error)}`);
					await environment.clearFaults();
				}
			}
			return problems;
		}
	});
}

function firstLine(error: unknown): string {
	return String((error as Error).message).split("\n")[0] ?? "";
}
