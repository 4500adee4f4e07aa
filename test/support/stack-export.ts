import type { PulumiResource } from "@/cli/drift/state";
import { APP } from "./builders";

const project = "urn:pulumi:dev::bots";

/** The reference of resources to the default provider of {@link buildStateExport}. */
export const DEFAULT_PROVIDER = `${project}::pulumi:providers:pulumi-nodejs::default::0001`;

/** Returns the URN of a profile in the test stack. */
export function urnOf(name: string, kind: "Profile" | "ProfileSet" = "Profile"): string {
	return `${project}::pulumi-nodejs:dynamic/tim:${kind}::${name}`;
}

/** Returns a profile as in a stack export. Its name is the account. */
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

/** Returns a set of profiles as in a stack export. */
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

/** Returns a stack export with some resources, and the default provider with the stack's configuration. */
export function buildStateExport(
	resources: readonly PulumiResource[],
	config: Readonly<Record<string, unknown>> = {},
): { readonly version: number; readonly deployment: { readonly resources: readonly PulumiResource[] } } {
	const [urn = "", id = ""] = DEFAULT_PROVIDER.split(/::(?=0001)/);
	const provider = { urn, id, type: "pulumi:providers:pulumi-nodejs", inputs: config, outputs: config };
	return { version: 3, deployment: { resources: [provider, ...resources] } };
}

/** Returns an encrypted secret, as in a stack export. */
export function encrypted(): object {
	return { [SIGNATURE]: SECRET, ciphertext: "v1:xxxx:yyyy" };
}

/** Returns a secret in plain text, as in an export with `--show-secrets`. */
export function inClear(value: unknown): object {
	return { [SIGNATURE]: SECRET, plaintext: JSON.stringify(value) };
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
