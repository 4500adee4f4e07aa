import { createRequire } from "node:module";
import { join } from "node:path";
import type { ResourceKind } from "../lifecycle/handler";

/** The entry point of this package that the text in the state loads. */
const HOOKS = "pulumi-tim/hooks";

/**
 * Returns the source text from which Pulumi loads the provider of a resource. Pulumi stores the text with each
 * resource, in the inputs and in the outputs. The text names the package without a path or a version, so that an older
 * state runs the installed version.
 *
 * The SDK compiles the text as a module in the program's folder, so `require` resolves the package in the same way as
 * the program: installed, linked or in a workspace.
 *
 * The text must never change. Otherwise states would contain both the old and the new text until every resource is
 * updated. The text has at most 65 bytes, to keep states small.
 */
export function serializedProvider(kind: ResourceKind): string {
	return `exports.handler=()=>require('${HOOKS}').${kind}()`;
}

/**
 * Returns whether the text in the state can load this package if the engine starts the provider process in a folder.
 * Like a module in that folder, the text resolves the package from the `node_modules` of the folder and of the folders
 * above it.
 */
export function canResolveHooks(folder: string): boolean {
	try {
		createRequire(join(folder, "_")).resolve(HOOKS);
		return true;
	} catch {
		return false;
	}
}
