import { type DeclaredProfile, readDeclared } from "./declared";
import {
	isDefaultProvider,
	isManaged,
	isResource,
	type PulumiResource,
	providersAmong,
	readResources,
	type StateContents,
} from "./state";

/** What the program declares of one resource. */
export interface ProgramResource {
	readonly declared: readonly DeclaredProfile[];
	/** Property paths in which it differs from the state, as Pulumi writes them. */
	readonly changed: readonly string[];
}

/** What a preview says: the state that it started from, and what the program makes of it. */
export interface Preview {
	/** Only what the preview lists. */
	readonly state: StateContents;
	/** Whether it lists every resource: without `--show-sames` it leaves out what stays the same. */
	readonly complete: boolean;
	/** What is created or changed, by URN. */
	readonly changed: ReadonlyMap<string, ProgramResource>;
	/** URNs of what the program does not declare any more. */
	readonly dropped: ReadonlySet<string>;
}

interface Step {
	readonly op: string;
	readonly urn: string;
	readonly oldState?: unknown;
	readonly newState?: unknown;
	readonly detailedDiff?: object | null;
}

/** Operations after which a resource is as the program declares it. */
const DECLARING_OPERATIONS = ["create", "create-replacement", "import", "import-replacement", "replace", "update"];

/**
 * What the output of `pulumi preview --json` says.
 *
 * Errors: one line, where the document is no such output, or the preview failed.
 */
export function readPreview(document: unknown): Preview {
	const { steps, changeSummary, config = {} } = (document ?? {}) as Readonly<Record<string, unknown>>;
	if (typeof changeSummary !== "object" || changeSummary === null) {
		throw new Error("is no finished preview: it has no changeSummary; make one with pulumi preview --json");
	}
	const all = Array.isArray(steps) ? steps.filter(isStep) : [];
	const { same = 0 } = changeSummary as { readonly same?: number };
	const state = readResources(statesBefore(all), "preview");
	const providers = new Map([
		...providersAmong(all.map(({ newState }) => newState).filter(isResource)),
		...state.providers,
	]);
	return {
		state: { ...state, providers: withConfig(providers, all, config as Readonly<Record<string, unknown>>) },
		complete: all.filter(({ op }) => op === "same").length >= same,
		changed: new Map(all.filter(({ op }) => DECLARING_OPERATIONS.includes(op)).flatMap(programOf)),
		dropped: new Set(all.filter(({ op }) => op === "delete").map(({ urn }) => urn)),
	};
}

/** The state as it was: after a refresh the steps have the live one, so the refresh itself is asked first. */
function statesBefore(steps: readonly Step[]): readonly PulumiResource[] {
	const ordered = [...steps.filter(({ op }) => op !== "refresh"), ...steps.filter(({ op }) => op === "refresh")];
	const states = ordered.map(({ oldState }) => oldState).filter(isResource);
	return [...new Map(states.map((resource) => [resource.urn, resource])).values()];
}

function programOf({ urn, newState, detailedDiff }: Step): readonly (readonly [string, ProgramResource])[] {
	if (!isResource(newState) || !isManaged(newState)) return [];
	const declared = readDeclared({ ...newState, properties: newState.inputs }, "preview");
	return [[urn, { declared, changed: Object.keys(detailedDiff ?? {}) }]];
}

/** A preview does not list the default provider, whose inputs are the config of the stack. */
function withConfig(
	providers: StateContents["providers"],
	steps: readonly Step[],
	config: Readonly<Record<string, unknown>>,
): StateContents["providers"] {
	const states = steps.flatMap(({ oldState, newState }) => [oldState, newState]).filter(isResource);
	const named = states.flatMap(({ provider = "" }) => (isDefaultProvider(provider) ? [provider] : []));
	return new Map([...named.map((provider) => [provider, config] as const), ...providers]);
}

function isStep(value: unknown): value is Step {
	if (typeof value !== "object" || value === null) return false;
	const { op, urn } = value as Partial<Step>;
	return typeof op === "string" && typeof urn === "string";
}
