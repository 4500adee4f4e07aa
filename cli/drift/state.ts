import { getOrCreate, isPlainObject } from "../../provider/util/core";
import { type DeclaredProfile, readDeclared, unreadableResource } from "./declared";
import type { DocumentKind } from "./json-document";
import { hasTwoTypes, type PulumiResource, profileKind, resourceProblem } from "./resource";

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

/** The kind of document that `pulumi stack export` prints. Its resources are read one by one. */
export const stackExport: DocumentKind<StateContents, ResourceList> = {
	plural: "stack exports",
	keys: ["deployment"],
	content: "deployment",
	list: { path: ["deployment", "resources"], create: createResourceList, add: addResource },
	read: readState,
};

/** The declared profiles and the providers of the resources of a stack export. */
export interface ResourceList {
	/** The first problem of a resource, such as `resources[3].urn must be text`. */
	problem?: string | undefined;
	count: number;
	readonly declared: DeclaredProfile[];
	readonly providers: Map<string, Readonly<Record<string, unknown>>>;
	/** The URNs of the resources that declare profiles. */
	readonly managed: Set<string>;
	/** The provider of each resource, so that a text that many resources contain is kept once. */
	readonly texts: Map<string, string>;
}

/** Returns an empty list of resources. */
export function createResourceList(): ResourceList {
	return { count: 0, declared: [], providers: new Map(), managed: new Set(), texts: new Map() };
}

/** Adds the next resource of a stack export to a list. */
export function addResource(list: ResourceList, resource: unknown): void {
	list.problem ??= resourceProblem(`resources[${list.count}]`, resource);
	list.count += 1;
	if (list.problem !== undefined) return;
	const checked = resource as PulumiResource;
	for (const [key, inputs] of readProviders([checked])) list.providers.set(key, inputs);
	if (profileKind(checked) === undefined) return;
	list.managed.add(checked.urn);
	const { provider } = checked;
	const shared = provider && getOrCreate(list.texts, provider, () => provider);
	for (const profile of readResource(checked, "state", shared)) list.declared.push(profile);
}

/**
 * Reads the declared profiles and the provider settings from a stack export. `list` contains the resources if they are
 * not in the document.
 *
 * @throws Error with a one-line message if the document is not a stack export.
 */
export function readState(document: unknown, list?: ResourceList): StateContents {
	const { version, deployment } = isPlainObject(document) ? document : {};
	if (deployment === undefined || deployment === null) throw notAStackExport("deployment is missing");
	if (!isPlainObject(deployment)) throw notAStackExport("deployment must be an object");
	if (!VERSIONS.includes(version)) throw notAStackExport(`version must be ${VERSIONS.join(" or ")}`);
	const { resources = [], pending_operations: operations = [] } = deployment;
	if (!Array.isArray(resources)) throw notAStackExport("resources must be a list");
	const read = Object.hasOwn(deployment, "resources") && list !== undefined ? list : toResourceList(resources);
	const problem = read.problem ?? operationsProblem(operations);
	if (problem !== undefined) throw notAStackExport(problem);
	return {
		declared: withPendingOperations(read, operations as readonly PendingOperation[]),
		providers: read.providers,
	};
}

function toResourceList(resources: readonly unknown[]): ResourceList {
	const list = createResourceList();
	for (const resource of resources) addResource(list, resource);
	return list;
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
	{ declared, managed }: ResourceList,
	operations: readonly PendingOperation[],
): readonly DeclaredProfile[] {
	if (operations.length === 0) return declared;
	const pending = operations.filter(
		({ type, resource }) => profileKind(resource) && (type !== "creating" || !managed.has(resource.urn)),
	);
	const interrupted = new Map(pending.map(({ resource }) => [resource.urn, toInterrupted(resource)]));
	const others = declared.filter(({ urn }) => interrupted.get(urn) === undefined);
	return [...others, ...[...interrupted.values()].flatMap((each) => each ?? [])];
}

/** Returns the declaration of a resource with a pending operation, or `undefined` if the resource declares no profiles. */
function toInterrupted(resource: PulumiResource): DeclaredProfile | undefined {
	const kind = profileKind(resource);
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

function readResource(
	resource: PulumiResource,
	source: "preview" | "state",
	provider = resource.provider,
): readonly DeclaredProfile[] {
	const kind = profileKind(resource);
	if (kind === undefined) return [];
	const { urn, id, inputs, outputs, pendingReplacement, initErrors, additionalSecretOutputs } = resource;
	const managed = { kind, urn, id, provider };
	if (hasTwoTypes(resource)) return [unreadableResource(managed, "mismatch")];
	if (pendingReplacement) return [unreadableResource(managed, "replacing")];
	const hasFailed = Boolean(initErrors?.length);
	const properties = { properties: outputs, otherProperties: inputs, additionalSecretOutputs };
	const declared = readDeclared({ ...managed, ...properties, isConsistent: !hasFailed }, source);
	if (!hasFailed) return declared;
	if (declared.length === 0) return [unreadableResource(managed, "unfinished")];
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
