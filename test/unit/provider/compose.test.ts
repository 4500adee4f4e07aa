import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHandlerContext } from "@/provider/compose";
import { ImError } from "@/provider/errors/im-error";

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

	function keyFile(text: string): string {
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

	it("reports an empty secret key file", () => {
		const message = configMessage(() => contextOf({ ...base, TIM_SECRET_KEY_FILE: keyFile(" \n") }).service());
		assert.equal(
			message,
			"TIM_SECRET_KEY_FILE: the secret key file is empty; write the secret key of the app to the file",
		);
	});
});
