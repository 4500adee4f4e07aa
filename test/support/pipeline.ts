import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type CommandResult, startCommand } from "./command";
import { checkout } from "./engine";
import type { Stack } from "./stack";

/** Runs the shell steps of a CI pipeline in the folder of a stack's program. */
export interface PipelineRunner {
	/** The folder of the program. */
	readonly folder: string;
	/** Runs a script in bash. The script stops at the first error. */
	run(script: string, env?: Readonly<Record<string, string>>): Promise<CommandResult>;
	/** Returns the recorded calls of `npm` and `gh`, one line for each call, such as `gh pr comment 7 …`. */
	calledCommands(): readonly string[];
}

/**
 * Creates a runner that replaces commands of a CI machine: `npx` runs the command of this checkout, and `npm` and `gh`
 * only record their arguments.
 */
export function createPipelineRunner(stack: Stack, env: Readonly<Record<string, string>>): PipelineRunner {
	const { folder } = stack;
	const bin = join(folder, "bin");
	const log = join(folder, "asked.txt");
	mkdirSync(bin);
	writeFileSync(log, "");
	writeCommand(bin, "npx", `shift; exec "${process.execPath}" "${join(checkout, "dist", "cli", "main.js")}" "$@"`);
	for (const name of ["npm", "gh"]) writeCommand(bin, name, `echo "${name} $*" >> "${log}"`);
	return {
		folder,
		run(script, more = {}) {
			const all = { ...stack.env, PATH: `${bin}:${stack.env.PATH}`, ...env, ...more };
			return startCommand("bash", ["-e", "-c", script], { cwd: folder, env: all }).result;
		},
		calledCommands: () => readFileSync(log, "utf8").split("\n").filter(Boolean),
	};
}

