import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./sources";

describe("the report of the public API in api/", function () {
	this.timeout(120_000);

	it("matches the declarations of the entry points; if the test fails, run npm run api", async () => {
		await promisify(execFile)(process.execPath, [join(root, "tools/api.mjs"), "--check"], { cwd: root });
	});
});
