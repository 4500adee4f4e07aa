import * as pulumi from "@pulumi/pulumi";

/** Goes on at once with what is known, and later with an output or a promise; what is unknown in a preview stays so. */
export function whenKnown(input: unknown, then: (value: unknown) => unknown): unknown {
	const isLater = pulumi.Output.isInstance(input) || input instanceof Promise;
	return isLater ? pulumi.output(input).apply(then) : then(input);
}

/** Whether an input is a map of inputs, and not the output or promise of one. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value) && !pulumi.Output.isInstance(value);
}
