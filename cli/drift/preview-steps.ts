import { isDeepStrictEqual } from "node:util";
import { getOrCreate, isPlainObject } from "../../provider/util/core";
import { isUrn, kindOfUrn, type PulumiResource, resourceProblem } from "./resource";

/** A step of a preview. */
export interface Step {
	readonly op: string;
	readonly urn: string;
	readonly oldState?: PulumiResource;
	readonly newState?: PulumiResource;
	readonly detailedDiff?: unknown;
}

/** Pulumi operations whose `newState` contains the resource as the program declares it. */
const DECLARING_OPERATIONS = ["create", "create-replacement", "import", "import-replacement", "replace", "update"];

/** Pulumi operations whose `oldState` contains the resource before the preview. */
export const CHANGING_OPERATIONS: readonly string[] = ["refresh", "replace", "same", "update"];

/** Pulumi operations of which one resource can have several, one of each, if it is replaced. */
const REPLACING_OPERATIONS = [
	...["create-replacement", "import-replacement", "read-replacement", "replace"],
	...["delete-replaced", "discard-replaced"],
];

/** All Pulumi operations of a step. Source: pulumi pkg/resource/deploy/step.go, Pulumi CLI 3.259.0 */
const OPERATIONS = [
	...new Set([...DECLARING_OPERATIONS, ...CHANGING_OPERATIONS, ...REPLACING_OPERATIONS]),
	...["delete", "discard", "read", "remove-pending-replace"],
];

/** Pulumi operations of which a preview lists every step, and of which its summary counts every step. */
const LISTED_OPERATIONS = ["create", "delete", "import", "replace", "update"];

/** The number of steps of each operation, without those that a preview does not count. */
export type Counts = Readonly<Record<string, number>>;

/** Returns the first problem in the steps of a preview, or `undefined` if every element is a {@link Step}. */
export function stepsProblem(steps: readonly unknown[]): string | undefined {
	for (const [index, step] of steps.entries()) {
		const problem = stepProblem(`steps[${index}]`, step);
		if (problem !== undefined) return problem;
	}
	return undefined;
}

function stepProblem(where: string, step: unknown): string | undefined {
	if (!isPlainObject(step)) return `${where} must be an object`;
	const { op, urn, oldState, newState } = step;
	if (typeof op !== "string") return `${where}.op must be text`;
	if (!OPERATIONS.includes(op)) return `${where}.op must be one of ${OPERATIONS.join(", ")}`;
	if (!isUrn(urn)) return `${where}.urn must be a URN`;
	const oldProblem = oldState === undefined ? undefined : resourceProblem(`${where}.oldState`, oldState);
	return oldProblem ?? (newState === undefined ? undefined : resourceProblem(`${where}.newState`, newState));
}

/** Whether the `newState` of a step contains a resource that the program creates or changes. */
export function isDeclaring(step: Step): boolean {
	if (step.op === "same") return step.oldState?.delete !== true && changedInputs(step).length > 0;
	return DECLARING_OPERATIONS.includes(step.op);
}

/**
 * Whether a step deletes the resource of its URN. The deletion of a resource that an earlier `up` has replaced is not such
 * a step: its replacement has the same URN.
 */
export function isDeletion({ op, oldState }: Step): boolean {
	return op === "delete" && oldState?.delete !== true;
}

/**
 * Returns the names of the inputs whose values in the program and in the state differ, or `*` if they cannot be compared.
 * An unchanged resource can have such inputs, for example a level that is a text in the state.
 */
export function changedInputs({ oldState, newState }: Step): readonly string[] {
	if (oldState === undefined || newState === undefined) return [];
	const [before, after] = [oldState.inputs, newState.inputs];
	if (!isPlainObject(before) || !isPlainObject(after)) return isDeepStrictEqual(before, after) ? [] : ["*"];
	const names = new Set([...Object.keys(before), ...Object.keys(after)]);
	return [...names].filter((name) => name !== "__provider" && !isDeepStrictEqual(before[name], after[name]));
}

