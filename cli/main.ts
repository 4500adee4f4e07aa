#!/usr/bin/env node
import { exitCodeOf } from "./exit-codes";
import { createProgram } from "./program";

/* A reader such as head that has seen enough is no failure. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
	if (error.code !== "EPIPE") throw error;
});

createProgram()
	.parseAsync()
	.catch((error: unknown) => {
		process.stderr.write(`pulumi-tim: ${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = exitCodeOf(error);
	});
