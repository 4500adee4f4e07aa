import { configError } from "../../provider/errors/im-error";
import type { SettingSources } from "../../provider/settings/resolve";
import { type DeclaredProfile, readDeclared } from "./declared";

/** What a state says: what is declared, and by which providers. */
export interface StateContents {
	readonly declared: readonly DeclaredProfile[];
	/** Inputs of the providers, by URN and id as resources name them: those of a default provider are the stack's config. */
	readonly providers: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** One resource as Pulumi writes it in exports and previews. */
export interface PulumiResource {
	readonly urn: string;
	readonly type: string;
	readonly id?: string;
	readonly inputs?: Readonly<Record<string, unknown>>;
	readonly outputs?: Readonly<Record<string, unknown>>;
	readonly provider?: string;
	/** Read and not managed, as by `Profile.get`. */
	readonly external?: boolean;
	/** Replaced already, and about to be deleted. */
	readonly delete?: boolean;
	/** Why the last operation failed in part. */
	readonly initErrors?: readonly string[] | null;
}

/**
 * What the export of a stack declares: each profile that is managed, by its last verified outputs.
 *
 * Errors: one line, where the document is no export.
 */
export function readState(document: unknown): StateContents {
	const { deployment } = (document ?? {}) as { readonly deployment?: { readonly resources?: unknown } | null };
	if (typeof deployment !== "object" || deployment === null) {
		throw new Error("is no export of a stack: it has no deployment; make one with pulumi stack export");
	}
	const { resources = [] } = deployment;
	if (!Array.isArray(resources)) throw new Error("is no export of a stack: its resources are no list");
	return readResources(resources.filter(isResource), "state");
}

/** What resources of a state declare, whether an export or a preview has them. */
export function readResources(resources: readonly PulumiResource[], source: "preview" | "state"): StateContents {
	return {
		declared: resources
			.filter(isManaged)
			.flatMap((resource) => [
				...readDeclared({ ...resource, properties: resource.outputs }, source),
				...failedOperation(resource),
			]),
		providers: providersAmong(resources),
	};
}

/** Whether a resource is a profile or a set of them that the stack manages. */
export function isManaged({ type, external, delete: isPast }: PulumiResource): boolean {
	return /^pulumi-nodejs:dynamic\/tim:Profile(Set)?$/.test(type) && external !== true && isPast !== true;
}

/** Whether a part of a document has what each resource has. */
export function isResource(value: unknown): value is PulumiResource {
	if (typeof value !== "object" || value === null) return false;
	const { urn, type } = value as Partial<PulumiResource>;
	return typeof urn === "string" && typeof type === "string";
}

/** The inputs of the providers among some resources, by what resources call them. */
export function providersAmong(resources: readonly PulumiResource[]): StateContents["providers"] {
	const providers = resources.filter(({ type }) => type === "pulumi:providers:pulumi-nodejs");
	return new Map(providers.map(({ urn, id = "", inputs = {} }) => [`${urn}::${id}`, inputs]));
}

function failedOperation({ urn, id, type, provider, initErrors }: PulumiResource): readonly DeclaredProfile[] {
	if (!initErrors || initErrors.length === 0) return [];
	const account = type.endsWith("Set") ? undefined : id;
	return [{ urn, account, provider, tags: [], hidden: [{ path: "", why: "unfinished" }] }];
}

/** Credentials come by environment, or by the file that a setting names: never from a state itself. */
const KEY_IN_STATE = "tim:secretKey";

/**
 * Where the settings of a provider in a state come from: as for the provider itself, from its inputs (the stack's config, for
 * the default one) and from the environment.
 *
 * Errors: `config`, where an explicit provider is named and the document does not have it.
 */
export function providerSettings(
	provider: string | undefined,
	providers: StateContents["providers"],
	env: SettingSources["env"],
): SettingSources {
	const inputs = provider === undefined ? {} : providers.get(provider);
	if (inputs === undefined && !isDefaultProvider(provider)) {
		throw configError(
			"provider",
			`${nameOf(provider)}: the provider's settings are not in the input; give the state too`,
		);
	}
	const config = (key: string) => (key === KEY_IN_STATE ? undefined : plain(inputs?.[key]));
	return { config, env };
}

/** Whether a provider is the one that resources have which name none: its inputs are the config of the stack. */
export function isDefaultProvider(provider = ""): boolean {
	return /::pulumi:providers:pulumi-nodejs::default(_[\w-]+)?::/.test(provider);
}

function plain(value: unknown): unknown {
	return typeof value === "object" ? undefined : value;
}

function nameOf(provider = ""): string {
	return provider.split("::").at(-2) ?? provider;
}
