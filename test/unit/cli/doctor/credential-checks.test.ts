import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { Api } from "tls-sig-api-v2";
import type { CheckFinding } from "@/cli/doctor/check";
import { checkKey, checkSettings, checkUserSig } from "@/cli/doctor/credential-checks";
import { configError } from "@/provider/errors/im-error";
import type { Credential } from "@/provider/settings/resolve";
import { toUtf16 } from "@/test/support/encodings";
import { createFakeContext, createSettings, NOW } from "./doctor-context";

const unset = configError("sdkAppId", "not set: TIM_SDK_APP_ID; use pulumi config set, or the environment");

const withCredential = (credential: Credential, now = NOW) =>
	createFakeContext({ settings: createSettings({ credential }), now: () => now });

/**
 * Creates a UserSig that is dated {@link NOW}. The vendor's signer cannot do this, because it uses the machine's clock.
 */
function createUserSig(changes: object = {}): string {
	const claims = { "TLS.ver": "2.0", "TLS.identifier": "administrator", "TLS.sdkappid": 1_400_000_000 };
	const json = { ...claims, "TLS.time": NOW / 1000, "TLS.expire": 864_000, "TLS.sig": "canary", ...changes };
	const base64 = deflateSync(JSON.stringify(json)).toString("base64");
	return base64.replaceAll("+", "*").replaceAll("/", "-").replaceAll("=", "_");
}

interface Case {
	readonly name: string;
	readonly credential: Credential;
	readonly finding: CheckFinding;
}

describe("checkSettings", () => {
	it("reports the app, the identifier and the endpoint", () => {
		const words = "app 1400000000 as administrator at https://console.tim.qq.com";
		assert.deepEqual(checkSettings(createFakeContext()), [{ status: "ok", words }]);
	});

	it("reports a missing setting with the next step", () => {
		const [finding] = checkSettings(createFakeContext({ settings: unset }));
		assert.deepEqual(finding, {
			status: "failure",
			words: "not set: TIM_SDK_APP_ID",
			next: "use pulumi config set, or the environment",
		});
	});
});

describe("checkKey", () => {
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-doctor-"));
	});
	after(() => rmSync(folder, { recursive: true }));

	const file = (text: string | Buffer, mode: number): Credential => {
		const path = join(folder, "key");
		writeFileSync(path, text);
		chmodSync(path, mode);
		return { kind: "file", path, label: "TIM_SECRET_KEY_FILE" };
	};

	it("reports skipped if the settings are invalid", async () => {
		assert.equal((await checkKey(createFakeContext({ settings: unset })))[0]?.status, "skipped");
	});

	const modes = [
		{ mode: 0o600, status: "ok", words: /only its owner can read/ },
		{ mode: 0o640, status: "warning", words: /by its group/ },
		{ mode: 0o644, status: "failure", words: /by every user of this machine/ },
	];
	for (const { mode, status, words } of modes) {
		it(`reports ${status} for a file of mode ${mode.toString(8)}`, async function () {
			if (process.platform === "win32") this.skip();
			const [finding] = await checkKey(withCredential(file("canary\n", mode)));
			assert.equal(finding?.status, status);
			assert.match(finding?.words ?? "", words);
		});
	}

	const cases: readonly { name: string; credential: () => Credential; status: string; words: RegExp }[] = [
		{
			name: "an empty file",
			credential: () => file("\n", 0o600),
			status: "failure",
			words: /the secret key file is empty/,
		},
		{
			name: "a missing file",
			credential: () => ({ kind: "file", path: join(folder, "canary"), label: "TIM_SECRET_KEY_FILE" }),
			status: "failure",
			words: /^TIM_SECRET_KEY_FILE: cannot read the secret key file \(ENOENT\)$/,
		},
		{
			name: "a file that contains more than the key",
			credential: () => file("# the key\ncanary", 0o600),
			status: "failure",
			words: /spaces or several lines/,
		},
		{
			name: "a file with a quoted key",
			credential: () => file('"canary"\n', 0o600),
			status: "failure",
			words: /^TIM_SECRET_KEY_FILE: the secret key file contains quotation marks$/,
		},
		{
			name: "a file with the line of an environment file",
			credential: () => file('export TIM_SECRET_KEY="canary"\n', 0o600),
			status: "failure",
			words: /^TIM_SECRET_KEY_FILE: the secret key file has the form NAME=value$/,
		},
		{
			name: "a file in JSON",
			credential: () => file('{ "secretKey": "canary" }\n', 0o600),
			status: "failure",
			words: /^TIM_SECRET_KEY_FILE: the secret key file contains brackets, as JSON does$/,
		},
		{
			name: "a file in another encoding",
			credential: () => file(Buffer.from("canary\u00e9", "latin1"), 0o600),
			status: "failure",
			words: /^TIM_SECRET_KEY_FILE: the secret key file is not UTF-8 or UTF-16 with a byte order mark$/,
		},
		{
			name: "a file in UTF-16",
			credential: () => file(toUtf16("canary\r\n"), 0o600),
			status: "ok",
			words: /only its owner can read/,
		},
		{
			name: "a secret key in the environment",
			credential: () => ({ kind: "key", secretKey: "canary" }),
			status: "ok",
			words: /from the environment/,
		},
		{
			name: "a static UserSig",
			credential: () => ({ kind: "userSig", userSig: "canary" }),
			status: "ok",
			words: /cannot be renewed/,
		},
	];
	for (const c of cases) {
		it(`reports ${c.status}, but not the secret, for ${c.name}`, async () => {
			const [finding] = await checkKey(withCredential(c.credential()));
			assert.equal(finding?.status, c.status);
			assert.match(finding?.words ?? "", c.words);
			assert.doesNotMatch(JSON.stringify(finding), /canary/);
		});
	}
});

