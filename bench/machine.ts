import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { checkout, engine } from "../test/support/engine";

/** Where a result is from; nothing that tells one machine from another of its kind. */
export interface Machine {
	readonly cores: number;
	readonly memoryGb: number;
	readonly node: string;
	/** Version of the Pulumi CLI; absent where no row runs it. */
	readonly engine: string;
	readonly sdk: string;
	/** Version of this package. */
	readonly version: string;
}

/** This machine and the versions on it. */
export async function thisMachine(): Promise<Machine> {
	return {
		cores: cpus().length,
		memoryGb: Math.round(totalmem() / 2 ** 30),
		node: process.versions.node,
		engine: (await engine()).version,
		sdk: versionOf("node_modules/@pulumi/pulumi/package.json"),
		version: versionOf("package.json"),
	};
}

function versionOf(manifest: string): string {
	return (JSON.parse(readFileSync(join(checkout, manifest), "utf8")) as { readonly version: string }).version;
}
