#!/usr/bin/env node
import { exitCodes } from "./exit-codes";
import { createProgram, reportError } from "./program";
import { warn } from "./terminal";

/** Whether standard output could not be written, for example because the disk is full. */
let isOutputLost = false;

/* EPIPE is not a failure: a reader such as `head` closes the pipe before the command has written everything. */
process.stdout.on("error", ({ code = "unknown" }: NodeJS.ErrnoException) => {
	if (code === "EPIPE" || isOutputLost) return;
	isOutputLost = true;
	warn(`standard output: cannot be written (${code}); redirect it to another place`);
});
process.stderr.on("error", () => {}); // there is no other place for messages
process.on("exit", () => {
	if (isOutputLost) process.exitCode = exitCodes.failure;
});

createProgram().parseAsync().catch(reportError);
