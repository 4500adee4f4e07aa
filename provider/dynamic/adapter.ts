import { isDeepStrictEqual } from "node:util";
import type { dynamic } from "@pulumi/pulumi";
import { ImError } from "../errors/im-error";
import {
	type CallContext,
	type CheckFailure,
	type DiffResult,
	PartialFailureError,
	type ResourceHandler,
} from "../lifecycle/handler";
import { escapeControlCharacters } from "../util/text";

/** Options of {@link toDynamicProvider}. */
export interface AdapterOptions {
	/** Receives the stack configuration before the first operation. */
	readonly configure?: (config: dynamic.Config) => void;
	/** Prints a line for the user. @defaultValue console.log, whose output Pulumi shows as stack diagnostics */
	readonly log?: (line: string) => void;
}

/** The hidden property `__provider`, which the inputs and outputs from the engine contain in addition. */
interface Stored {
	/** The source text from which Pulumi loads this provider; see serialized-provider.ts. */
	readonly __provider?: string;
}

interface HiddenProperties extends Stored {
	/** Id of a `ProfileSet`. The id of the other kinds of resources is the input `account`. */
	readonly __id?: unknown;
	/** Copy of the resource option `ignoreChanges`. */
	readonly __unmanaged?: unknown;
}

/**
 * Adapts a resource handler to Pulumi's interface `dynamic.ResourceProvider`.
 *
 * - `__provider` is removed from the inputs and outputs that handlers receive, and is added to the properties of a
 *   partial failure. Without `__provider` in the state, a later refresh or destroy could not load the provider.
 * - The stack trace of expected errors is removed, because Pulumi would print it.
 */
export function toDynamicProvider<Inputs extends object, State extends object>(
	handler: ResourceHandler<Inputs, State>,
	{ configure = () => {}, log = console.log }: AdapterOptions = {},
): dynamic.ResourceProvider<Inputs & Stored, State & Stored> {
	const call: CallContext = { log: (message) => log(message) };
	const optionChanges = createOptionChanges();
	return {
		configure: async ({ config }) => configure(config),

		check: (olds, news) =>
			withPulumiErrors(news, async () => {
				const request = { olds: withoutProviderText<Partial<Inputs>>(olds), news: withoutProviderText<object>(news) };
				const { inputs, failures } = handler.check({ ...request, news: { ...request.news } }, call);
				optionChanges.record(inputs, { olds, news });
				return { inputs, failures: failures.map(toCheckFailure) };
			}),

		diff: (id, olds, news) =>
			withPulumiErrors(news, async () => {
				const request = { id, olds: withoutProviderText<State>(olds), news: withoutProviderText<Inputs>(news) };
				const result = await handler.diff(request, call);
				for (const message of result.messages) call.log(message);
				const canShowInputs = olds.__provider !== undefined && !optionChanges.has(id, { olds, news });
				return toDynamicDiff(result, canShowInputs);
			}),

		create: (inputs) =>
			withPulumiErrors(inputs, async () => {
				const { id, state } = await handler.create({ inputs: withoutProviderText(inputs) }, call);
				return { id, outs: state };
			}),

		read: (id, stored) =>
			withPulumiErrors(stored, async () => {
				const state = withoutProviderText<Partial<State>>(stored ?? {});
				const isManaged = Object.keys(state).some((key) => !key.startsWith("__"));
				const purpose = isManaged ? "refresh" : "get";
				const result = await handler.read({ id, state: isManaged ? state : {}, purpose }, call);
				if (result === undefined) return {};
				return { id: result.id, props: result.state, ...(purpose === "refresh" && { inputs: result.inputs }) };
			}) as Promise<dynamic.ReadResult<State & Stored>>,

		update: (id, olds, news) =>
			withPulumiErrors(news, async () => {
				const request = { id, olds: withoutProviderText<State>(olds), news: withoutProviderText<Inputs>(news) };
				return { outs: (await handler.update(request, call)).state };
			}),

		delete: (id, state) =>
			withPulumiErrors(state, () => handler.delete({ id, state: withoutProviderText<State>(state) }, call)),
	};
}

function withoutProviderText<T extends object>(stored: object): T {
	const { __provider, ...props } = stored as Stored;
	return props as T;
}

/**
 * Converts a check failure to Pulumi's format. The path becomes a part of `reason`, and `property` stays empty, because
 * the engine prints the value of the property that `property` names, even if the value is a secret.
 */
export function toCheckFailure({ path, reason }: CheckFailure): dynamic.CheckFailure {
	const place = path.map(escapeControlCharacters).join(".");
	return { property: "", reason: path.length === 0 ? reason : `${place}: ${reason}` };
}

/**
 * Converts the result of a diff to Pulumi's format. The result `{}` makes the engine compare the inputs and show each
 * property that differs. There are two cases in which it must not do so. If the outputs have no `__provider`, for
 * example because another provider managed the resource before, later operations would fail. If the resource option
 * `ignoreChanges` changed, the engine would show its copy, the hidden input `__unmanaged`.
 */
function toDynamicDiff({ changes, replaces, unknown }: DiffResult, canShowInputs: boolean): dynamic.DiffResult {
	if (replaces.length > 0) return { changes: true, replaces: replaces.map(([key = ""]) => key) };
	if (unknown || changes.some(({ source }) => source === "inputs")) return canShowInputs ? {} : { changes: true };
	return { changes: changes.length > 0 };
}

/** The arguments of a check or a diff. */
interface OldAndNew {
	readonly olds: HiddenProperties;
	readonly news: HiddenProperties;
}

/**
 * Creates a record of the resources whose option `ignoreChanges` changed. A check receives the stored inputs. A diff
 * receives the stored outputs, which do not contain the option if only the option changed in the last update; the
 * outputs are compared only if no check precedes the diff, as in a refresh.
 */
function createOptionChanges() {
	const changesById = new Map<string, boolean>();
	const isChanged = ({ olds, news }: OldAndNew) => !isDeepStrictEqual(olds.__unmanaged, news.__unmanaged);
	return {
		record({ __id, account }: HiddenProperties & { readonly account?: unknown }, request: OldAndNew): void {
			changesById.set(String(__id ?? account), isChanged(request));
		},
		has: (id: string, request: OldAndNew) => changesById.get(id) ?? isChanged(request),
	};
}

async function withPulumiErrors<T>({ __provider }: Stored = {}, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof PartialFailureError) throw toDynamicError(error, __provider);
		if (error instanceof ImError) error.stack = error.message;
		throw error;
	}
}

/**
 * Converts a partial failure to an error that has the properties by which Pulumi recognizes a partial failure. Pulumi
 * shows `reasons` and stores `properties` as the outputs.
 */
function toDynamicError({ id, state, reasons, message }: PartialFailureError, __provider: string | undefined): Error {
	return Object.assign(new Error(message), { id, reasons, properties: { ...state, __provider } });
}
