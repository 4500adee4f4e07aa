import type { ResourceKind } from "../lifecycle/handler";

/**
 * What Pulumi stores beside each resource, twice, in every state file: the source text of a module that asks this package
 * for the hooks. It names no path and no version, so that an older state runs newer code.
 *
 * The SDK compiles it as a module in the program's folder (require-from-string), so `require` finds an installed package,
 * a linked one, and one of a workspace, as the program itself does.
 *
 * Never change a byte of it: Pulumi keeps the old text and the new one side by side until each resource is updated.
 * Limits: at most 65 bytes, since the text is stored twice for each resource.
 */
export function serializedProvider(kind: ResourceKind): string {
	return `exports.handler=()=>require('pulumi-tim/hooks').${kind}()`;
}
