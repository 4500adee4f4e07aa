import * as pulumi from "@pulumi/pulumi";

/**
 * Creates an error whose message Pulumi shows without a stack trace.
 *
 * The error has no stack. Pulumi does not show the stack of a `RunError`, but the SDK's handler of uncaught errors reads
 * it, and mapping the stack to source files takes Node.js 20 up to a minute.
 */
export function createRunError(message: string): pulumi.RunError {
	const error = new pulumi.RunError(message);
	Object.assign(error, { stack: undefined });
	return error;
}
