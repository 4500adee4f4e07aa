import { type Preview, readPreview } from "@/cli/drift/preview";
import type { PulumiResource } from "@/cli/drift/state";

/** A step of a preview; `paths` differ from the state. */
export function step(
	op: string,
	before?: PulumiResource,
	after?: PulumiResource,
	paths: readonly string[] = [],
): { readonly op: string; readonly urn: string | undefined } {
	const detailedDiff = Object.fromEntries(paths.map((path) => [path, { kind: "update" }]));
	return { op, urn: (after ?? before)?.urn, ...{ oldState: before, newState: after, detailedDiff } };
}

/** A preview with these steps, of which `same` are counted as unchanged. */
export function readSteps(steps: readonly object[], same = 0): Preview {
	return readPreview({ steps, changeSummary: { same } });
}