/** Returns the first contradiction between the steps, or between them and the summary. */
export function findContradiction(steps: readonly Step[], counts: Counts): string | undefined {
	if (steps.length === 0) return "steps is empty; every program has at least the step of its stack";
	for (const operation of LISTED_OPERATIONS) {
		const listed = steps.filter(({ op }) => op === operation).length;
		const counted = counts[operation] ?? 0;
		if (listed !== counted) return `changeSummary counts ${counted} ${operation} steps, but steps contains ${listed}`;
	}
	const ours = [...steps.entries()].filter(([, step]) => isOfThisPackage(step) && !isOfReplaced(step));
	const invalid = ours.find(([, step]) => hasTwoStates(step));
	if (invalid !== undefined) return `steps[${invalid[0]}] contains two states that contradict each other`;
	const refreshes = ours.filter(([, { op }]) => op === "refresh");
	const others = ours.filter(([, { op }]) => op !== "refresh");
	return findSecondStep(refreshes) ?? findSecondStep(others) ?? findSecondOwner(ours);
}

type IndexedStep = readonly [index: number, step: Step];

function isOfThisPackage({ urn, oldState }: Step): boolean {
	return kindOfUrn(urn) !== undefined || (oldState !== undefined && kindOfUrn(oldState.urn) !== undefined);
}

/**
 * Whether a step is about a resource that an earlier `up` has replaced, but not deleted yet. A state can contain several
 * of them beside the resource that has the same URN.
 */
function isOfReplaced({ op, oldState, newState }: Step): boolean {
	if (oldState?.delete !== true || DECLARING_OPERATIONS.includes(op)) return false;
	return newState === undefined ? op !== "same" : newState.delete === true;
}

/**
 * Whether a step keeps a resource, but its states differ in what only another operation changes: who manages the
 * resource, and the outputs of an unchanged resource.
 */
function hasTwoStates({ op, oldState, newState }: Step): boolean {
	if (op === "create" || op === "import") return newState?.external === true;
	if (op !== "same" && op !== "update") return false;
	const isKept = isTrue(oldState?.external) === isTrue(newState?.external) && !isTrue(oldState?.delete);
	const outputs = [oldState?.outputs, newState?.outputs];
	const isSameOutput = op === "update" || outputs.includes(undefined) || isDeepStrictEqual(outputs[0], outputs[1]);
	return !isKept || !isSameOutput;
}

function isTrue(value: boolean | undefined): boolean {
	return value === true;
}

/** Finds two steps that cannot be about one resource: the resources of two steps, or their states, have the same URN. */
function findSecondStep(steps: readonly IndexedStep[]): string | undefined {
	const byUrn = new Map<string, IndexedStep[]>();
	for (const each of steps) {
		const [, { urn, oldState }] = each;
		for (const claimed of new Set([urn, oldState?.urn ?? urn])) getOrCreate(byUrn, claimed, () => []).push(each);
	}
	for (const group of byUrn.values()) {
		const [first, second] = group;
		if (first === undefined || second === undefined || isReplacement(group.map(([, step]) => step))) continue;
		return `steps[${first[0]}] and steps[${second[0]}] are about one resource and contradict each other`;
	}
	return undefined;
}

/** Whether several steps are the parts of the replacement of one resource. */
function isReplacement(steps: readonly Step[]): boolean {
	const operations = steps.map(({ op }) => op);
	return (
		new Set(steps.map(({ urn }) => urn)).size === 1 &&
		new Set(operations).size === operations.length &&
		operations.every((op) => REPLACING_OPERATIONS.includes(op)) &&
		operations.filter((op) => op.endsWith("-replacement")).length <= 1
	);
}

/** Finds two steps of which one says that the stack manages a resource, and the other that it only reads the resource. */
function findSecondOwner(steps: readonly IndexedStep[]): string | undefined {
	const owners = new Map<string, IndexedStep>();
	for (const each of steps) {
		const [index, { oldState }] = each;
		if (oldState === undefined) continue;
		const [first, { oldState: before }] = getOrCreate(owners, oldState.urn, () => each);
		if (isTrue(before?.external) === isTrue(oldState.external)) continue;
		return `steps[${first}] and steps[${index}] are about one resource and contradict each other`;
	}
	return undefined;
}
