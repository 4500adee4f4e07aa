import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./sources";

interface Manifest {
	readonly dependencies: Readonly<Record<string, string>>;
}

interface Report {
	/** Variables of ours that were read. */
	readonly variables: readonly string[];
	/** Timers and sockets that are there after the import and were not before. */
	readonly resources: readonly string[];
	readonly printed: string;
}

/** Runs a script in a process of its own, and gives what it printed and what it reported. It must end by itself. */
function running<T>(script: string): { readonly printed: string; readonly report: T } {
	const args = ["--require", require.resolve("tsx/cjs"), "--eval", script];
	const output = execFileSync(process.execPath, args, { encoding: "utf8", cwd: root, timeout: 20_000 });
	const [printed = "", report = "{}"] = output.split("REPORT");
	return { printed, report: JSON.parse(report) as T };
}

/** Imports a module and says what it did. */
function importing(module: string): Report {
	const { printed, report } = running<Omit<Report, "printed">>(`
		const variables = [];
		process.env = new Proxy(process.env, {
			get(env, name) { if (/^TIM_/.test(String(name))) variables.push(name); return env[name]; },
		});
		const before = process.getActiveResourcesInfo();
		require(${JSON.stringify(join(root, module))});
		const isOurs = (each) => !before.includes(each) && /Timeout|Immediate|TCP|TLS|UDP|Addr|Worker/.test(each);
		const resources = process.getActiveResourcesInfo().filter(isOurs);
		process.on("exit", () => console.log("REPORT" + JSON.stringify({ variables, resources })));
	`);
	return { ...report, printed };
}

describe("importing", () => {
	for (const module of ["provider/index", "provider/hooks", "emulator/index", "cli/program"]) {
		it(`${module} opens nothing, waits for nothing, reads no setting and prints nothing`, function () {
			this.timeout(30_000);
			assert.deepEqual(importing(module), { variables: [], resources: [], printed: "" });
		});
	}
});

describe("a provider process", () => {
	const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
	const alice = JSON.stringify({ account: "alice", nick: "Alice" });
	const stages = [
		{ name: "loads no library to be configured", does: "hooks.configure({ config: { get() {} } })", loads: [] },
		{ name: "loads to check what checks", does: `hooks.check({}, ${alice})`, loads: ["ajv", "fastest-levenshtein"] },
		{
			name: "loads the client when the service is first needed",
			does: `hooks.read("alice", ${alice}).catch(() => {})`,
			loads: ["axios", "cockatiel", "dataloader", "limiter", "lossless-json", "tls-sig-api-v2"],
		},
	];
	for (const { name, does, loads } of stages) {
		it(name, function () {
			this.timeout(30_000);
			const { report } = running<readonly string[]>(`
				const hooks = require(${JSON.stringify(join(root, "provider/hooks"))}).profile();
				const isLoaded = (name) => Object.keys(require.cache).some((file) => file.includes("/node_modules/" + name + "/"));
				const report = () => console.log("REPORT" + JSON.stringify(${JSON.stringify(Object.keys(dependencies))}.filter(isLoaded)));
				void Promise.resolve(${does}).then(report);
			`);
			assert.deepEqual(report, loads);
		});
	}
});
