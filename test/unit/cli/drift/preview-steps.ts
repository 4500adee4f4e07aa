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

/** Returns a preview with the given steps, whose summary counts them, and `same` unchanged resources. */
export function previewOf(steps: readonly object[], same = 0): object {
	const changeSummary: Record<string, number> = { same };
	for (const each of steps) {
		const { op } = each as { readonly op: string };
		if (op !== "same") changeSummary[op] = (changeSummary[op] ?? 0) + 1;
	}
	return { steps, changeSummary };
}

/** Reads a preview that has the given steps. The summary of the preview counts `same` unchanged resources. */
export function readSteps(steps: readonly object[], same = 0): Preview {
	return readPreview(previewOf(steps, same));
}
