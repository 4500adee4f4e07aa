import assert from "node:assert/strict";
import { Session } from "node:inspector/promises";
import { isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { dynamic } from "@pulumi/pulumi";
import axios from "axios";
import { type Emulator, startEmulator } from "@/emulator";
import { root } from "./sources";

/**
 * The highest permitted number of modules on the call path of a write, from `dynamic/hooks.ts` to the HTTP request. The
 * folder `client/pipeline/` counts as one module.
 */
const MAX_PATH_MODULES = 8;

/**
 * The highest permitted number of modules of `provider/` that run a function during one create. The create makes a
 * write. The folder `client/pipeline/` counts as one module.
 */
const MAX_RUN_MODULES = 22;

const ENTRY = "provider/dynamic/hooks.ts";

/**
 * The folder of the compiled provider. The test does not run the sources, because tsx compiles each use of an imported
 * name to a function call in the imported module.
 */
const compiled = join(root, "dist", "provider");

describe("a create of a profile with one write", () => {
	const { adapter } = axios.defaults;
	const stacks: { readonly url: string; readonly stack: string }[] = [];
	let emulator: Emulator;
	let hooks: dynamic.ResourceProvider;

	before(async () => {
		emulator = await startEmulator({ accounts: { alice: {}, bob: {} } });
		// The connection copies axios's defaults when it is created, which happens in the first create.
		const send = axios.getAdapter("http");
		axios.defaults.adapter = (config) => {
			stacks.push({ url: String(config.url), stack: fullStack() });
			return send(config);
		};
		const { profile } = require(join(compiled, "dynamic", "hooks.js")) as typeof import("@/provider/dynamic/hooks");
		hooks = profile();
		const values: Readonly<Record<string, string>> = {
			"tim:sdkAppId": emulator.env.TIM_SDK_APP_ID ?? "",
			"tim:endpoint": emulator.endpoint,
			"tim:secretKey": emulator.secretKey,
		};
		const config = { get: (key: string) => values[key], require: (key: string) => values[key] ?? "" };
		await hooks.configure?.({ config });
		await hooks.create({ account: "alice", nick: "Alice" });
	});
	after(async () => {
		if (adapter !== undefined) axios.defaults.adapter = adapter;
		await emulator.close();
	});

	it(`passes at most ${MAX_PATH_MODULES} modules from the hook to the HTTP request`, () => {
		const write = stacks.find(({ url }) => url.endsWith("/portrait_set"));
		assert.ok(write !== undefined, "the create sent no write");
		const modules = [...new Set([ENTRY, ...modulesOf(write.stack).map(withPipelineAsOne)])];
		for (const file of ["dynamic/adapter.ts", "lifecycle/reconcile.ts", "client/writes.ts", "client/http.ts"])
			assert.ok(modules.includes(`provider/${file}`), `the stack trace ends before ${file}:\n${write.stack}`);
		assert.ok(modules.length <= MAX_PATH_MODULES, `${modules.length} modules:\n${modules.join("\n")}`);
	});

	it(`runs functions of at most ${MAX_RUN_MODULES} modules`, async () => {
		const all = await modulesRunBy(() => hooks.create({ account: "bob", nick: "Bob" }));
		const modules = [...new Set(all.map(withPipelineAsOne))];
		assert.equal(emulator.profile("bob")?.Tag_Profile_IM_Nick, "Bob");
		assert.ok(modules.length <= MAX_RUN_MODULES, `${modules.length} modules:\n${modules.join("\n")}`);
	});
});

/** Returns the stack trace of the caller with all frames, including those of awaiting functions. */
function fullStack(): string {
	const limit = Error.stackTraceLimit;
	Error.stackTraceLimit = Number.POSITIVE_INFINITY;
	const { stack = "" } = new Error("at the transport");
	Error.stackTraceLimit = limit;
	return stack;
}

/** Returns the modules of `provider/` in a stack trace, each once. The innermost module is the first. */
function modulesOf(stack: string): readonly string[] {
	const paths = stack.matchAll(/(?:\(|at (?:async )?)(?:file:\/\/)?([^()\n]+?):\d+:\d+\)?$/gm);
	return [...new Set([...paths].flatMap(([, path = ""]) => toModule(path)))];
}

/**
 * Returns a list of one item, the source module of a compiled file of the provider. Returns an empty list for any other
 * file.
 */
function toModule(file: string): readonly string[] {
	const path = relative(compiled, file).replaceAll("\\", "/");
	return path.startsWith("..") || isAbsolute(path) ? [] : [`provider/${path.replace(/\.js$/, ".ts")}`];
}

function withPipelineAsOne(module: string): string {
	return module.startsWith("provider/client/pipeline/") ? "provider/client/pipeline/" : module;
}

/** Runs `work`, and returns the modules of `provider/` that ran a function. Loading a module does not count. */
async function modulesRunBy(work: () => Promise<unknown>): Promise<readonly string[]> {
	const session = new Session();
	session.connect();
	try {
		await session.post("Profiler.enable");
		await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
		await session.post("Profiler.takePreciseCoverage");
		await work();
		const { result } = await session.post("Profiler.takePreciseCoverage");
		const ran = result.filter(({ functions }) => functions.some(({ ranges }) => (ranges[0]?.count ?? 0) > 0));
		const files = ran.map(({ url }) => (url.startsWith("file:") ? fileURLToPath(url) : url));
		return files.flatMap(toModule).sort();
	} finally {
		session.disconnect();
	}
}
