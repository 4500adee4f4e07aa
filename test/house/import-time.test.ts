import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./sources";

interface Report {
	/** Variables of ours that were read. */
	readonly variables: readonly string[];
	/** Timers and sockets that are there after the import and were not before. */
	readonly resources: readonly string[];
	readonly printed: string;
}

/** Imports a module in a process of its own and says what it did. The process must end by itself. */
function importing(module: string): Report {
	const script = `
		const variables = [];
		process.env = new Proxy(process.env, {
			get(env, name) { if (/^TIM_/.test(String(name))) variables.push(name); return env[name]; },
		});
		const before = process.getActiveResourcesInfo();
		require(${JSON.stringify(join(root, module))});
		const isOurs = (each) => !before.includes(each) && /Timeout|Immediate|TCP|TLS|UDP|Addr|Worker/.test(each);
		const resources = process.getActiveResourcesInfo().filter(isOurs);
		process.on("exit", () => console.log("REPORT" + JSON.stringify({ variables, resources })));
	`;
	const args = ["--require", require.resolve("tsx/cjs"), "--eval", script];
	const output = execFileSync(process.execPath, args, { encoding: "utf8", cwd: root, timeout: 20_000 });
	const [printed = "", report = "{}"] = output.split("REPORT");
	return { ...(JSON.parse(report) as Omit<Report, "printed">), printed };
}

describe("importing", () => {
	for (const module of ["provider/index", "provider/hooks", "emulator/index", "cli/program"]) {
		it(`${module} opens nothing, waits for nothing, reads no setting and prints nothing`, function () {
			this.timeout(30_000);
			assert.deepEqual(importing(module), { variables: [], resources: [], printed: "" });
		});
	}
});
