import { homedir } from "node:os";
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
} from "./probe.mjs";

/*
 * The ways to get an engine. Each answers `{ pulumi, ownHost }` (`ownHost`: the language host of this folder is
 * needed, since the release's own is not there) or `{ reason }`, in words for the person who reads why it was not taken.
 */

async function accepted(pulumi, { ownHost, where }) {
	const version = await versionOf(pulumi);
	if (version === undefined) return { reason: `${where} does not run on this machine` };
	if (compareVersions(version, oldestVersion) < 0) {
		return { reason: `${where} is ${version}, older than ${oldestVersion}` };
	}
	return { pulumi, version, ownHost };
}

/** A folder named by the person who starts the tool. */
export async function fromOverride(folder) {
	const pulumi = join(folder, executable("pulumi"));
	if (!isExecutable(pulumi)) return { reason: "the folder holds no pulumi" };
	return accepted(pulumi, {
		ownHost: !folderOf("pulumi-language-nodejs", [folder]),
		where: "the pulumi of the folder",
	});
}

/** An installed Pulumi: on PATH, its Node language host beside it or on PATH too. */
export async function fromPath() {
	const folder = folderOf("pulumi");
	if (folder === undefined) return { reason: "no pulumi on PATH" };
	const hosts = [folder, ...(process.env.PATH ?? "").split(delimiter)];
	if (!folderOf("pulumi-language-nodejs", hosts)) return { reason: "the pulumi on PATH has no Node.js language host" };
	return accepted(join(folder, executable("pulumi")), { ownHost: false, where: "the pulumi on PATH" });
}

/** The folder where a built engine is kept, one for each version. */
export function cacheFolder() {
	const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
	let base = XDG_CACHE_HOME || join(homedir(), ".cache");
	if (process.platform === "darwin" && !XDG_CACHE_HOME) base = join(homedir(), "Library", "Caches");
	if (process.platform === "win32") base = LOCALAPPDATA || join(homedir(), "AppData", "Local");
	return join(base, "pulumi-tim", "engine", `v${engineVersion}`);
}

/** What an earlier run built. */
export async function fromCache() {
	const pulumi = join(cacheFolder(), executable("pulumi"));
	if (!isExecutable(pulumi)) return { reason: "none in the cache folder" };
	return accepted(pulumi, { ownHost: true, where: "the one in the cache folder" });
}

/** The release that the official npm package `pulumi` downloads, language hosts and all. */
export async function fromNpm() {
	const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_VERSION: engineVersion };
	const args = ["exec", "--yes", `pulumi@${engineVersion}`, "--", "version"];
	const { code, output, timedOut } = await step(`downloading Pulumi ${engineVersion}`, () =>
		npm(args, { env, timeoutMs: 180_000 }),
	);
	if (timedOut) return { reason: "the download of the release took more than three minutes" };
	if (code !== 0) return { reason: `the release cannot be downloaded here:\n${tail(output, 3)}` };
	const home = process.env.PULUMI_HOME || join(homedir(), ".pulumi");
	const folder = join(home, "versions", engineVersion, "bin");
	if (!folderOf("pulumi-language-nodejs", [folder]))
		return { reason: "the downloaded release is not where it is expected" };
	return accepted(join(folder, executable("pulumi")), { ownHost: false, where: "the downloaded release" });
}

/** A build from the published Go modules, kept in the cache folder. */
export async function fromGo() {
	if (process.platform === "win32") return { reason: "it is not built on Windows" };
	const target = join(cacheFolder(), executable("pulumi"));
	const reason = await buildWithGo({ target, module: dirname(fileURLToPath(import.meta.url)) });
	if (reason !== undefined) return { reason };
	return accepted(target, { ownHost: true, where: "the engine that was built" });
}
