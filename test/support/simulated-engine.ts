import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/**
 * Replaces the engine with a simulation in this process. Unlike mocks that a test sets with `pulumi.runtime.setMocks`,
 * the package cannot detect the simulation, and behaves as it does in the engine.
 */
export function simulateEngine(newResource: pulumi.runtime.Mocks["newResource"], { preview = false } = {}): void {
	const monitor = new MockMonitor({ newResource, call: () => ({}) });
	const calls = {
		readResource: monitor.readResource.bind(monitor),
		registerResource: monitor.registerResource.bind(monitor),
	};
	pulumi.runtime.setMockOptions(calls, "project", "stack", preview);
}
