import { isPlainObject } from "../../provider/util/core";
import { type DeclaredProfile, readDeclared, unreadableResource } from "./declared";
import { findProblem, managedKind, type PulumiResource, resourceProblem } from "./resource";

/** The declared profiles in a state or a preview, and the settings of their providers. */
export interface StateContents {
	readonly declared: readonly DeclaredProfile[];
	/** Inputs of each provider, keyed by `URN::ID`. The inputs of a default provider are the stack config. */
	readonly providers: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/**
 * Versions of stack exports. Version 4 is written if the export uses a feature that version 3 does not have. Source:
 * pulumi sdk/go/common/apitype/core.go
 */
const VERSIONS: readonly unknown[] = [3, 4];

/**
 * Reads the declared profiles and the provider settings from a stack export.
 *
 * @throws Error with a one-line message if the document is not a stack export.
 */
export function readState(document: unknown): StateContents {
	const { version, deployment } = isPlainObject(document) ? document : {};
	if (deployment === undefined || deployment === null) throw notAStackExport("deployment is missing");
	if (!isPlainObject(deployment)) throw notAStackExport("deployment must be an object");
	if (!VERSIONS.includes(version)) throw notAStackExport(`version must be ${VERSIONS.join(" or ")}`);
	const { resources = [], pending_operations: operations = [] } = deployment;
	if (!Array.isArray(resources)) throw notAStackExport("resources must be a list");
	const problem = findProblem("resources", resources) ?? operationsProblem(operations);
	if (problem !== undefined) throw notAStackExport(problem);
	const { declared, providers } = readResources(resources, "state");
	return { declared: withPendingOperations(declared, resources, operations as readonly PendingOperation[]), providers };
}

function notAStackExport(problem: string): Error {
	return new Error(`not a stack export: ${problem}; create the file with pulumi stack export`);
}

/** An operation that had not finished when Pulumi wrote the state. */
interface PendingOperation {
	readonly type: string;
	readonly resource: PulumiResource;
}

function operationsProblem(operations: unknown): string | undefined {
	if (!Array.isArray(operations)) return "pending_operations must be a list";
	for (const [index, operation] of operations.entries()) {
		const where = `pending_operations[${index}]`;
		if (!isPlainObject(operation)) return `${where} must be an object`;
		if (typeof operation.type !== "string") return `${where}.type must be text`;
		const problem = resourceProblem(`${where}.resource`, operation.resource);
		if (problem !== undefined) return problem;
	}
	return undefined;
}

/**
 * Replaces the declarations of each resource that has a pending operation, because its live values may be from before or
 * after the operation. A pending creation of a resource in the state is ignored: Pulumi keeps the entry after a later
 * `up` created the resource.
 */
function withPendingOperations(
	declared: readonly DeclaredProfile[],
	resources: readonly PulumiResource[],
	operations: readonly PendingOperation[],
): readonly DeclaredProfile[] {
	if (operations.length === 0) return declared;
	const existing = new Set(resources.filter((resource) => managedKind(resource)).map(({ urn }) => urn));
	const pending = operations.filter(
		({ type, resource }) => managedKind(resource) && (type !== "creating" || !existing.has(resource.urn)),
	);
	const interrupted = new Map(pending.map(({ resource }) => [resource.urn, toInterrupted(resource)]));
	const others = declared.filter(({ urn }) => interrupted.get(urn) === undefined);
	return [...others, ...[...interrupted.values()].flatMap((each) => each ?? [])];
}

/** Returns the declaration of a resource with a pending operation, or `undefined` if the resource declares no profiles. */
function toInterrupted(resource: PulumiResource): DeclaredProfile | undefined {
	const kind = managedKind(resource);
	const { account } = isPlainObject(resource.inputs) ? resource.inputs : {};
	const id = resource.id || (typeof account === "string" ? account : undefined); // a pending creation has no ID yet
	return kind && unreadableResource({ ...resource, kind, id }, "interrupted");
}

/** Reads the declared profiles and the provider settings from the resources of a stack export or a preview. */
export function readResources(resources: readonly PulumiResource[], source: "preview" | "state"): StateContents {
	return {
		declared: resources.flatMap((resource) => readResource(resource, source)),
		providers: readProviders(resources),
	};
}

function readResource(resource: PulumiResource, source: "preview" | "state"): readonly DeclaredProfile[] {
	const kind = managedKind(resource);
	if (kind === undefined) return [];
	if (resource.pendingReplacement) return [unreadableResource({ ...resource, kind }, "replacing")];
	const declared = readDeclared({ ...resource, kind, properties: resource.outputs }, source);
	if (!resource.initErrors?.length) return declared;
	if (declared.length === 0) return [unreadableResource({ ...resource, kind }, "unfinished")];
	return declared.map((profile) => ({ ...profile, unreadable: [...profile.unreadable, failedOperation] }));
}

const failedOperation = { path: "", reason: "unfinished" } as const;

/** Returns the inputs of each provider among the resources, keyed by `URN::ID`. */
export function readProviders(resources: readonly PulumiResource[]): StateContents["providers"] {
	const providers = resources.filter(({ type }) => type === "pulumi:providers:pulumi-nodejs");
	return new Map(
		providers.flatMap(({ urn, id = "", inputs }) => (isPlainObject(inputs) ? [[`${urn}::${id}`, inputs]] : [])),
	);
}
