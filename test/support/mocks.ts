import * as pulumi from "@pulumi/pulumi";

/** Replaces the engine with mocks that record each registered resource. Returns the list of registrations. */
export async function recordRegistrations(): Promise<readonly pulumi.runtime.MockResourceArgs[]> {
	const registered: pulumi.runtime.MockResourceArgs[] = [];
	const newResource = (args: pulumi.runtime.MockResourceArgs) => {
		registered.push(args);
		return { id: args.id ?? args.name, state: { ...args.inputs } };
	};
	await pulumi.runtime.setMocks({ newResource, call: () => ({}) });
	return registered;
}

/** Runs `work` and waits until pending promises are settled. Returns the warnings that Pulumi logged meanwhile. */
export async function captureWarnings(work: () => unknown): Promise<readonly string[]> {
	const { warn } = console;
	const warnings: string[] = [];
	console.warn = (message: string) => warnings.push(message.replace(/^warning: \[runtime\] /, ""));
	try {
		await work();
		await new Promise((resolve) => setImmediate(resolve));
	} finally {
		console.warn = warn;
	}
	return warnings;
}
