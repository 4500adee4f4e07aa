#!/usr/bin/env node
import { exitCodeOf } from "./exit-codes";
import { createProgram } from "./program";
import { warn } from "./terminal";

/* EPIPE is not a failure: a reader such as `head` closes the pipe before the command has written everything. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
	if (error.code !== "EPIPE") throw error;
});

createProgram()
	.parseAsync()
	.catch((error: unknown) => {
		warn(error instanceof Error ? error.message : String(error));
		process.exitCode = exitCodeOf(error);
	});
