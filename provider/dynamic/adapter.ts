import type { dynamic } from "@pulumi/pulumi";
import { ImError } from "../errors/im-error";
import {
	type CallContext,
	type CheckFailure,
	type DiffResult,
	PartialFailureError,
	type ResourceHandler,
} from "../lifecycle/handler";
import { escapeControlCharacters } from "../util";

/** Options of {@link toDynamicProvider}. */
export interface AdapterOptions {
	/** Gets the stack configuration before the first call. */
	readonly configure?: (config: dynamic.Config) => void;
	/** @defaultValue console.log, which Pulumi shows on the stack */
	readonly log?: (line: string) => void;
}

/** Inputs and outputs as the engine passes them. */
interface Stored {
	/** The source text that loads this provider from a state; see serialized-provider.ts. */
	readonly __provider?: string;
}

/**
 * Adapts a handler to `dynamic.ResourceProvider`, the only interface to Pulumi's provider protocol.
 *
 * - `__provider` is removed from what handlers get. The properties of a partial failure need it: without it, a later refresh
 *   or destroy cannot load the provider.
 * - Expected errors have no stack, because Pulumi prints stacks.
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

/** The engine prints the value of a property that a failure names, secrets included. So the path goes into the reason. */
export function toCheckFailure({ path, reason }: CheckFailure): dynamic.CheckFailure {
	const place = path.map(escapeControlCharacters).join(".");
	return { property: "", reason: path.length === 0 ? reason : `${place}: ${reason}` };
}

/**
 * Converts a diff. `{}` lets the engine compare the inputs and show each property that differs. It cannot be used for a
 * resource whose outputs have no `__provider`, as after another provider managed it: later operations would fail.
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

/** Pulumi recognizes a partial failure by these properties. It shows `reasons`, and keeps `properties` as the outputs. */
function toDynamicError({ id, state, reasons, message }: PartialFailureError, __provider: string | undefined): Error {
	return Object.assign(new Error(message), { id, reasons, properties: { ...state, __provider } });
}
