import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { checkout, findEngine } from "../test/support/engine";

/**
 * The hardware and the software versions that were used to measure a result. Contains no data that identifies the
 * machine.
 */
export interface Machine {
	readonly cores: number;
	readonly memoryGb: number;
	readonly node: string;
	/** The version of the Pulumi CLI. */
	readonly engine: string;
	readonly sdk: string;
	/** The version of this package. */
	readonly version: string;
}

/** Returns the hardware of this machine and the installed versions. */
export async function describeMachine(): Promise<Machine> {
	return {
		cores: cpus().length,
		memoryGb: Math.round(totalmem() / 2 ** 30),
		node: process.versions.node,
		engine: (await findEngine()).version,
		sdk: versionOf("node_modules/@pulumi/pulumi/package.json"),
		version: versionOf("package.json"),
	};
}

function versionOf(manifest: string): string {
	return (JSON.parse(readFileSync(join(checkout, manifest), "utf8")) as { readonly version: string }).version;
}
