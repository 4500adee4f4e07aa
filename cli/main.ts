#!/usr/bin/env node
import { createProgram } from "./program";

createProgram()
	.parseAsync()
	.catch((error: unknown) => {
		process.stderr.write(`pulumi-tim: ${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = 1;
	});
