import type { ResourceKind } from "../lifecycle/handler";

/**
 * Returns the source text that Pulumi stores twice with each resource, and from which it loads the provider. It names the
 * package without a path or a version, so that an older state runs the installed version.
 *
 * The SDK compiles the text as a module in the program's folder, so `require` finds a package that is installed, linked or
 * in a workspace, as the program does.
 *
 * The text must never change: Pulumi would keep the old and the new text side by side until each resource is updated.
 * At most 65 bytes, because of the size of states.
 */
export function serializedProvider(kind: ResourceKind): string {
	return `exports.handler=()=>require('pulumi-tim/hooks').${kind}()`;
}
