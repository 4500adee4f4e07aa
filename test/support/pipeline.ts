import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Outcome, start } from "./command";
import { checkout } from "./engine";
import type { Stack } from "./stack";

/** Runs the shell steps of a pipeline as its runner would, in the folder of a stack's program. */
export interface Runner {
	/** Runs a script in bash, which stops at the first error. */
	run(script: string, env?: Readonly<Record<string, string>>): Promise<Outcome>;
	/** What was asked of the commands that are not the project's, a line each: `gh pr comment 7 …`. */
	asked(): readonly string[];
}

/**
 * A runner with what such a machine has installed: `npx` finds this checkout's command, and `npm` and `gh` write down
 * what they are asked to do.
 */
export function createRunner(stack: Stack, env: Readonly<Record<string, string>>): Runner {
	const bin = join(stack.folder, "bin");
	const log = join(stack.folder, "asked.txt");
	mkdirSync(bin);
	writeFileSync(log, "");
	command(bin, "npx", `shift; exec "${process.execPath}" "${join(checkout, "dist", "cli", "main.js")}" "$@"`);
	for (const name of ["npm", "gh"]) command(bin, name, `echo "${name} $*" >> "${log}"`);
	return {
		run(script, more = {}) {
			const all = { ...stack.env, PATH: `${bin}:${stack.env.PATH}`, ...env, ...more };
			return start("bash", ["-e", "-c", script], { cwd: stack.folder, env: all }).outcome;
		},
		asked: () => readFileSync(log, "utf8").split("\n").filter(Boolean),
	};
}

function command(folder: string, name: string, line: string): void {
	writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`);
	chmodSync(join(folder, name), 0o755);
}

/** The text of a file of `examples/pipelines`. */
export function pipelineText(file: string): string {
	return readFileSync(join(checkout, "examples", "pipelines", file), "utf8");
}

/** The shell steps of the only job of a workflow of GitHub Actions, by name. */
export function githubSteps(file: string): Readonly<Record<string, string>> {
	const { jobs } = parse(pipelineText(file)) as { readonly jobs: Readonly<Record<string, GithubJob>> };
	const steps = Object.values(jobs).flatMap((job) => job.steps);
	return Object.fromEntries(steps.flatMap(({ name, run }) => (run === undefined ? [] : [[name ?? run, run]])));
}

interface GithubJob {
	readonly steps: readonly { readonly name?: string; readonly run?: string }[];
}

/** The script of a job of GitLab CI, its `before_script` included. */
export function gitlabScript(job: string): string {
	const pipeline = parse(pipelineText("gitlab/.gitlab-ci.yml")) as Readonly<Record<string, GitlabJob>>;
	const lines = [...(pipeline.default?.before_script ?? []), ...(pipeline[job]?.script ?? [])];
	return lines.join("\n");
}

interface GitlabJob {
	readonly before_script?: readonly string[];
	readonly script?: readonly string[];
}
