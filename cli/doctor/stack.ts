import { fieldOfTag } from "../../provider/model/fields";
import type { SettingSources } from "../../provider/settings/resolve";
import { isDefaultProvider, providerSettings } from "../drift/state";
import { readInput } from "../drift/input";

/** Where the stack is described. */
export interface StackOptions {
	/** File with an export, `-` for standard input. */
	readonly state?: string;
	/** A stack, through `pulumi stack export`. */
	readonly stack?: string;
}

/** What of a stack a doctor looks at. */
export interface Stack {
	/** The stack's config, and the environment, which wins. */
	readonly sources: SettingSources;
	/** The tags that it declares and that are no standard ones. */
	readonly tags: readonly string[];
}

/**
 * Reads what a stack says: its config, as its default provider has it, and the custom fields that it declares. Without one there
 * is the environment alone.
 *
 * Errors: one line that names the file or the stack.
 */
export async function readStack(options: StackOptions, env: SettingSources["env"]): Promise<Stack> {
	if (options.state === undefined && options.stack === undefined) return { sources: { env }, tags: [] };
	const { targets: subjects, providers } = await readInput(options);
	const named = subjects.flatMap(({ tags, unreadable: hidden }) => [...tags, ...hidden].flatMap(({ tag }) => tag ?? []));
	const tags = [...new Set(named)].filter((tag) => fieldOfTag(tag) === undefined);
	return { sources: providerSettings([...providers.keys()].find(isDefaultProvider), providers, env), tags };
}
