import { createRequire } from "node:module";
import { join } from "node:path";
import { satisfies, valid } from "semver";
import { packageManifest } from "../version";
import { type CheckFinding, failure, ok, warning } from "./check";
import type { DoctorContext } from "./patient";

/** What of a package's manifest counts. */
interface Manifest {
	readonly version: string;
	readonly engines?: { readonly node?: string };
}

const SDK = "@pulumi/pulumi";
const range = () => packageManifest().peerDependencies[SDK] ?? "*";
const isIn = (version: string, versions: string) => satisfies(version, versions, { includePrerelease: true });

/** Whether Pulumi's command is there, of a version that this package is made for. CLI and SDK are counted alike. */
export async function lookAtCli({ run }: DoctorContext): Promise<readonly CheckFinding[]> {
	const printed = await run("pulumi", "version");
	if (printed === undefined) return [warning("pulumi does not answer", "install it, and put it on the PATH")];
	const version = printed.trim().replace(/^v/, "");
	if (valid(version) === null) return [failure("what it prints is no version", "check which pulumi is on the PATH")];
	if (isIn(version, range())) return [ok(`${version}, within ${range()}`)];
	return [failure(`${version} is not within ${range()}`, "install a release that is")];
}

/** Whether the program's folder has an SDK that this package is made for, and this Node.js is one that the SDK is made for. */
export function lookAtSdk({ cwd }: DoctorContext): readonly CheckFinding[] {
	const sdk = manifestFrom(cwd);
	if (sdk === undefined) {
		return [warning(`${SDK} is not found from this folder`, "run doctor in the folder of your program, or install it")];
	}
	const { version, engines: { node = "*" } = {} } = sdk;
	if (!isIn(version, range()))
		return [failure(`${version} is not within ${range()}`, `npm install "${SDK}@${range()}"`)];
	if (isIn(process.versions.node, node))
		return [ok(`${version}, within ${range()}, on Node.js ${process.versions.node}`)];
	return [
		failure(
			`${version} needs Node.js ${node}; this is ${process.versions.node}`,
			"use another Node.js, or an older SDK",
		),
	];
}

function manifestFrom(folder: string): Manifest | undefined {
	try {
		return createRequire(join(folder, "_"))(`${SDK}/package.json`) as Manifest;
	} catch {
		return undefined;
	}
}
