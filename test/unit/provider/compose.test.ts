import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHandlerContext } from "@/provider/compose";
import { ImError } from "@/provider/errors/im-error";

const base = { TIM_SDK_APP_ID: "1400000000", TIM_ENDPOINT: "http://127.0.0.1:9" };

const contextOf = (env: Readonly<Record<string, string>>) => createHandlerContext({ config: () => undefined, env });

function messageOf(work: () => unknown): string {
	try {
		work();
	} catch (error) {
		assert.ok(error instanceof ImError);
		assert.equal(error.kind, "config");
		return error.message;
	}
	return assert.fail("nothing was thrown");
}

describe("connect", () => {
	let folder = "";
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-key-"));
	});
	after(() => rmSync(folder, { recursive: true }));

	function keyFile(text: string): string {
		const path = join(folder, "key");
		writeFileSync(path, text);
		return path;
	}

	it("makes nothing, and throws nothing, before it is asked", () => {
		const context = contextOf({ TIM_SDK_APP_ID: "none" });
		assert.equal(context.compare(), "live");
	});

	it("shares one service between the hooks of one app", () => {
		const env = { ...base, TIM_SECRET_KEY: "one" };
		assert.equal(contextOf(env).service(), contextOf(env).service());
		assert.equal(contextOf(env).service().sdkAppId, 1400000000);
	});

	const others: readonly { name: string; env: Readonly<Record<string, string>> }[] = [
		{ name: "app", env: { TIM_SDK_APP_ID: "1400000001" } },
		{ name: "identifier", env: { TIM_IDENTIFIER: "other" } },
		{ name: "endpoint", env: { TIM_ENDPOINT: "http://127.0.0.1:10" } },
		{ name: "key", env: { TIM_SECRET_KEY: "two" } },
	];
	for (const { name, env } of others) {
		it(`makes another service for another ${name}`, () => {
			const one = { ...base, TIM_SECRET_KEY: "one" };
			assert.notEqual(contextOf(one).service(), contextOf({ ...one, ...env }).service());
		});
	}

	it("takes the key of a file for the same as the key itself, line break or not", () => {
		const withFile = { ...base, TIM_SECRET_KEY_FILE: keyFile("one\n") };
		assert.equal(contextOf(withFile).service(), contextOf({ ...base, TIM_SECRET_KEY: "one" }).service());
	});

	it("says of a key file that is not there by which setting it is named, and not where", () => {
		const message = messageOf(() => contextOf({ ...base, TIM_SECRET_KEY_FILE: join(folder, "canary") }).service());
		assert.equal(message, "TIM_SECRET_KEY_FILE: the file cannot be read (ENOENT); check its path and permissions");
	});

	it("says of an empty key file that it is empty", () => {
		const message = messageOf(() => contextOf({ ...base, TIM_SECRET_KEY_FILE: keyFile(" \n") }).service());
		assert.equal(message, "TIM_SECRET_KEY_FILE: the file is empty; write the app's secret key to it");
	});
});
