import { type DeclaredProfile, readDeclared } from "./declared";
import {
	isDefaultProvider,
	isManaged,
	isResource,
	type PulumiResource,
	readProviders,
	readResources,
	type StateContents,
} from "./state";

/** A resource that the program creates or changes, as the program declares it. */
export interface ProgramResource {
	readonly declared: readonly DeclaredProfile[];
	/** Paths of the properties whose values in the program and in the state differ, in Pulumi's notation. */
	readonly changedPaths: readonly string[];
}

/** The content of a preview: the state before the preview, and the changes that the program makes. */
export interface Preview {
	/** The resources that the preview lists, with their values before the preview. */
	readonly state: StateContents;
	/** Whether the preview lists every resource. Without `--show-sames`, it does not list unchanged resources. */
	readonly isComplete: boolean;
	/** Resources that the program creates or changes, by URN. */
	readonly changed: ReadonlyMap<string, ProgramResource>;
	/** URNs of resources that the program no longer declares. */
	readonly deleted: ReadonlySet<string>;
}

interface Step {
	readonly op: string;
	readonly urn: string;
	readonly oldState?: unknown;
	readonly newState?: unknown;
	readonly detailedDiff?: object | null;
}

/** Pulumi operations whose `newState` contains the resource as the program declares it. */
const DECLARING_OPERATIONS = ["create", "create-replacement", "import", "import-replacement", "replace", "update"];

/**
 * Reads the output of `pulumi preview --json`.
 *
 * @throws Error with a one-line message if the document is not the output of a successful preview.
 */
export function readPreview(document: unknown): Preview {
	const { steps, changeSummary, config = {} } = (document ?? {}) as Readonly<Record<string, unknown>>;
	if (typeof changeSummary !== "object" || changeSummary === null) {
		throw new Error("not a finished preview: changeSummary is missing; create the file with pulumi preview --json");
	}
	const all = Array.isArray(steps) ? steps.filter(isStep) : [];
	const { same = 0 } = changeSummary as { readonly same?: number };
	const state = readResources(statesBefore(all), "preview");
	const newProviders = readProviders(all.map(({ newState }) => newState).filter(isResource));
	const defaults = defaultProviders(all, config as Readonly<Record<string, unknown>>);
	return {
		state: { ...state, providers: new Map([...defaults, ...newProviders, ...state.providers]) },
		isComplete: all.filter(({ op }) => op === "same").length >= same,
		changed: new Map(all.filter(({ op }) => DECLARING_OPERATIONS.includes(op)).flatMap(toProgramResource)),
		deleted: new Set(all.filter(({ op }) => op === "delete").map(({ urn }) => urn)),
	};
}

/**
 * Returns each resource with its values before the preview. The refresh step of a resource takes precedence, because
 * other steps contain values that the preview has already refreshed.
 */
function statesBefore(steps: readonly Step[]): readonly PulumiResource[] {
	const ordered = [...steps.filter(({ op }) => op !== "refresh"), ...steps.filter(({ op }) => op === "refresh")];
	const states = ordered.map(({ oldState }) => oldState).filter(isResource);
	return [...new Map(states.map((resource) => [resource.urn, resource])).values()];
}

function toProgramResource({ urn, newState, detailedDiff }: Step): readonly (readonly [string, ProgramResource])[] {
	if (!isResource(newState) || !isManaged(newState)) return [];
	const declared = readDeclared({ ...newState, properties: newState.inputs }, "preview");
	return [[urn, { declared, changedPaths: Object.keys(detailedDiff ?? {}) }]];
}

/**
 * Returns the default providers that the resources use. A preview does not list these providers. Their inputs are the
 * stack config.
 */
function defaultProviders(
	steps: readonly Step[],
	config: Readonly<Record<string, unknown>>,
): StateContents["providers"] {
	const states = steps.flatMap(({ oldState, newState }) => [oldState, newState]).filter(isResource);
	const names = states.map(({ provider = "" }) => provider).filter(isDefaultProvider);
	return new Map(names.map((provider) => [provider, config]));
}

function isStep(value: unknown): value is Step {
	if (typeof value !== "object" || value === null) return false;
	const { op, urn } = value as Partial<Step>;
	return typeof op === "string" && typeof urn === "string";
}
