import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./sources";

const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean);
const isText = (path: string) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true;
const files = tracked.filter(isText).map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

const forbiddenPatterns: readonly { name: string; pattern: RegExp }[] = [
	{ name: "a private key", pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
	{
		name: "an access token of a code host",
		pattern: /\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50,}|glpat-[\w-]{20})/,
	},
	{ name: "an access token of a registry", pattern: /\bnpm_[A-Za-z0-9]{36}\b|_authToken\s*=/ },
	{ name: "a cloud access key", pattern: /\b(AKIA[0-9A-Z]{16}|AKID[A-Za-z0-9]{32})\b/ },
	{ name: "an access token of Pulumi", pattern: /\bpul-[0-9a-f]{40}\b/ },
	{ name: "a path in a home folder", pattern: /(^|[\s"'`=(])(\/(home|Users)\/[A-Za-z]|\/root\/|[A-Z]:\\+Users\\)/m },
	{
		name: "credentials in a URL",
		pattern: /\bhttps?:\/\/[^\s/@"'`:]+:[^\s/@"'`]+@(?!evil\.example|127\.0\.0\.1:9\b|proxy:)/,
	},
	{
		name: "the host name of a registry or mirror",
		pattern: /\bhttps?:\/\/[^\s/"'`]*\b(registry|artifactory|nexus|verdaccio|goproxy)\b/,
	},
	{ name: "the download URL of a dependency", pattern: /"resolved": "https?:/ },
];

describe("the tracked files", () => {
	for (const { name, pattern } of forbiddenPatterns) {
		it(`do not contain ${name}`, () => {
			const found = files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
			assert.deepEqual(found, []);
		});
	}
});
