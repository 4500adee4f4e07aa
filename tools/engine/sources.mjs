import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { step } from "../log.mjs";
import { npm, tail } from "../run.mjs";
import { buildWithGo } from "./go.mjs";
import {
	compareVersions,
	engineVersion,
	executable,
	folderOf,
	isExecutable,
	oldestVersion,
	versionOf,
} from "./versions.mjs";

/*
 * The sources of an engine. The function of a source returns `{ pulumi, version, ownHost }`, or `{ reason }` if the
 * source has no usable engine; `reason` is a message for the user. `ownHost` is true if the engine has no language
 * host, so that the language host in this folder is needed.
 */

async function checkVersion(pulumi, { ownHost, description }) {
	const version = await versionOf(pulumi);
	if (version === undefined) return { reason: `${description} does not run on this machine` };
	if (compareVersions(version, oldestVersion) < 0) {
		return { reason: `${description} is ${version}, older than ${oldestVersion}` };
	}
	return { pulumi, version, ownHost };
}

/** Finds the engine in the folder that the environment variable `PULUMI_TIM_ENGINE` specifies. */
export async function findInFolder(folder) {
	const pulumi = join(folder, executable("pulumi"));
	if (!isExecutable(pulumi)) return { reason: "the folder contains no pulumi executable" };
	return checkVersion(pulumi, {
		ownHost: !folderOf("pulumi-language-nodejs", [folder]),
		description: "the pulumi in the folder",
	});
}

/** Finds an installed Pulumi on PATH. Its Node.js language host must be in the same folder or on PATH. */
export async function findOnPath() {
	const folder = folderOf("pulumi");
	if (folder === undefined) return { reason: "no pulumi on PATH" };
	const hosts = [folder, ...(process.env.PATH ?? "").split(delimiter)];
	if (!folderOf("pulumi-language-nodejs", hosts)) return { reason: "the pulumi on PATH has no Node.js language host" };
	return checkVersion(join(folder, executable("pulumi")), { ownHost: false, description: "the pulumi on PATH" });
}

/** Returns the folder that caches the engine that was built with Go. Each version has its own folder. */
export function cacheFolder() {
	const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
	let base = XDG_CACHE_HOME || join(homedir(), ".cache");
	if (process.platform === "darwin" && !XDG_CACHE_HOME) base = join(homedir(), "Library", "Caches");
	if (process.platform === "win32") base = LOCALAPPDATA || join(homedir(), "AppData", "Local");
	return join(base, "pulumi-tim", "engine", `v${engineVersion}`);
}

/** Finds the engine that an earlier run built with Go. */
export async function findInCache() {
	const pulumi = join(cacheFolder(), executable("pulumi"));
	if (!isExecutable(pulumi)) return { reason: "the cache folder contains no engine" };
	return checkVersion(pulumi, { ownHost: true, description: "the engine in the cache folder" });
}

/**
 * Downloads Pulumi with the official npm package `pulumi`. The download includes the language hosts. npm runs outside
 * the checkout, because the checkout's `node_modules` may change at the same time.
 */
export async function findWithNpm() {
	const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_VERSION: engineVersion };
	const args = ["exec", "--yes", `pulumi@${engineVersion}`, "--", "version"];
	const { code, output, timedOut } = await step(`downloading Pulumi ${engineVersion}`, () =>
		npm(args, { cwd: tmpdir(), env, timeoutMs: 180_000 }),
	);
	if (timedOut) return { reason: "the download of the release took more than three minutes" };
	if (code !== 0) return { reason: `the download of the release failed:\n${tail(output, 3)}` };
	const home = process.env.PULUMI_HOME || join(homedir(), ".pulumi");
	const folder = join(home, "versions", engineVersion, "bin");
	if (!folderOf("pulumi-language-nodejs", [folder]))
		return { reason: "the downloaded release is not in the expected folder" };
	return checkVersion(join(folder, executable("pulumi")), { ownHost: false, description: "the downloaded release" });
}

/** Builds the engine from the published Go modules into the cache folder. */
export async function buildFromGo() {
	if (process.platform === "win32") return { reason: "building from Go modules is not supported on Windows" };
	const target = join(cacheFolder(), executable("pulumi"));
	const reason = await buildWithGo({ target, module: dirname(fileURLToPath(import.meta.url)) });
	if (reason !== undefined) return { reason };
	return checkVersion(target, { ownHost: true, description: "the built engine" });
}