describe("checkUserSig", () => {
	const next = "create a new UserSig, or use the key instead, which creates one when needed";
	const ready = (changes: object = {}): Credential => ({ kind: "userSig", userSig: createUserSig(changes) });
	const cases: readonly Case[] = [
		{
			name: "a UserSig that is valid for days",
			credential: ready(),
			finding: { status: "ok", words: "the UserSig expires in 10 days" },
		},
		{
			name: "a UserSig that is valid for hours",
			credential: ready({ "TLS.expire": 7200 }),
			finding: { status: "warning", words: "the UserSig expires in 2 hours", next },
		},
		{
			name: "an expired UserSig",
			credential: ready({ "TLS.time": NOW / 1000 - 900, "TLS.expire": 300 }),
			finding: { status: "failure", words: "the UserSig expired 10 minutes ago", next },
		},
		{
			name: "a UserSig for another app",
			credential: ready({ "TLS.sdkappid": 1 }),
			finding: {
				status: "failure",
				words: "the UserSig is for app 1",
				next: "create a UserSig for the app in the settings",
			},
		},
		{
			name: "a UserSig for another identifier",
			credential: ready({ "TLS.identifier": "canary" }),
			finding: {
				status: "failure",
				words: "the UserSig is for another identifier",
				next: "create a UserSig for the identifier in the settings",
			},
		},
		{
			name: "a malformed UserSig",
			credential: { kind: "userSig", userSig: "canary" },
			finding: {
				status: "failure",
				words: "the UserSig is malformed",
				next: "copy the complete UserSig, or use the key instead",
			},
		},
	];
	for (const { name, credential, finding } of cases) {
		it(`reports ${finding.status} for ${name}`, () =>
			assert.deepEqual(checkUserSig(withCredential(credential)), [finding]));
	}

	it("accepts a UserSig that the vendor's signer created", () => {
		const userSig = new Api(1_400_000_000, "key").genUserSig("administrator", 864_000);
		const [finding] = checkUserSig(withCredential({ kind: "userSig", userSig }, Date.now()));
		assert.deepEqual(finding, { status: "ok", words: "the UserSig expires in 10 days" });
	});

	it("reports the lifetime of a UserSig that is created from a key", () => {
		const [finding] = checkUserSig(withCredential({ kind: "key", secretKey: "canary" }, Date.now()));
		assert.deepEqual(finding, {
			status: "ok",
			words: "each UserSig is created from the key and is valid for 60 minutes",
		});
	});

	it("reports skipped if there is no secret key or UserSig", () => {
		const missing: Credential = { kind: "file", path: "/no/such/file", label: "TIM_SECRET_KEY_FILE" };
		for (const context of [createFakeContext({ settings: unset }), withCredential(missing)]) {
			assert.equal(checkUserSig(context)[0]?.status, "skipped");
		}
	});
});
