import { access, constants } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { satisfies, valid } from "semver";
import { packageManifest } from "../files";
import { type CheckFinding, failure, ok, warning } from "./check";
import type { DoctorContext } from "./context";

type Env = DoctorContext["env"];

/** A variable that changes how Pulumi or Node.js behave. */
interface VariableCheck {
	readonly name: string;
	readonly applies: (env: Env) => boolean;
	readonly finding: CheckFinding;
}

/** The parts of a package's manifest that are checked. */
interface Manifest {
	readonly version: string;
	readonly engines?: { readonly node?: string };
}

const SDK = "@pulumi/pulumi";

const variableChecks: readonly VariableCheck[] = [
	{
		name: "PULUMI_SKIP_CONFIRMATIONS",
		applies: (env) => isTrue(env.PULUMI_SKIP_CONFIRMATIONS),
		finding: warning("pulumi refresh --preview-only fails with it", "unset it; use --yes where it is needed"),
	},
	{
		name: "PULUMI_SKIP_CHECKPOINTS",
		applies: (env) => isTrue(env.PULUMI_SKIP_CHECKPOINTS),
		finding: warning(
			"the state loses everything that a killed up has done",
			"set it only if every resource of the stack adopts what exists, as profiles do",
		),
	},
	{
		name: "PULUMI_PARALLEL_DIFF",
		applies: (env) => !isTrue(env.PULUMI_PARALLEL_DIFF),
		finding: ok("not set: a preview reads profiles one by one; set it to true to batch the reads"),
	},
	{
		name: "PULUMI_CONFIG_PASSPHRASE",
		applies: (env) => isSelfManagedBackend(env) && !hasPassphrase(env),
		finding: warning(
			"not set, and the backend is self-managed: Pulumi asks for it, or fails when it cannot ask",
			"set it or PULUMI_CONFIG_PASSPHRASE_FILE; it may be empty",
		),
	},
	{
		name: "NODE_TLS_REJECT_UNAUTHORIZED",
		applies: (env) => env.NODE_TLS_REJECT_UNAUTHORIZED === "0",
		finding: failure(
			"certificates are not verified: anyone on the network path can read the UserSig",
			"unset it; name the certificate authority in NODE_EXTRA_CA_CERTS",
		),
	},
	{
		name: "HTTPS_PROXY",
		applies: (env) => isValidProxy(findProxy(env)) === true,
		finding: ok("calls to the service use this proxy"),
	},
	{
		name: "HTTPS_PROXY",
		applies: (env) => isValidProxy(findProxy(env)) === false,
		finding: failure("not a URL", "set it to http://host:port, or unset it"),
	},
];

/** Checks variables that change what Pulumi or the calls do. Their values are not repeated. */
export async function checkEnvironment({ env }: DoctorContext): Promise<readonly CheckFinding[]> {
	const applicable = variableChecks.filter(({ applies }) => applies(env));
	const findings = applicable.map(({ name, finding }) => withName(name, finding));
	return [...findings, ...(await certificateFinding(env))];
}

/** Checks that the `pulumi` command is installed in a supported version. The CLI has the version numbers of the SDK. */
export async function checkCli({ runPulumi }: DoctorContext): Promise<readonly CheckFinding[]> {
	const output = await runPulumi("version");
	if (output === undefined) return [warning("pulumi does not respond", "install it, and put it on the PATH")];
	const version = output.trim().replace(/^v/, "");
	if (valid(version) === null) return [failure("its output is not a version", "check which pulumi is on the PATH")];
	const range = supportedRange();
	if (isInRange(version, range)) return [ok(`${version}, within ${range}`)];
	return [failure(`${version} is not within ${range}`, "install a release that is")];
}

/** Checks that the program's folder has a supported SDK, and that the SDK supports this Node.js. */
export function checkSdk({ cwd }: DoctorContext): readonly CheckFinding[] {
	const sdk = readSdkManifest(cwd);
	if (sdk === undefined) {
		return [warning(`${SDK} is not found from this folder`, "run doctor in the folder of your program, or install it")];
	}
	const { version, engines: { node = "*" } = {} } = sdk;
	const range = supportedRange();
	const nodeVersion = process.versions.node;
	if (!isInRange(version, range))
		return [failure(`${version} is not within ${range}`, `npm install "${SDK}@${range}"`)];
	if (isInRange(nodeVersion, node)) return [ok(`${version}, within ${range}, on Node.js ${nodeVersion}`)];
	return [
		failure(`${version} requires Node.js ${node}; this is ${nodeVersion}`, "use another Node.js, or an older SDK"),
	];
}

async function certificateFinding({ NODE_EXTRA_CA_CERTS: file }: Env): Promise<readonly CheckFinding[]> {
	if (!file) return [];
	const isReadable = await access(file, constants.R_OK).then(
		() => true,
		() => false,
	);
	const finding = isReadable
		? ok("its certificate authorities are trusted too")
		: failure("the file cannot be read, and Node.js ignores it", "correct the path, or unset it");
	return [withName("NODE_EXTRA_CA_CERTS", finding)];
}

function withName(name: string, finding: CheckFinding): CheckFinding {
	return { ...finding, words: `${name}: ${finding.words}` };
}

function isTrue(value = ""): boolean {
	return /^(1|true)$/i.test(value);
}

function isSelfManagedBackend({ PULUMI_BACKEND_URL: url = "" }: Env): boolean {
	return url !== "" && !/^https?:/.test(url);
}

function hasPassphrase(env: Env): boolean {
	return env.PULUMI_CONFIG_PASSPHRASE !== undefined || Boolean(env.PULUMI_CONFIG_PASSPHRASE_FILE);
}

function findProxy(env: Env): string | undefined {
	return env.https_proxy || env.HTTPS_PROXY || env.all_proxy || env.ALL_PROXY || undefined;
}

/** Whether a proxy is a URL, with or without a scheme; `undefined` without a proxy. */
function isValidProxy(proxy: string | undefined): boolean | undefined {
	return proxy === undefined ? undefined : URL.canParse(proxy.includes("://") ? proxy : `http://${proxy}`);
}

/** Returns the versions of the SDK and the CLI that this package supports. */
function supportedRange(): string {
	return packageManifest().peerDependencies[SDK] ?? "*";
}

function isInRange(version: string, range: string): boolean {
	return satisfies(version, range, { includePrerelease: true });
}

function readSdkManifest(folder: string): Manifest | undefined {
	try {
		return createRequire(join(folder, "_"))(`${SDK}/package.json`) as Manifest;
	} catch {
		return undefined;
	}
}
