#!/usr/bin/env node
import { exitCodeOf } from "./exit-codes";
import { createProgram } from "./program";
import { warn } from "./terminal";

/* A reader that closes the pipe early, such as head, is not a failure. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
	if (error.code !== "EPIPE") throw error;
});

createProgram()
	.parseAsync()
	.catch((error: unknown) => {
		warn(error instanceof Error ? error.message : String(error));
		process.exitCode = exitCodeOf(error);
	});
