import type { dynamic } from "@pulumi/pulumi";
import { isImError } from "./errors";
import { isPartialFailure } from "./lifecycle/partial-failure";

/** What a kind of resource does at each hook; Pulumi's own bookkeeping is already off the maps it gets. */
export interface Hooks<Inputs extends object, State extends object> {
	check(olds: Partial<Inputs>, news: Readonly<Record<string, unknown>>): dynamic.CheckResult<Inputs>;
	create(inputs: Inputs): Promise<dynamic.CreateResult<State>>;
	diff(id: string, olds: State, news: Inputs): Promise<dynamic.DiffResult>;
	read(id: string, state: Partial<State>): Promise<dynamic.ReadResult<Partial<State>>>;
	update(id: string, olds: State, news: Inputs): Promise<dynamic.UpdateResult<State>>;
	delete(id: string, state: State): Promise<void>;
}

interface Stored {
	/** The constant text by which the state finds this code. */
	readonly __provider?: string;
}

/**
 * The door between Pulumi and a kind of resource: takes `__provider` off what comes in, puts it back into the properties of
 * a partial failure (without it a later refresh or destroy cannot run), and keeps the stacks of expected errors out of
 * Pulumi's output, which prints them line by line.
 */
export function door<Inputs extends object, State extends object>(
	configure: (config: dynamic.Config) => void,
	hooks: Hooks<Inputs, State>,
): dynamic.ResourceProvider<Inputs & Stored, State & Stored> {
	return {
		configure: async ({ config }) => configure(config),
		check: (olds, news) => tidy(news, async () => hooks.check(bare<Inputs>(olds), bare(news))),
		create: (inputs) => tidy(inputs, () => hooks.create(bare(inputs))),
		diff: (id, olds, news) => tidy(news, () => hooks.diff(id, bare(olds), bare(news))),
		read: (id, state) => tidy(state, () => hooks.read(id, bare<State>(state ?? {}))) as ReadPromise<State>,
		update: (id, olds, news) => tidy(news, () => hooks.update(id, bare(olds), bare(news))),
		delete: (id, state) => tidy(state, () => hooks.delete(id, bare(state))),
	};
}

type ReadPromise<State> = Promise<dynamic.ReadResult<State & Stored>>;

function bare<T extends object>(stored: object): T {
	const { __provider, ...props } = stored as Stored;
	return props as T;
}

async function tidy<T>({ __provider }: Stored = {}, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (isPartialFailure(error)) Object.assign(error.properties, { __provider });
		if (isImError(error)) error.stack = error.message;
		throw error;
	}
}
