#!/usr/bin/env node
import { exitCodeOf } from "./exit-codes";
import { createProgram } from "./program";

createProgram()
	.parseAsync()
	.catch((error: unknown) => {
		process.stderr.write(`pulumi-tim: ${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = exitCodeOf(error);
	});
