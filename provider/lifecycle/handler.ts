import { countByCode, type ImError } from "../errors/im-error";
import { MAX_LISTED } from "./messages";

/** The kinds of resource; each has a function of this name in `pulumi-tim/hooks`. */
export type ResourceKind = "account" | "profile" | "profileSet" | "robot";

/** The keys that lead to an input. A list, since account names can contain dots: `["profiles", "desk.2", "nick"]`. */
export type PropertyPath = readonly string[];

/** The context of one call: everything besides the request that a handler gets from its front. */
export interface CallContext {
	/** Prints a line for the person who runs Pulumi. */
	log(message: string): void;
	/** Ends waits, retries and further reads. A request that has been sent is never aborted. */
	readonly signal?: AbortSignal | undefined;
	/** Identifies the resource among those of the operation: a new check of the same owner replaces its earlier claims. */
	readonly owner?: string | undefined;
}

/** The result of a check: the inputs to use, and what is wrong with them. */
export interface CheckResult<Inputs> {
	readonly inputs: Inputs;
	/** At most {@link MAX_LISTED}, and one more with an empty path that counts the rest. */
	readonly failures: readonly CheckFailure[];
}

/** One invalid input. */
export interface CheckFailure {
	/** The input; empty when the failure is not about a single one. */
	readonly path: PropertyPath;
	/** Describes what is wrong and the limit. Never contains the path or the value. */
	readonly reason: string;
}

/** A property that differs: between the old and the new inputs, or between the inputs and the live profile. */
export interface PropertyChange {
	readonly path: PropertyPath;
	readonly kind: "add" | "delete" | "update";
	readonly source: "inputs" | "live";
}

/** The result of a diff. */
export interface DiffResult {
	/** A path can be listed once for each source. */
	readonly changes: readonly PropertyChange[];
	/** The paths whose change replaces the resource; each is in `changes` too. */
	readonly replaces: readonly PropertyPath[];
	/** Whether an input is not known yet. The live profile is then not read. */
	readonly unknown: boolean;
	/** Lines that describe the changes, for a front that cannot show single properties. */
	readonly messages: readonly string[];
}

/** The result of a read: the resource as it exists now. */
export interface ReadResult<Inputs, State> {
	readonly id: string;
	readonly state: State;
	readonly inputs: Inputs;
}

/** The reason for a read: a refresh of a managed resource, a look-up of another one, or an import. */
export type ReadPurpose = "get" | "import" | "refresh";

/**
 * The operations of one kind of resource. Handlers do not depend on Pulumi's provider protocol: a front converts the engine's
 * calls to these and the results back.
 */
export interface ResourceHandler<Inputs extends object, State extends object> {
	/** Validates inputs without network access, and records the accounts and tags that the resource claims. */
	check(
		request: { readonly olds: Partial<Inputs>; readonly news: Readonly<Record<string, unknown>> },
		call: CallContext,
	): CheckResult<Inputs>;
	/** Compares the stored inputs with the new ones and with the live profile. */
	diff(
		request: { readonly id: string; readonly olds: State; readonly news: Inputs },
		call: CallContext,
	): Promise<DiffResult>;
	/** Creates the resource, or adopts what already exists. */
	create(
		request: { readonly inputs: Inputs },
		call: CallContext,
	): Promise<{ readonly id: string; readonly state: State }>;
	/** Reads the resource. Returns `undefined` when a managed resource no longer exists. */
	read(
		request: { readonly id: string; readonly state: Partial<State>; readonly purpose: ReadPurpose },
		call: CallContext,
	): Promise<ReadResult<Inputs, State> | undefined>;
	/** Applies the new inputs. */
	update(
		request: { readonly id: string; readonly olds: State; readonly news: Inputs },
		call: CallContext,
	): Promise<{ readonly state: State }>;
	/** Deletes the resource, or releases what it managed, as its policy says. */
	delete(request: { readonly id: string; readonly state: State }, call: CallContext): Promise<void>;
}

/**
 * A create or an update that failed in part. The engine keeps `state`, and the next update completes the work.
 */
export class PartialFailureError extends Error {
	override readonly name = "PartialFailureError";

	constructor(
		readonly id: string,
		readonly state: object,
		/** One line for each failure, which starts with the path of the input. Pulumi shows these and not the message. */
		readonly reasons: readonly string[],
	) {
		super(reasons.join("; "));
	}
}

/** The failure of one input, or of a whole account. */
export interface Failure {
	/** Path of the input in the program: `nick`, `profiles.desk_002.nick`. Empty for a `Profile` as a whole. */
	readonly path: string;
	readonly error: ImError;
}

/** Returns a line for each failure; when there are more than {@link MAX_LISTED}, the last line counts the rest by code. */
export function toReasons(failures: readonly Failure[]): readonly string[] {
	const reasons = failures
		.slice(0, MAX_LISTED)
		.map(({ path, error }) => [path, error.message].filter(Boolean).join(": "));
	const rest = failures.slice(MAX_LISTED).map(({ error }) => error);
	return rest.length === 0 ? reasons : [...reasons, `and ${rest.length} more failures: ${countByCode(rest)}`];
}

/** Returns the error of an operation that changed nothing: the failure's own error when it is about the whole resource. */
export function toError(failures: readonly Failure[]): Error {
	const [only, ...others] = failures;
	return only?.path === "" && others.length === 0 ? only.error : new Error(toReasons(failures).join("; "));
}
