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
	return {
		configure: async ({ config }) => configure(config),

		check: (olds, news) =>
			withPulumiErrors(news, async () => {
				const request = { olds: withoutProviderText<Partial<Inputs>>(olds), news: withoutProviderText<object>(news) };
				const { inputs, failures } = handler.check({ ...request, news: { ...request.news } }, call);
				return { inputs, failures: failures.map(toCheckFailure) };
			}),

		diff: (id, olds, news) =>
			withPulumiErrors(news, async () => {
				const request = { id, olds: withoutProviderText<State>(olds), news: withoutProviderText<Inputs>(news) };
				const result = await handler.diff(request, call);
				for (const message of result.messages) call.log(message);
				return toDynamicDiff(result, olds.__provider !== undefined);
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
 * property that differs. If the outputs have no `__provider`, for example because another provider managed the resource
 * before, the result is `{ changes: true }`, because later operations would fail after the result `{}`.
 */
function toDynamicDiff({ changes, replaces, unknown }: DiffResult, hasProviderText: boolean): dynamic.DiffResult {
	if (replaces.length > 0) return { changes: true, replaces: replaces.map(([key = ""]) => key) };
	if (unknown || changes.some(({ source }) => source === "inputs")) return hasProviderText ? {} : { changes: true };
	return { changes: changes.length > 0 };
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
