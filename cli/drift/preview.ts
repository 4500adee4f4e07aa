import { isDeepStrictEqual } from "node:util";
import { isPlainObject } from "../../provider/util/core";
import { type DeclaredProfile, readDeclared, unreadableResource } from "./declared";
import type { DocumentKind } from "./json-document";
import {
	CHANGING_OPERATIONS,
	type Counts,
	changedInputs,
	findContradiction,
	isDeclaring,
	isDeletion,
	type Step,
	stepsProblem,
} from "./preview-steps";
import { hasTwoTypes, kindOfUrn, type ProfileKind, type PulumiResource, profileKind } from "./resource";
import { readProviders, readResources, type StateContents } from "./state";
import { isDefaultProvider } from "./trusted-settings";

/** A resource that the program creates or changes, as the program declares it. */
export interface ProgramResource {
	readonly declared: readonly DeclaredProfile[];
	/**
	 * Paths of the properties whose values in the program and in the state differ, in Pulumi's notation. `*` if the
	 * preview does not tell which properties differ.
	 */
	readonly changedPaths: readonly string[];
	/** The URN of the resource in the state. It differs from the URN in the program if the program renames the resource. */
	readonly previousUrn: string;
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

/** The severities of messages. Source: pulumi sdk/go/common/diag/sink.go */
const SEVERITIES = ["debug", "info", "info#err", "warning", "error"];

/** The kind of document that `pulumi preview --json` prints. */
export const previewDocument: DocumentKind<Preview, never> = {
	plural: "previews",
	keys: ["changeSummary", "diagnostics", "steps"],
	content: "steps",
	read: readPreview,
};

/**
 * Reads the output of `pulumi preview --json`.
 *
 * @throws Error with a one-line message if the document is not the output of a successful preview.
 */
export function readPreview(document: unknown): Preview {
	const { steps = [], changeSummary, config = {}, diagnostics = [] } = isPlainObject(document) ? document : {};
	if (!Array.isArray(diagnostics)) throw notAPreview("diagnostics must be a list");
	const severities = diagnostics.map(toSeverity);
	if (severities.includes("error")) {
		throw new Error("the preview failed; correct the errors that pulumi preview shows, and create the file again");
	}
	if (changeSummary === undefined) throw notAPreview("changeSummary is missing");
	if (!isPlainObject(changeSummary)) throw notAPreview("changeSummary must be an object");
	if (!Array.isArray(steps)) throw notAPreview("steps must be a list");
	if (!isPlainObject(config)) throw notAPreview("config must be an object");
	const problem = countsProblem(changeSummary) ?? severitiesProblem(severities) ?? stepsProblem(steps);
	if (problem !== undefined) throw notAPreview(problem);
	const contradiction = findContradiction(steps, changeSummary as Counts);
	if (contradiction !== undefined) throw notAPreview(contradiction);
	return readSteps(steps, { config, same: Number(changeSummary.same ?? 0) });
}

function notAPreview(problem: string): Error {
	return new Error(`not a finished preview: ${problem}; create the file with pulumi preview --json`);
}

function toSeverity(diagnostic: unknown): string | undefined {
	const { severity } = isPlainObject(diagnostic) ? diagnostic : {};
	return typeof severity === "string" ? severity.toLowerCase() : undefined;
}

function severitiesProblem(severities: readonly (string | undefined)[]): string | undefined {
	const index = severities.findIndex((severity) => severity === undefined || !SEVERITIES.includes(severity));
	return index < 0 ? undefined : `diagnostics[${index}].severity must be one of ${SEVERITIES.join(", ")}`;
}

function countsProblem(changeSummary: Readonly<Record<string, unknown>>): string | undefined {
	const invalid = Object.entries(changeSummary).find(([, count]) => !Number.isSafeInteger(count) || Number(count) < 0);
	return invalid && `changeSummary.${invalid[0]} must be an integer of at least 0`;
}

interface PreviewSummary {
	/** The stack config. */
	readonly config: Readonly<Record<string, unknown>>;
	/** Number of unchanged resources. */
	readonly same: number;
}

function readSteps(steps: readonly Step[], { config, same }: PreviewSummary): Preview {
	const state = readResources(statesBefore(steps), "preview");
	const newProviders = readProviders(steps.flatMap(({ newState }) => newState ?? []));
	return {
		state: {
			declared: [...state.declared, ...absentStates(steps)],
			providers: new Map([...defaultProviders(steps, config), ...newProviders, ...state.providers]),
		},
		isComplete: steps.filter(({ op }) => op === "same").length >= same,
		changed: new Map(steps.filter(isDeclaring).flatMap(toProgramResource)),
		deleted: new Set(steps.filter(isDeletion).map(({ urn }) => urn)),
	};
}

/**
 * Returns each resource with its values before the preview. The refresh step of a resource takes precedence, because
 * other steps contain values that the preview has already refreshed.
 */
function statesBefore(steps: readonly Step[]): readonly PulumiResource[] {
	const ordered = [...steps.filter(({ op }) => op !== "refresh"), ...steps.filter(({ op }) => op === "refresh")];
	const states = ordered.flatMap(({ oldState }) => (oldState === undefined || oldState.delete ? [] : oldState));
	return [...new Map(states.map((resource) => [resource.urn, resource])).values()];
}

/**
 * Returns a declaration without values for each resource of this package whose state the preview should contain, but
 * does not contain, or contains as a resource of another type.
 */
function absentStates(steps: readonly Step[]): readonly DeclaredProfile[] {
	const states = new Map(steps.flatMap(({ urn, oldState }) => (oldState === undefined ? [] : [[urn, oldState]])));
	const expected = steps.filter(({ op }) => CHANGING_OPERATIONS.includes(op)).map(({ urn }) => urn);
	return [...new Set(expected)].flatMap((urn) => {
		const kind = kindOfUrn(urn);
		const state = states.get(urn);
		if (kind === undefined || (state !== undefined && kindOfUrn(state.urn) === kind)) return [];
		return [unreadableResource({ kind, urn }, state === undefined ? "absent" : "mismatch")];
	});
}

function toProgramResource(step: Step): readonly (readonly [string, ProgramResource])[] {
	const { urn, oldState, newState } = step;
	const kind = newState === undefined ? kindOfUrn(urn) : profileKind({ ...newState, urn, delete: false });
	if (kind === undefined) return [];
	const previousUrn = oldState?.urn ?? urn;
	return [[urn, { declared: readProgram(step, kind), changedPaths: changedPaths(step), previousUrn }]];
}

function readProgram({ urn, oldState, newState }: Step, kind: ProfileKind): readonly DeclaredProfile[] {
	const { id, provider } = newState ?? oldState ?? {};
	if (newState === undefined) return [unreadableResource({ kind, urn, id, provider }, "absent")];
	if (newState.urn !== urn || hasTwoTypes(newState)) {
		return [unreadableResource({ kind, urn, id, provider }, "mismatch")];
	}
	return readDeclared({ ...newState, kind, properties: newState.inputs, otherProperties: newState.outputs }, "program");
}

/**
 * Returns the paths of the inputs that a step changes. A step without `detailedDiff` changes no inputs if the inputs in
 * the preview are equal: then only the live profile differs. Otherwise, every input may have changed.
 */
function changedPaths(step: Step): readonly string[] {
	const { op, oldState, newState, detailedDiff } = step;
	if (op === "same") return changedInputs(step);
	const paths = isPlainObject(detailedDiff) ? Object.keys(detailedDiff) : [];
	return paths.length > 0 || isDeepStrictEqual(oldState?.inputs, newState?.inputs) ? paths : ["*"];
}

/**
 * Returns the default providers that the resources use. A preview does not list these providers. Their inputs are the
 * stack config.
 */
function defaultProviders(
	steps: readonly Step[],
	config: Readonly<Record<string, unknown>>,
): StateContents["providers"] {
	const states = steps.flatMap(({ oldState, newState }) => [oldState ?? [], newState ?? []].flat());
	const names = states.map(({ provider = "" }) => provider).filter(isDefaultProvider);
	return new Map(names.map((provider) => [provider, config]));
}
