import type { dynamic } from "@pulumi/pulumi";
import { ImError } from "../errors/im-error";
import { isPartialFailure, type ResourceHandler } from "../lifecycle/handler";

interface Stored {
	/** The constant text by which the state finds this code. */
	readonly __provider?: string;
}

/**
 * The door between Pulumi and a kind of resource: takes `__provider` off what comes in, puts it back into the properties of
 * a partial failure (without it a later refresh or destroy cannot run), and keeps the stacks of expected errors out of
 * Pulumi's output, which prints them line by line.
 */
export function toDynamicProvider<Inputs extends object, State extends object>(
	configure: (config: dynamic.Config) => void,
	hooks: ResourceHandler<Inputs, State>,
): dynamic.ResourceProvider<Inputs & Stored, State & Stored> {
	return {
		configure: async ({ config }) => configure(config),
		check: (olds, news) =>
			withPulumiErrors(news, async () => hooks.check(withoutProviderText<Inputs>(olds), withoutProviderText(news))),
		create: (inputs) => withPulumiErrors(inputs, () => hooks.create(withoutProviderText(inputs))),
		diff: (id, olds, news) =>
			withPulumiErrors(news, () => hooks.diff(id, withoutProviderText(olds), withoutProviderText(news))),
		read: (id, state) =>
			withPulumiErrors(state, () => hooks.read(id, withoutProviderText<State>(state ?? {}))) as ReadPromise<State>,
		update: (id, olds, news) =>
			withPulumiErrors(news, () => hooks.update(id, withoutProviderText(olds), withoutProviderText(news))),
		delete: (id, state) => withPulumiErrors(state, () => hooks.delete(id, withoutProviderText(state))),
	};
}

type ReadPromise<State> = Promise<dynamic.ReadResult<State & Stored>>;

function withoutProviderText<T extends object>(stored: object): T {
	const { __provider, ...props } = stored as Stored;
	return props as T;
}

async function withPulumiErrors<T>({ __provider }: Stored = {}, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (isPartialFailure(error)) Object.assign(error.properties, { __provider });
		if (error instanceof ImError) error.stack = error.message;
		throw error;
	}
}
