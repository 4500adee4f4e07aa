import { configError } from "../../provider/errors/im-error";
import type { SettingSources } from "../../provider/settings/resolve";
import { type DeclaredProfile, readDeclared } from "./declared";

/** The declared profiles in a state or a preview, and the settings of their providers. */
export interface StateContents {
	readonly declared: readonly DeclaredProfile[];
	/** Inputs of each provider, keyed by `URN::ID`. The inputs of a default provider are the stack config. */
	readonly providers: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** A resource in a stack export or a preview. */
export interface PulumiResource {
	readonly urn: string;
	readonly type: string;
	readonly id?: string;
	readonly inputs?: Readonly<Record<string, unknown>>;
	readonly outputs?: Readonly<Record<string, unknown>>;
	/** The provider of the resource, as `URN::ID`. */
	readonly provider?: string;
	/** Whether the program only reads the resource, for example with `Profile.get`. */
	readonly external?: boolean;
	/** Whether Pulumi has created a replacement for the resource, but has not deleted the resource yet. */
	readonly delete?: boolean;
	/** Error messages of the last operation on the resource, if the operation failed partially. */
	readonly initErrors?: readonly string[] | null;
}

/**
 * Reads the declared profiles and the provider settings from a stack export.
 *
 * @throws Error with a one-line message if the document is not a stack export.
 */
export function readState(document: unknown): StateContents {
	const { deployment } = (document ?? {}) as { readonly deployment?: { readonly resources?: unknown } | null };
	if (typeof deployment !== "object" || deployment === null) {
		throw new Error("not a stack export: deployment is missing; create the file with pulumi stack export");
	}
	const { resources = [] } = deployment;
	if (!Array.isArray(resources)) {
		throw new Error("not a stack export: resources must be a list; create the file with pulumi stack export");
	}
	return readResources(resources.filter(isResource), "state");
}

/** Reads the declared profiles and the provider settings from the resources of a stack export or a preview. */
export function readResources(resources: readonly PulumiResource[], source: "preview" | "state"): StateContents {
	const declared = resources
		.filter(isManaged)
		.flatMap((resource) => [
			...readDeclared({ ...resource, properties: resource.outputs }, source),
			...failedOperation(resource),
		]);
	return { declared, providers: readProviders(resources) };
}

/** Whether a resource is a `Profile` or a `ProfileSet` that the stack manages. */
export function isManaged({ type, external, delete: isReplaced }: PulumiResource): boolean {
	return /^pulumi-nodejs:dynamic\/tim:Profile(Set)?$/.test(type) && external !== true && isReplaced !== true;
}

/** Whether a value in a stack export or a preview has the shape of a resource. */
export function isResource(value: unknown): value is PulumiResource {
	if (typeof value !== "object" || value === null) return false;
	const { urn, type } = value as Partial<PulumiResource>;
	return typeof urn === "string" && typeof type === "string";
}

/** Returns the inputs of each provider among the resources, keyed by `URN::ID`. */
export function readProviders(resources: readonly PulumiResource[]): StateContents["providers"] {
	const providers = resources.filter(({ type }) => type === "pulumi:providers:pulumi-nodejs");
	return new Map(providers.map(({ urn, id = "", inputs = {} }) => [`${urn}::${id}`, inputs]));
}

function failedOperation({ urn, id, type, provider, initErrors }: PulumiResource): readonly DeclaredProfile[] {
	if (!initErrors || initErrors.length === 0) return [];
	const account = type.endsWith("Set") ? undefined : id;
	return [{ urn, account, provider, tags: [], unreadable: [{ path: "", reason: "unfinished" }] }];
}

/**
 * The name of the secret key in the stack config. `drift` reads the secret key from the environment or a file, but
 * never from a state.
 */
const SECRET_KEY = "tim:secretKey";

/**
 * Returns the sources of a provider's settings: the environment, and the inputs of the provider in the state. The
 * inputs of a default provider are the stack config. The precedence of the sources is the same as in the provider.
 *
 * @throws ImError of kind `config` if the state or preview does not contain the inputs of an explicit provider.
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
			`${providerName(provider)}: the settings of this provider are not in the preview; also pass --state or --stack`,
		);
	}
	const config = (key: string) => (key === SECRET_KEY ? undefined : plainValue(inputs?.[key]));
	return { config, env };
}

/** Whether a provider is a default provider. Resources that have no explicit provider use a default provider. */
export function isDefaultProvider(provider = ""): boolean {
	return /::pulumi:providers:pulumi-nodejs::default(_[\w-]+)?::/.test(provider);
}

function plainValue(value: unknown): unknown {
	return typeof value === "object" ? undefined : value;
}

function providerName(provider = ""): string {
	return provider.split("::").at(-2) ?? provider;
}
