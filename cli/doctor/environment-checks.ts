import { access, constants } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { satisfies, valid } from "semver";
import { canResolveHooks } from "../../provider/dynamic/serialized-provider";
import { nearestName } from "../../provider/model/nearest-name";
import { settingVariables } from "../../provider/settings/table";
import { escapeControlCharacters } from "../../provider/util/text";
import { packageManifest } from "../files";
import { type CheckFinding, failure, ok, warning } from "./check";
import type { DoctorContext } from "./context";

type Env = DoctorContext["env"];

/** A check of an environment variable that changes the behaviour of Pulumi or Node.js. */
interface VariableCheck {
	readonly name: string;
	readonly applies: (env: Env) => boolean;
	readonly finding: CheckFinding;
}

/** The properties in the `package.json` of the Pulumi SDK that are checked. */
interface Manifest {
	readonly version: string;
	readonly engines?: { readonly node?: string };
}

const SDK = "@pulumi/pulumi";

const variableChecks: readonly VariableCheck[] = [
	{
		name: "PULUMI_SKIP_CONFIRMATIONS",
		applies: (env) => isTrue(env.PULUMI_SKIP_CONFIRMATIONS),
		finding: warning(
			"set: pulumi refresh --preview-only fails",
			"unset the variable, and pass --yes to pulumi instead",
		),
	},
	{
		name: "PULUMI_SKIP_CHECKPOINTS",
		applies: (env) => isTrue(env.PULUMI_SKIP_CHECKPOINTS),
		finding: warning(
			"set: if pulumi up is killed, its changes are missing from the state",
			"set the variable only if every resource of the stack can adopt an existing object, as profiles do",
		),
	},
	{
		name: "PULUMI_PARALLEL_DIFF",
		applies: (env) => !isTrue(env.PULUMI_PARALLEL_DIFF),
		finding: ok("not set: a preview reads profiles one by one; set the variable to true to batch the reads"),
	},
	{
		name: "PULUMI_CONFIG_PASSPHRASE",
		applies: (env) => isSelfManagedBackend(env) && !hasPassphrase(env),
		finding: warning(
			"not set, but the backend is self-managed: Pulumi asks for the passphrase, or fails if it cannot ask",
			"set this variable or PULUMI_CONFIG_PASSPHRASE_FILE; the passphrase may be empty",
		),
	},
	{
		name: "NODE_TLS_REJECT_UNAUTHORIZED",
		applies: (env) => env.NODE_TLS_REJECT_UNAUTHORIZED === "0",
		finding: failure(
			"0 disables the verification of certificates in Pulumi and your program, but not in calls to the service",
			"unset the variable, and set NODE_EXTRA_CA_CERTS to the file of your certificate authority",
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
		finding: failure("not an http:// or https:// URL", "set the variable to http://host:port, or unset it"),
	},
];

/**
 * Checks environment variables that affect Pulumi or calls to the service. Findings do not contain the values of the
 * variables.
 */
export async function checkEnvironment({ env }: DoctorContext): Promise<readonly CheckFinding[]> {
	const applicable = variableChecks.filter(({ applies }) => applies(env));
	const findings = applicable.map(({ name, finding }) => withName(name, finding));
	return [...findings, ...unknownVariableFindings(env), ...(await certificateFinding(env))];
}

/**
 * Checks that a supported version of the `pulumi` command is installed. The supported range is that of the SDK, because
 * Pulumi gives the CLI and the SDK the same version numbers.
 */
export async function checkCli({ runPulumi }: DoctorContext): Promise<readonly CheckFinding[]> {
	const output = await runPulumi("version");
	if (output === undefined)
		return [warning("the pulumi command does not respond", "install Pulumi, and add it to the PATH")];
	const version = output.trim().replace(/^v/, "");
	if (valid(version) === null)
		return [failure("the output of pulumi version is not a version", "check which pulumi command is on the PATH")];
	const range = supportedRange();
	if (isInRange(version, range)) return [ok(`version ${version} is supported (${range})`)];
	return [failure(`version ${version} is not supported (${range})`, "install a supported version")];
}

/** Checks that a supported SDK is installed for the program, and that the SDK supports this version of Node.js. */
export function checkSdk({ cwd }: DoctorContext): readonly CheckFinding[] {
	const sdk = readSdkManifest(cwd);
	if (sdk === undefined) {
		return [
			warning(
				`${SDK} was not found from this folder`,
				`run doctor in your program's folder, or add ${SDK} and pulumi-tim to this project's dependencies`,
			),
		];
	}
	const { version, engines: { node = "*" } = {} } = sdk;
	const range = supportedRange();
	const nodeVersion = process.versions.node;
	if (!isInRange(version, range))
		return [failure(`version ${version} is not supported (${range})`, `run npm install "${SDK}@${range}"`)];
	if (isInRange(nodeVersion, node)) {
		return [ok(`version ${version} is supported (${range}), on Node.js ${nodeVersion}`)];
	}
	return [
		failure(
			`version ${version} requires Node.js ${node}, not ${nodeVersion}`,
			"use another version of Node.js, or an older SDK",
		),
	];
}

/**
 * Checks that Pulumi finds this package from the program's folder. Without the SDK, the folder is not that of a program;
 * the check of the SDK reports this.
 */
export function checkPackage({ cwd }: DoctorContext): readonly CheckFinding[] {
	if (canResolveHooks(cwd)) return [ok("pulumi-tim can be found from this folder")];
	if (readSdkManifest(cwd) === undefined) return [];
	return [failure("pulumi-tim cannot be found from this folder", "add pulumi-tim to this project's dependencies")];
}

/** Environment variables of this package that are not settings. A test compares the list with the texts of the commands. */
const otherVariables = ["TIM_DRIFT_NOTIFY", "TIM_WEBHOOK_TOKEN"];

/** Reports each variable that is named like a setting but that this package does not read. */
function unknownVariableFindings(env: Env): readonly CheckFinding[] {
	const known = [...settingVariables, ...otherVariables];
	const isKnown = (name: string) => known.includes(process.platform === "win32" ? name.toUpperCase() : name);
	const unknown = Object.keys(env).filter((name) => /^TIM_/i.test(name) && env[name] && !isKnown(name));
	return unknown.map((name) => {
		const nearest = nearestName(withoutPrefix(name), known.map(withoutPrefix));
		const hint = nearest === undefined ? "" : `; did you mean TIM_${nearest}?`;
		const finding = warning(
			`not a variable of pulumi-tim${hint}`,
			"correct the name or unset the variable, unless secretKeyEnv names it",
		);
		return withName(escapeControlCharacters(name), finding);
	});
}

function withoutPrefix(variable: string): string {
	return variable.slice("TIM_".length);
}

async function certificateFinding({ NODE_EXTRA_CA_CERTS: file }: Env): Promise<readonly CheckFinding[]> {
	if (!file) return [];
	const isReadable = await access(file, constants.R_OK).then(
		() => true,
		() => false,
	);
	const finding = isReadable
		? ok("calls also trust the certificate authorities in this file")
		: failure("the file cannot be read, and Node.js ignores it", "correct the path, or unset the variable");
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

/**
 * Whether the setting of a proxy is a URL. Undefined if no proxy is set. Without a scheme, the HTTP client would connect
 * to the proxy with TLS.
 */
function isValidProxy(proxy: string | undefined): boolean | undefined {
	return proxy === undefined ? undefined : /^https?:\/\//i.test(proxy) && URL.canParse(proxy);
}

/** Returns the range of versions of the SDK and the CLI that this package supports. */
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
