import { access, constants } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { satisfies, valid } from "semver";
import { packageManifest } from "../files";
import { type CheckFinding, failure, ok, warning } from "./check";
import type { DoctorContext } from "./context";

type Env = DoctorContext["env"];

/** A variable that changes how Pulumi or Node.js behave, and when that matters. */
interface Row {
	readonly name: string;
	readonly matters: (env: Env) => boolean;
	readonly finding: CheckFinding;
}

const isTrue = (text = "") => /^(1|true)$/i.test(text);

const isOn = (name: string) => (env: Env) => isTrue(env[name]);

const rows: readonly Row[] = [
	{
		name: "PULUMI_SKIP_CONFIRMATIONS",
		matters: isOn("PULUMI_SKIP_CONFIRMATIONS"),
		finding: warning("pulumi refresh --preview-only refuses to run with it", "unset it; pass --yes where it is needed"),
	},
	{
		name: "PULUMI_SKIP_CHECKPOINTS",
		matters: isOn("PULUMI_SKIP_CHECKPOINTS"),
		finding: warning(
			"an up that is killed leaves nothing in the state of what it did",
			"keep it only where everything in the stack adopts what it finds, as profiles do",
		),
	},
	{
		name: "PULUMI_PARALLEL_DIFF",
		matters: (env) => !isTrue(env.PULUMI_PARALLEL_DIFF),
		finding: ok("not on: a preview reads single profiles one by one; true joins the reads of many"),
	},
	{
		name: "PULUMI_CONFIG_PASSPHRASE",
		matters: (env) => isOwnBackend(env) && !hasPassphrase(env),
		finding: warning(
			"not set, and the backend is your own: Pulumi asks for it, or fails where nobody is to answer",
			"set it or PULUMI_CONFIG_PASSPHRASE_FILE; it may be empty",
		),
	},
	{
		name: "NODE_TLS_REJECT_UNAUTHORIZED",
		matters: ({ NODE_TLS_REJECT_UNAUTHORIZED: value }) => value === "0",
		finding: failure(
			"certificates are not checked: whoever is in between can take the UserSig",
			"unset it; name the authority in NODE_EXTRA_CA_CERTS",
		),
	},
	{
		name: "HTTPS_PROXY",
		matters: (env) => isUrl(proxyOf(env)) === true,
		finding: ok("calls to the service go through it"),
	},
	{
		name: "HTTPS_PROXY",
		matters: (env) => isUrl(proxyOf(env)) === false,
		finding: failure("it is no URL", "give it as http://host:port, or unset it"),
	},
];

/** Whether variables are set that change what Pulumi or the calls do. Their values are not repeated. */
export async function checkEnvironment({ env }: DoctorContext): Promise<readonly CheckFinding[]> {
	const found = rows.filter(({ matters }) => matters(env)).map(({ name, finding }) => named(name, finding));
	return [...found, ...(await certificateFinding(env))];
}

async function certificateFinding({ NODE_EXTRA_CA_CERTS: file }: Env): Promise<readonly CheckFinding[]> {
	if (!file) return [];
	const isThere = await access(file, constants.R_OK).then(
		() => true,
		() => false,
	);
	const finding = isThere
		? ok("its authorities are trusted too")
		: failure("the file cannot be read, and Node.js goes on without it", "correct the path, or unset it");
	return [named("NODE_EXTRA_CA_CERTS", finding)];
}

function named(name: string, finding: CheckFinding): CheckFinding {
	return { ...finding, words: `${name}: ${finding.words}` };
}

function isOwnBackend({ PULUMI_BACKEND_URL: url = "" }: Env): boolean {
	return url !== "" && !/^https?:/.test(url);
}

function hasPassphrase(env: Env): boolean {
	return env.PULUMI_CONFIG_PASSPHRASE !== undefined || Boolean(env.PULUMI_CONFIG_PASSPHRASE_FILE);
}

function proxyOf(env: Env): string | undefined {
	return env.https_proxy || env.HTTPS_PROXY || env.all_proxy || env.ALL_PROXY || undefined;
}

/** Whether a proxy is a URL, with or without a scheme; nothing where there is none. */
function isUrl(proxy: string | undefined): boolean | undefined {
	return proxy === undefined ? undefined : URL.canParse(proxy.includes("://") ? proxy : `http://${proxy}`);
}

/** What of a package's manifest counts. */
interface Manifest {
	readonly version: string;
	readonly engines?: { readonly node?: string };
}

const SDK = "@pulumi/pulumi";

const range = () => packageManifest().peerDependencies[SDK] ?? "*";

const isIn = (version: string, versions: string) => satisfies(version, versions, { includePrerelease: true });

/** Whether Pulumi's command is there, of a version that this package is made for. CLI and SDK are counted alike. */
export async function checkCli({ run }: DoctorContext): Promise<readonly CheckFinding[]> {
	const printed = await run("pulumi", "version");
	if (printed === undefined) return [warning("pulumi does not answer", "install it, and put it on the PATH")];
	const version = printed.trim().replace(/^v/, "");
	if (valid(version) === null) return [failure("what it prints is no version", "check which pulumi is on the PATH")];
	if (isIn(version, range())) return [ok(`${version}, within ${range()}`)];
	return [failure(`${version} is not within ${range()}`, "install a release that is")];
}

/** Whether the program's folder has an SDK that this package is made for, and this Node.js is one that the SDK is made for. */
export function checkSdk({ cwd }: DoctorContext): readonly CheckFinding[] {
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
