import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureDependencies, packCheckout } from "../../test/support/package";
import { diskMegabytes, packages } from "../targets";
import type { PreparedScenario, Row, Scenario } from "./scenario";

/** The limits for the dependencies that a production install of this package adds: their size and their number. */
export const dependencyLimits = { megabytes: 20, packages: 70 } as const;

function rows(): readonly Row[] {
	const targets = [
		diskMegabytes("install: megabytes", dependencyLimits.megabytes),
		packages("install: packages", dependencyLimits.packages),
	];
	return [{ work: "dependencies of a production install", targets }];
}

async function prepare(): Promise<PreparedScenario> {
	const base = mkdtempSync(join(tmpdir(), "pulumi-tim-bench-"));
	const tarball = await packCheckout(base);
	const size = await measureDependencies(join(base, "installed"), tarball);
	return {
		async round({ samples, log }) {
			log("dependencies of a production install");
			samples.add("install: megabytes", "ours", size.megabytes);
			samples.add("install: packages", "ours", size.packages);
		},
		close: async () => rmSync(base, { recursive: true, force: true }),
	};
}

/** Measures the dependencies that an installation of this package adds to a project. */
export const installScenario: Scenario = { name: "install", rows, prepare };
