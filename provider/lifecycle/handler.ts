import { countByCode, type ImError } from "../errors/im-error";
import { MAX_LISTED } from "./messages";

/** Kind of a resource. For each kind, `pulumi-tim/hooks` exports a function with the same name. */
export type ResourceKind = "account" | "profile" | "profileSet" | "robot";

/** Path of an input as a list of map keys, because UserIDs can contain dots: `["profiles", "desk.2", "nick"]`. */
export type PropertyPath = readonly string[];

/**
 * Context that a front, the code that adapts handlers to Pulumi, passes with each handler call in addition to the
 * request. The front for Pulumi's dynamic providers passes only `log`: the engine tells a dynamic provider neither the
 * resource of a check nor that the operation was cancelled.
 */
export interface CallContext {
	/** Prints a line for the user who runs Pulumi. */
	log(message: string): void;
	/**
	 * Aborting the signal ends waits and retries, and prevents further reads. A request that was sent is never aborted.
	 */
	readonly signal?: AbortSignal | undefined;
	/**
	 * Identifies the resource within an operation. A later check with the same owner replaces the claims that the earlier
	 * check recorded.
	 */
	readonly owner?: string | undefined;
}

/** The result of a check: the checked inputs and the failures. */
export interface CheckResult<Inputs> {
	readonly inputs: Inputs;
	/**
	 * At most {@link MAX_LISTED} failures. If there are more, an additional failure with an empty path contains the
	 * number of the remaining failures.
	 */
	readonly failures: readonly CheckFailure[];
}

/** The path of one invalid input, and the reason why the input is invalid. */
export interface CheckFailure {
	/** Path of the invalid input. Empty if the failure is not about a single input. */
	readonly path: PropertyPath;
	/** Description of the problem and the limit. Never contains the path or the value of the input. */
	readonly reason: string;
}

/**
 * A property that differs between the stored and the new inputs (source `inputs`) or between the new inputs and the
 * live profile (source `live`).
 */
export interface PropertyChange {
	readonly path: PropertyPath;
	readonly kind: "add" | "delete" | "update";
	readonly source: "inputs" | "live";
}

/** The result of a diff: changed properties, replacements and messages. */
export interface DiffResult {
	/** The differing properties. The same path can occur twice, once with each source. */
	readonly changes: readonly PropertyChange[];
	/** Paths whose change requires a replacement of the resource. Each path is also in `changes`. */
	readonly replaces: readonly PropertyPath[];
	/** Whether an input is unknown. If so, the live profile is not read. */
	readonly unknown: boolean;
	/** Messages that describe the changes, for a front that cannot show the changed properties individually. */
	readonly messages: readonly string[];
}

/** The result of a read: id, current state and inputs of a resource. */
export interface ReadResult<Inputs, State> {
	readonly id: string;
	readonly state: State;
	readonly inputs: Inputs;
}

/**
 * Purpose of a read. `refresh`: update the state of a managed resource. `get`: look up a resource that the program does
 * not manage. `import`: add an existing resource to the state.
 */
export type ReadPurpose = "get" | "import" | "refresh";

/**
 * The operations of one kind of resource. Handlers do not depend on Pulumi's provider protocol. A front adapts handlers
 * to Pulumi: it converts the calls of the engine to handler calls, and the results of the handlers to results for the
 * engine.
 */
export interface ResourceHandler<Inputs extends object, State extends object> {
	/** Validates inputs without network access, and records which accounts and tags the resource claims to manage. */
	check(
		request: { readonly olds: Partial<Inputs>; readonly news: Readonly<Record<string, unknown>> },
		call: CallContext,
	): CheckResult<Inputs>;
	/** Compares the new inputs with the stored outputs and with the live profile. */
	diff(
		request: { readonly id: string; readonly olds: State; readonly news: Inputs },
		call: CallContext,
	): Promise<DiffResult>;
	/** Creates the resource. An account or a profile that already exists on the service is adopted. */
	create(
		request: { readonly inputs: Inputs },
		call: CallContext,
	): Promise<{ readonly id: string; readonly state: State }>;
	/** Reads the resource. Returns `undefined` when a managed resource no longer exists. */
	read(
		request: { readonly id: string; readonly state: Partial<State>; readonly purpose: ReadPurpose },
		call: CallContext,
	): Promise<ReadResult<Inputs, State> | undefined>;
	/** Updates the resource to the new inputs. */
	update(
		request: { readonly id: string; readonly olds: State; readonly news: Inputs },
		call: CallContext,
	): Promise<{ readonly state: State }>;
	/** Deletes the resource. Its policies determine what happens to the account or the tags on the service. */
	delete(request: { readonly id: string; readonly state: State }, call: CallContext): Promise<void>;
}

/**
 * Error of a create or an update of which only a part succeeded. The engine stores `state`, and the next update
 * completes the remaining work.
 */
export class PartialFailureError extends Error {
	override readonly name = "PartialFailureError";

	constructor(
		readonly id: string,
		readonly state: object,
		/**
		 * One line for each failure. Each line starts with the path of the input. Pulumi shows these lines instead of the
		 * error message.
		 */
		readonly reasons: readonly string[],
	) {
		super(reasons.join("; "));
	}
}

/** An error that is about one input or about a whole account. */
export interface Failure {
	/**
	 * Path of the input in the program: `nick`, `profiles.desk_002.nick`. Empty if the failure is about a whole
	 * `Profile`.
	 */
	readonly path: string;
	readonly error: ImError;
}

/**
 * Formats each failure as one line. If there are more than {@link MAX_LISTED} failures, the last line contains the
 * number of the remaining failures for each error code.
 */
export function toReasons(failures: readonly Failure[]): readonly string[] {
	const reasons = failures
		.slice(0, MAX_LISTED)
		.map(({ path, error }) => [path, error.message].filter(Boolean).join(": "));
	const rest = failures.slice(MAX_LISTED).map(({ error }) => error);
	return rest.length === 0 ? reasons : [...reasons, `and ${rest.length} more failures: ${countByCode(rest)}`];
}

/**
 * Converts the failures of an operation that changed nothing to an error. If the only failure is about the whole
 * resource, its error is returned unchanged. Otherwise, the message of the returned error contains the reasons of all
 * failures.
 */
export function toError(failures: readonly Failure[]): Error {
	const [only, ...others] = failures;
	return only?.path === "" && others.length === 0 ? only.error : new Error(toReasons(failures).join("; "));
}
