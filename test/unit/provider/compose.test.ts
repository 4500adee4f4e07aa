import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHandlerContext } from "@/provider/compose";
import { ImError } from "@/provider/errors/im-error";
import { encoders, toUtf16, undecodable } from "@/test/support/encodings";

const base = { TIM_SDK_APP_ID: "1400000000", TIM_ENDPOINT: "http://127.0.0.1:9" };

const contextOf = (env: Readonly<Record<string, string>>) => createHandlerContext({ config: () => undefined, env });

function configMessage(work: () => unknown): string {
	try {
		work();
	} catch (error) {
		assert.ok(error instanceof ImError);
		assert.equal(error.kind, "config");
		return error.message;
	}
	return assert.fail("nothing was thrown");
}

describe("createHandlerContext", () => {
	let folder = "";
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-key-"));
	});
	after(() => rmSync(folder, { recursive: true }));

	function keyFile(text: string | Buffer): string {
		const path = join(folder, "key");
		writeFileSync(path, text);
		return path;
	}

	it("resolves each setting on first use", () => {
		const context = contextOf({ TIM_SDK_APP_ID: "none" });
		assert.equal(context.compare(), "live");
		assert.throws(() => context.app(), { setting: "sdkAppId" });
	});

	it("shares the service of one app between contexts", () => {
		const env = { ...base, TIM_SECRET_KEY: "one" };
		assert.equal(contextOf(env).service(), contextOf(env).service());
		assert.equal(contextOf(env).service().sdkAppId, 1400000000);
	});

	const others: readonly { name: string; env: Readonly<Record<string, string>> }[] = [
		{ name: "app", env: { TIM_SDK_APP_ID: "1400000001" } },
		{ name: "identifier", env: { TIM_IDENTIFIER: "other" } },
		{ name: "endpoint", env: { TIM_ENDPOINT: "http://127.0.0.1:10" } },
		{ name: "key", env: { TIM_SECRET_KEY: "two" } },
		{ name: "time-out", env: { TIM_TIMEOUT_MS: "9000" } },
	];
	for (const { name, env } of others) {
		it(`creates a separate service for another ${name}`, () => {
			const one = { ...base, TIM_SECRET_KEY: "one" };
			assert.notEqual(contextOf(one).service(), contextOf({ ...one, ...env }).service());
		});
	}

	it("shares the service for the same secret key in the environment and in a file that may end in a line break", () => {
		const file = { ...base, TIM_SECRET_KEY_FILE: keyFile("one\n") };
		assert.equal(contextOf(file).service(), contextOf({ ...base, TIM_SECRET_KEY: "one" }).service());
	});

	it("reports the setting for a missing secret key file, but not the path of the file", () => {
		const message = configMessage(() => contextOf({ ...base, TIM_SECRET_KEY_FILE: join(folder, "canary") }).service());
		assert.equal(
			message,
			"TIM_SECRET_KEY_FILE: cannot read the secret key file (ENOENT); check the path and the permissions of the file",
		);
	});

	it("reports a secret key file that is a folder", () => {
		const message = configMessage(() => contextOf({ ...base, TIM_SECRET_KEY_FILE: folder }).service());
		assert.equal(
			message,
			"TIM_SECRET_KEY_FILE: the secret key file is not a regular file; use a regular file or a link",
		);
	});

	it("reports an empty secret key file", () => {
		const message = configMessage(() => contextOf({ ...base, TIM_SECRET_KEY_FILE: keyFile(" \n") }).service());
		assert.equal(
			message,
			"TIM_SECRET_KEY_FILE: the secret key file is empty; write the secret key of the app to the file",
		);
	});

	for (const [name, encode] of Object.entries(encoders)) {
		it(`reads a secret key file in ${name}`, () => {
			const file = { ...base, TIM_SECRET_KEY_FILE: keyFile(encode("one\r\n")) };
			assert.equal(contextOf(file).service(), contextOf({ ...base, TIM_SECRET_KEY: "one" }).service());
		});
	}

	const rejected: readonly { readonly name: string; readonly content: string | Buffer; readonly problem: string }[] = [
		...Object.entries(undecodable).map(([name, bytes]) => ({
			name,
			content: bytes,
			problem: "is not UTF-8 or UTF-16 with a byte order mark; save it as UTF-8",
		})),
		{
			name: "a quoted key",
			content: '"canary"\n',
			problem: "contains quotation marks; write only the secret key of the app to the file",
		},
		{
			name: "more than 4 KiB",
			content: "canary".repeat(1000),
			problem: "is larger than 4096 bytes; use a file that contains only the secret",
		},
		{
			name: "the line of an environment file, in UTF-16",
			content: toUtf16("TIM_SECRET_KEY=canary\r\n"),
			problem: "has the form NAME=value; write only the secret key of the app to the file",
		},
	];
	for (const { name, content, problem } of rejected) {
		it(`reports a secret key file that contains ${name}, but not its content`, () => {
			const message = configMessage(() => contextOf({ ...base, TIM_SECRET_KEY_FILE: keyFile(content) }).service());
			assert.equal(message, `TIM_SECRET_KEY_FILE: the secret key file ${problem}`);
		});
	}
});
