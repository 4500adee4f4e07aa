import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./sources";

interface Manifest {
	readonly dependencies: Readonly<Record<string, string>>;
}

interface ImportReport {
	/** The `TIM_*` environment variables that the module read while it was imported. */
	readonly variables: readonly string[];
	/** The kinds of timers and sockets that the module created while it was imported. */
	readonly resources: readonly string[];
	readonly printed: string;
}

/**
 * Runs a script in a separate process, which must end by itself. Returns the output of the script before the word
 * `REPORT`, and the JSON after that word.
 */
function runScript<T>(script: string): { readonly printed: string; readonly report: T } {
	const args = ["--require", require.resolve("tsx/cjs"), "--eval", script];
	const output = execFileSync(process.execPath, args, { encoding: "utf8", cwd: root, timeout: 20_000 });
	const [printed = "", report = "{}"] = output.split("REPORT");
	return { printed, report: JSON.parse(report) as T };
}

/** Imports a module in a separate process. Returns the side effects of the import. */
function importModule(module: string): ImportReport {
	const { printed, report } = runScript<Omit<ImportReport, "printed">>(`
		const variables = [];
		process.env = new Proxy(process.env, {
			get(env, name) { if (/^TIM_/.test(String(name))) variables.push(name); return env[name]; },
		});
		const before = process.getActiveResourcesInfo();
		require(${JSON.stringify(join(root, module))});
		const isRelevant = (each) => !before.includes(each) && /Timeout|Immediate|TCP|TLS|UDP|Addr|Worker/.test(each);
		const resources = process.getActiveResourcesInfo().filter(isRelevant);
		process.on("exit", () => console.log("REPORT" + JSON.stringify({ variables, resources })));
	`);
	return { ...report, printed };
}

describe("the import of a module", () => {
	for (const module of ["provider/index", "provider/dynamic/hooks", "emulator/index", "cli/program"]) {
		it(`opens no socket, starts no timer, reads no setting and prints nothing: ${module}`, function () {
			this.timeout(30_000);
			assert.deepEqual(importModule(module), { variables: [], resources: [], printed: "" });
		});
	}
});

describe("a provider process", () => {
	const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
	const alice = JSON.stringify({ account: "alice", nick: "Alice" });
	const cases = [
		{ name: "loads no library in configure", call: "hooks.configure({ config: { get() {} } })", loads: [] },
		{
			name: "loads only the validation library in check",
			call: `hooks.check({}, ${alice})`,
			loads: ["ajv"],
		},
		{
			name: "loads the libraries of the client in the first call",
			call: `hooks.read("alice", ${alice}).catch(() => {})`,
			loads: ["axios", "cockatiel", "dataloader", "limiter", "lossless-json", "tls-sig-api-v2"],
		},
	];
	for (const { name, call, loads } of cases) {
		it(name, function () {
			this.timeout(30_000);
			const { report } = runScript<readonly string[]>(`
				const hooks = require(${JSON.stringify(join(root, "provider/dynamic/hooks"))}).profile();
				const isLoaded = (name) => Object.keys(require.cache).some((file) => file.includes("/node_modules/" + name + "/"));
				const report = () => console.log("REPORT" + JSON.stringify(${JSON.stringify(Object.keys(dependencies))}.filter(isLoaded)));
				void Promise.resolve(${call}).then(report);
			`);
			assert.deepEqual(report, loads);
		});
	}
});
