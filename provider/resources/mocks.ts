import * as pulumi from "@pulumi/pulumi";

/**
 * Returns the mocks that a unit test sets with `pulumi.runtime.setMocks`, or `undefined` if there are none. The SDK has
 * no function for this; test/unit/provider/resources/mocks.test.ts checks the property that this function reads.
 */
export function currentMocks(): pulumi.runtime.Mocks | undefined {
	const monitor: unknown = pulumi.runtime.getMonitor();
	return (monitor as { readonly mocks?: pulumi.runtime.Mocks } | undefined)?.mocks;
}