function writeCommand(folder: string, name: string, line: string): void {
	writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`);
	chmodSync(join(folder, name), 0o755);
}

/** Reads a file of `examples/pipelines`. */
export function readPipeline(file: string): string {
	return readFileSync(join(checkout, "examples", "pipelines", file), "utf8");
}

/** Reads the shell scripts of a GitHub Actions workflow with one job, by the name of their step. */
export function readGithubSteps(file: string): Readonly<Record<string, string>> {
	return Object.fromEntries(
		readSteps(file).flatMap(({ name, run }) => (run === undefined ? [] : [[name ?? run, run]])),
	);
}

function readSteps(file: string): readonly GithubStep[] {
	const { jobs } = parse(readPipeline(file)) as { readonly jobs: Readonly<Record<string, GithubJob>> };
	return Object.values(jobs).flatMap((job) => job.steps);
}

interface GithubJob {
	readonly steps: readonly GithubStep[];
}

interface GithubStep {
	readonly name?: string;
	readonly run?: string;
	readonly uses?: string;
	readonly id?: string;
	readonly if?: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly with?: Readonly<Record<string, string>>;
}

/** The files that a CI system keeps between jobs: the content of one file by cache key, the oldest first. */
export type FileCache = Map<string, string>;

/** A run of a GitHub Actions workflow. */
export interface GithubRun {
	readonly runner: PipelineRunner;
	readonly cache: FileCache;
	/** Values of expressions in cache keys, such as `github.run_id`. */
	readonly values: Readonly<Record<string, number>>;
	readonly env?: Readonly<Record<string, string>>;
}

/** The result of a CI job. */
export interface JobResult {
	readonly hasFailed: boolean;
	/** Returns the result of a shell step. @throws Error if the step did not run */
	resultOf(step: string): CommandResult;
	/** The files that the job uploaded. */
	readonly uploads: readonly string[];
}

/** The URL of an uploaded artifact, which a step can use as output of the upload. */
export const ARTIFACT_URL = "https://github.example/artifacts/1";

/** The input that names the file that an action uploads. */
const uploadInputs: Readonly<Record<string, string>> = {
	"actions/upload-artifact": "path",
	"github/codeql-action/upload-sarif": "sarif_file",
};

/**
 * Runs the job of a GitHub Actions workflow as GitHub does. After a failed step, only steps with the condition
 * `always()` run. The versions of `actions/cache` restore and save a file; a saved key is never overwritten. The upload
 * of a file that does not exist is an error. Other actions are skipped.
 */
export async function runGithubJob(file: string, { runner, cache, values, env }: GithubRun): Promise<JobResult> {
	const results = new Map<string, CommandResult>();
	const afterSuccess: (() => void)[] = [];
	const uploads: string[] = [];
	const outputs = new Map<string, string>();
	let hasFailed = false;
	for (const step of readSteps(file)) {
		if (!isDue(step, hasFailed, runner.folder)) continue;
		const { id, name, run, uses = "", with: inputs = {} } = step;
		const action = uses.split("@")[0] ?? "";
		cacheActions[action]?.(createCachedFile(cache, { folder: runner.folder, inputs, values }), afterSuccess);
		if (uploadInputs[action] !== undefined) {
			uploads.push(readUpload(runner.folder, inputs[uploadInputs[action]]));
			outputs.set(`steps.${id}.outputs.artifact-url`, ARTIFACT_URL);
		}
		if (run === undefined) continue;
		const result = await runner.run(run, { ...env, ...replaceOutputs(step.env, outputs) });
		results.set(name ?? run, result);
		hasFailed ||= result.code !== 0;
	}
	if (!hasFailed) for (const work of afterSuccess) work();
	return {
		...{ hasFailed, uploads },
		resultOf: (step) => results.get(step) ?? assert.fail(`the step ${step} did not run`),
	};
}

/** Whether a step runs, according to `always()` and `hashFiles('FILE') != ''` in its condition. */
function isDue({ if: condition = "success()" }: GithubStep, hasFailed: boolean, folder: string): boolean {
	if (hasFailed && !condition.startsWith("always()")) return false;
	const [, file] = /hashFiles\('([^']*)'\) != ''/.exec(condition) ?? [];
	return file === undefined || existsSync(join(folder, file));
}

function readUpload(folder: string, file = ""): string {
	assert.ok(existsSync(join(folder, file)), `${file} does not exist`);
	return file;
}

/** Replaces each expression in the variables of a step by the output of an earlier step, or by an empty text. */
function replaceOutputs(env: GithubStep["env"] = {}, outputs: ReadonlyMap<string, string>): Record<string, string> {
	const replaced = Object.entries(env).map(([name, value]) => [
		name,
		value.replaceAll(/\$\{\{ (\S+) \}\}/g, (_, expression: string) => outputs.get(expression) ?? ""),
	]);
	return Object.fromEntries(replaced);
}

/** A file in the folder of a job that a cache keeps between jobs. */
interface CachedFile {
	/** Replaces the file by the cached file, or deletes the file, because a job starts in a new folder. */
	readonly restore: () => void;
	readonly save: () => void;
}

type UseCache = (file: CachedFile, afterSuccess: (() => void)[]) => void;

/** The effect of each cache action. `afterSuccess` is the work at the end of a job that succeeds. */
const cacheActions: Readonly<Record<string, UseCache>> = {
	"actions/cache/restore": ({ restore }) => restore(),
	"actions/cache/save": ({ save }) => save(),
	"actions/cache": ({ restore, save }, afterSuccess) => {
		restore();
		afterSuccess.push(save);
	},
};

interface CacheStep {
	readonly folder: string;
	readonly inputs: Readonly<Record<string, string>>;
	readonly values: Readonly<Record<string, number>>;
}

function createCachedFile(cache: FileCache, { folder, inputs, values }: CacheStep): CachedFile {
	const file = join(folder, inputs.path ?? "");
	const key = (inputs.key ?? "").replaceAll(/\$\{\{ (\S+) \}\}/g, (_, name: string) =>
		String(values[name] ?? assert.fail(`the expression ${name} has no value`)),
	);
	const prefix = inputs["restore-keys"];
	return {
		restore() {
			const similar = [...cache.keys()].filter((each) => prefix !== undefined && each.startsWith(prefix)).at(-1);
			replaceFile(file, cache.get(key) ?? cache.get(similar ?? ""));
		},
		save() {
			if (existsSync(file) && !cache.has(key)) cache.set(key, readFileSync(file, "utf8"));
		},
	};
}

function replaceFile(file: string, content: string | undefined): void {
	if (content === undefined) rmSync(file, { force: true });
	else writeFileSync(file, content);
}

/** Returns the script of a GitLab CI job, preceded by its `before_script`. */
export function readGitlabScript(job: string): string {
	const pipeline = readGitlabPipeline();
	const lines = [...(pipeline.default?.before_script ?? []), ...(pipeline[job]?.script ?? [])];
	return lines.join("\n");
}

function readGitlabPipeline(): Readonly<Record<string, GitlabJob>> {
	return parse(readPipeline("gitlab/.gitlab-ci.yml")) as Readonly<Record<string, GitlabJob>>;
}

interface GitlabJob {
	readonly before_script?: readonly string[];
	readonly script?: readonly string[];
	readonly after_script?: readonly string[];
	readonly artifacts?: {
		readonly paths?: readonly string[];
		readonly reports?: Readonly<Record<string, string>>;
	};
	readonly cache?: {
		readonly key: string;
		/** @defaultValue `on_success` */
		readonly when?: "always" | "on_failure" | "on_success";
		readonly paths: readonly string[];
	};
}

/** The result of a GitLab CI job. */
export interface GitlabJobResult {
	readonly result: CommandResult;
	/** The files that the job uploaded. */
	readonly uploads: readonly string[];
}

/**
 * Runs a GitLab CI job with its `after_script`, and restores and saves the file of its cache as GitLab does. Artifacts
 * that do not exist are not uploaded.
 */
export async function runGitlabJob(
	job: string,
	{ runner, cache, env = {} }: Pick<GithubRun, "runner" | "cache" | "env">,
): Promise<GitlabJobResult> {
	const { cache: settings, artifacts, after_script = [] } = readGitlabPipeline()[job] ?? assert.fail(`no job ${job}`);
	const files = [...(artifacts?.paths ?? []), ...Object.values(artifacts?.reports ?? {})];
	for (const file of files) rmSync(join(runner.folder, file), { force: true });
	const cached = settings && { file: join(runner.folder, settings.paths[0] ?? ""), ...settings };
	if (cached) replaceFile(cached.file, cache.get(cached.key));
	const result = await runner.run(readGitlabScript(job), env);
	await runner.run(after_script.join("\n"), env);
	const { when = "on_success" } = settings ?? {};
	const isSaved = when === "always" || (when === "on_success") === (result.code === 0);
	if (cached && isSaved && existsSync(cached.file)) cache.set(cached.key, readFileSync(cached.file, "utf8"));
	return { result, uploads: files.filter((file) => existsSync(join(runner.folder, file))) };
}
