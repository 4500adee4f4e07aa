import { type Preview, readPreview } from "@/cli/drift/preview";
import type { PulumiResource } from "@/cli/drift/resource";

/** Builds a step of a preview. The step lists the properties at `paths` as changed. */
export function step(
	op: string,
	before?: PulumiResource,
	after?: PulumiResource,
	paths: readonly string[] = [],
): { readonly op: string; readonly urn: string | undefined } {
	const detailedDiff = Object.fromEntries(paths.map((path) => [path, { kind: "update" }]));
	return { op, urn: (after ?? before)?.urn, ...{ oldState: before, newState: after, detailedDiff } };
}

/** Reads a preview that has the given steps. The summary of the preview counts `same` unchanged resources. */
export function readSteps(steps: readonly object[], same = 0): Preview {
	return readPreview({ steps, changeSummary: { same } });
}
