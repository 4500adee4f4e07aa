import type { PulumiResource } from "@/cli/drift/resource";
import { APP } from "./builders";

const project = "urn:pulumi:dev::bots";

/** The provider reference of each resource in {@link buildStateExport} that uses the default provider. */
export const DEFAULT_PROVIDER = `${project}::pulumi:providers:pulumi-nodejs::default::0001`;

/** Returns the URN of a profile in the test stack. */
export function urnOf(name: string, kind: "Profile" | "ProfileSet" = "Profile"): string {
	return `${project}::pulumi-nodejs:dynamic/tim:${kind}::${name}`;
}

/** Returns a resource of kind `Profile` as a stack export contains it. The name of the resource is the account ID. */
export function buildResource(
	account: string,
	attributes: Readonly<Record<string, unknown>> = {},
	changes: Partial<PulumiResource> = {},
): PulumiResource {
	const inputs = { __provider: "the text of the hooks", account, ...attributes };
	return {
		urn: urnOf(account),
		type: "pulumi-nodejs:dynamic/tim:Profile",
		id: account,
		inputs,
		outputs: { ...inputs, app: APP },
		provider: DEFAULT_PROVIDER,
		...changes,
	};
}

/** Returns a resource of kind `ProfileSet` as a stack export contains it. */
export function buildSetResource(profiles: Readonly<Record<string, object>>, name = "set"): PulumiResource {
	const inputs = { __provider: "the text of the hooks", profiles };
	return {
		...buildResource(name, {}),
		urn: urnOf(name, "ProfileSet"),
		type: "pulumi-nodejs:dynamic/tim:ProfileSet",
		inputs,
		outputs: { ...inputs, app: APP },
	};
}

/** Returns a stack export that contains the given resources, and a default provider that has the given stack config. */
export function buildStateExport(
	resources: readonly PulumiResource[],
	config: Readonly<Record<string, unknown>> = {},
): { readonly version: number; readonly deployment: { readonly resources: readonly PulumiResource[] } } {
	const [urn = "", id = ""] = DEFAULT_PROVIDER.split(/::(?=0001)/);
	const provider = { urn, id, type: "pulumi:providers:pulumi-nodejs", inputs: config, outputs: config };
	return { version: 3, deployment: { resources: [provider, ...resources] } };
}

/** Returns an encrypted secret as a stack export contains it. */
export function encrypted(): object {
	return { [SIGNATURE]: SECRET, ciphertext: "v1:xxxx:yyyy" };
}

/** Returns a secret in plain text as a stack export with `--show-secrets` contains it. */
export function inClear(value: unknown): object {
	return { [SIGNATURE]: SECRET, plaintext: JSON.stringify(value) };
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
