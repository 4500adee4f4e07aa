import { serializedProvider } from "../../provider/dynamic/serialized-provider";
import type { ResourceKind } from "../../provider/lifecycle/handler";
import type { Declaration } from "./declarations";

const resourceKinds: Readonly<Record<Declaration["kind"], ResourceKind>> = {
	Account: "account",
	Profile: "profile",
	ProfileSet: "profileSet",
	Robot: "robot",
};

/**
 * Returns the content of a file for `pulumi import --file`. The import stores the same state for each resource as the
 * creation of the resource would.
 *
 * Shape: JSON. The engine does not call `read` for a resource that has `outputs`, so a refresh is required after the
 * import.
 * Source: `importFile` in the sources of the Pulumi CLI 3.259.0
 */
export function createImportFile(app: number, declarations: readonly Declaration[]): string {
	const resources = declarations.map((declaration) => {
		const { kind, name } = declaration;
		const inputs = { ...toInputs(declaration), __provider: serializedProvider(resourceKinds[kind]) };
		const id = declaration.kind === "ProfileSet" ? name : declaration.account;
		return { type: `pulumi-nodejs:dynamic/tim:${kind}`, name, id, inputs, outputs: { ...inputs, app } };
	});
	return `${JSON.stringify({ resources }, undefined, "\t")}\n`;
}

function toInputs(declaration: Declaration): object {
	switch (declaration.kind) {
		case "Profile":
			return { account: declaration.account, ...declaration.attributes };
		case "ProfileSet": {
			const profiles = declaration.profiles.map(({ account, attributes }) => [account, attributes]);
			return { profiles: Object.fromEntries(profiles), __id: declaration.name };
		}
		default:
			return { account: declaration.account };
	}
}
