import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type CommandResult, startCommand } from "./command";
import { checkout } from "./engine";
import type { Stack } from "./stack";

/** Runs the shell steps of a CI pipeline in the folder of a stack's program. */
export interface PipelineRunner {
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
	const bin = join(stack.folder, "bin");
	const log = join(stack.folder, "asked.txt");
	mkdirSync(bin);
	writeFileSync(log, "");
	writeCommand(bin, "npx", `shift; exec "${process.execPath}" "${join(checkout, "dist", "cli", "main.js")}" "$@"`);
	for (const name of ["npm", "gh"]) writeCommand(bin, name, `echo "${name} $*" >> "${log}"`);
	return {
		run(script, more = {}) {
			const all = { ...stack.env, PATH: `${bin}:${stack.env.PATH}`, ...env, ...more };
			return startCommand("bash", ["-e", "-c", script], { cwd: stack.folder, env: all }).result;
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
	const { jobs } = parse(readPipeline(file)) as { readonly jobs: Readonly<Record<string, GithubJob>> };
	const steps = Object.values(jobs).flatMap((job) => job.steps);
	return Object.fromEntries(steps.flatMap(({ name, run }) => (run === undefined ? [] : [[name ?? run, run]])));
}

interface GithubJob {
	readonly steps: readonly { readonly name?: string; readonly run?: string }[];
}

/** Returns the script of a GitLab CI job, preceded by its `before_script`. */
export function readGitlabScript(job: string): string {
	const pipeline = parse(readPipeline("gitlab/.gitlab-ci.yml")) as Readonly<Record<string, GitlabJob>>;
	const lines = [...(pipeline.default?.before_script ?? []), ...(pipeline[job]?.script ?? [])];
	return lines.join("\n");
}

interface GitlabJob {
	readonly before_script?: readonly string[];
	readonly script?: readonly string[];
}
