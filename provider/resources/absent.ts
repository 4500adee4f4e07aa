import * as pulumi from "@pulumi/pulumi";

/**
 * Gives each resource of a class an output of nothing under these names, until it has one of its own.
 *
 * The SDK makes an output for each key that the inputs have, also of one that is undefined, and for each output it takes
 * four stack traces: with a key for every attribute, a thousand profiles cost a program four seconds more.
 */
export function declareEmptyOutputs(resource: { readonly prototype: object }, names: readonly string[]): void {
	const value = pulumi.output(undefined);
	for (const name of names) Object.defineProperty(resource.prototype, name, { value, writable: true });
}
