import { dirname } from "node:path";
import { canResolveHooks } from "../dynamic/serialized-provider";
import { once } from "../util/core";
import { currentMocks } from "./mocks";
import { createRunError } from "./run-error";

/** The process of a Pulumi program. */
export interface ProgramProcess {
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Folder in which the process was started. */
	readonly cwd: string;
	/** Path of the script that Node.js runs. */
	readonly script: string | undefined;
}

/** This process. The folder is read before the program can change it. */
const thisProcess: ProgramProcess = { env: process.env, cwd: process.cwd(), script: process.argv[1] };

const checkThisProcess = once(() => checkHooks(thisProcess));

/**
 * Throws if the engine cannot load this package for a resource of the program. If the check succeeds, it is not repeated
 * in this process. There is no check under mocks, because a unit test needs no engine.
 *
 * @throws RunError, whose message Pulumi shows without a stack trace
 */
export function requireHooks(): void {
	if (currentMocks() === undefined) checkThisProcess();
}

/**
 * Throws if the text in the state cannot load this package in the folder of the program. This is the case if only a
 * library of the program depends on the package, and the package manager does not install the package for the program.
 *
 * @throws RunError, whose message Pulumi shows without a stack trace
 */
export function checkHooks(program: ProgramProcess): void {
	if (providerFolders(program).some(canResolveHooks)) return;
	throw createRunError(
		`pulumi-tim: pulumi-tim/hooks cannot be found from ${program.cwd}; add pulumi-tim to this project's dependencies`,
	);
}

/**
 * Returns the folders in which the engine may start the provider process. The language host starts the program in the
 * same folder, and sets the environment variable. An inline program of the Automation API does not know the folder: by
 * default, it is the working directory of the script, but it can be the project's folder, where the script usually is.
 */
function providerFolders({ env, cwd, script }: ProgramProcess): readonly string[] {
	const isInline = env.PULUMI_NODEJS_MONITOR === undefined;
	return isInline && script !== undefined ? [cwd, dirname(script)] : [cwd];
}
