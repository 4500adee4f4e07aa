import type { TagValue } from "../../provider/model/types";
import type { ExitCodeName } from "../exit-codes";

/** The kind of a finding. {@link findingKinds} describes each kind. */
export type FindingKind = "account-gone" | "both-moved" | "code-moved" | "live-moved" | "not-compared" | "not-readable";

/** A value in a report: `null` if the tag is not set, {@link MASK} if the value is a secret. */
export type ReportedValue = TagValue | typeof MASK | null;

/** The text that replaces secret values. */
export const MASK = "[secret]";

/** A difference between a declared and a live value, or a value that could not be read or compared. */
export interface Finding {
	readonly kind: FindingKind;
	/** The URN of the resource that declares the account. */
	readonly urn: string;
	/** The account ID. Undefined if the account ID cannot be read. */
	readonly account?: string;
	/**
	 * The path of the input in the program: `nick`, `custom.Team`. Undefined if the finding is about a whole account or
	 * resource.
	 */
	readonly path?: string;
	/** The tag, spelled as in the REST API. */
	readonly tag?: string;
	/** The declared value: the value in the program if a preview contains it, otherwise the value in the state. */
	readonly declared?: ReportedValue;
	/** The value in the state. Undefined if the program declares the same value. */
	readonly state?: ReportedValue;
	/** The live value. */
	readonly live?: ReportedValue;
	/** Whether the value is a secret. */
	readonly secret?: boolean;
	/** The reason why the value could not be read or compared. */
	readonly reason?: string;
	/** The first run that found the finding, and the number of runs. Undefined without `--history` and `--every`. */
	readonly seen?: Seen;
	/** The last recorded change of the tag. Undefined without `--events`. */
	readonly changedBy?: ChangedBy;
	/** The ignore rule that matches the finding. Undefined if no rule matches. */
	readonly ignored?: Ignored;
}

/** The reason and the last day of the ignore rule that matches a finding. */
export interface Ignored {
	readonly reason: string;
	/** The last day on which the rule applies, in UTC: YYYY-MM-DD. */
	readonly until: string;
}

/** The first run that found a finding, and the number of runs. */
export interface Seen {
	/** Start of the first run, as ISO 8601 in UTC. */
	readonly first: string;
	/** Number of runs that found the finding, including the first run. */
	readonly times: number;
	/**
	 * `appeared`: the previous run did not find the finding. `changed`: in the previous run, the kind or the live value
	 * of the finding was different.
	 */
	readonly change?: "appeared" | "changed";
}

/** The operator and the time of a recorded change. */
export interface ChangedBy {
	/** Time of the change, as ISO 8601 in UTC. */
	readonly time: string;
	/** Account that made the change: a user, or the admin account that made the REST call. */
	readonly operator: string;
	/** Client platform in the service's spelling, such as `Web`. */
	readonly platform?: string;
	/**
	 * Whether this package made the change: the operator is an identifier of this package, and the change was a REST
	 * call.
	 */
	readonly ours: boolean;
}

/** The texts, the severity and the exit code of a kind of finding. */
export interface FindingKindInfo {
	/** The short name of the kind in reports. */
	readonly label: string;
	/** The meaning of the kind, in one sentence. */
	readonly description: string;
	/** The next step for the user, in the imperative. */
	readonly nextStep: string;
	/** The severity of the finding, for report formats that have severities. */
	readonly level: "error" | "note" | "warning";
	/** The exit code of a run whose most severe finding is of this kind. */
	readonly exitCode: ExitCodeName;
}

/** The kinds of findings, the most severe first. */
export const findingKinds: Readonly<Record<FindingKind, FindingKindInfo>> = {
	"account-gone": {
		label: "account gone",
		description: "The account is declared but does not exist in the service.",
		nextStep: "import the account (account_import) and run pulumi up, or remove it from the program",
		level: "error",
		exitCode: "gone",
	},
	"both-moved": {
		label: "both moved",
		description: "The program and the live value have both changed since the last up, to different values.",
		nextStep: "run pulumi up to write the declared value, or change the program to the live value first",
		level: "error",
		exitCode: "drift",
	},
	"live-moved": {
		label: "live moved",
		description: "The live value has changed since the last up.",
		nextStep: "run pulumi up to restore the declared value, or change the program to the live value",
		level: "error",
		exitCode: "drift",
	},
	"code-moved": {
		label: "code moved",
		description: "The program has changed since the last up; the live value has not.",
		nextStep: "run pulumi up to write the declared value",
		level: "warning",
		exitCode: "drift",
	},
	"not-readable": {
		label: "not readable",
		description: "The account or the value could not be read from the service.",
		nextStep: "correct the cause that the reason states, and run pulumi-tim drift again",
		level: "warning",
		exitCode: "unread",
	},
	"not-compared": {
		label: "not compared",
		description: "The declared value could not be read from the state or the preview.",
		nextStep:
			"correct the cause that the reason states; for encrypted values, use --compare-secrets or a stack export with secrets, or add an ignore rule",
		level: "note",
		exitCode: "unread",
	},
};

/** The names of the kinds of findings, the most severe first. */
export const findingKindNames = Object.keys(findingKinds) as readonly FindingKind[];

/** Whether a finding is a difference between values. Only such a finding has the properties `declared` and `live`. */
export function isMoved({ kind }: Finding): boolean {
	return kind === "both-moved" || kind === "code-moved" || kind === "live-moved";
}

/** Whether the live value of a finding has changed since the last up. */
export function hasLiveMoved({ kind }: Finding): boolean {
	return kind === "both-moved" || kind === "live-moved";
}

/** Whether a finding is about a value that could not be read or compared. */
export function isUnchecked({ kind }: Finding): boolean {
	return kind === "not-compared" || kind === "not-readable";
}

/** Whether a finding is about a whole account or resource, which is missing, or could not be read or compared. */
export function isAboutWholeAccount({ path }: Pick<Finding, "path">): boolean {
	return path === undefined;
}

/** Returns a text that is different for each account of each resource. */
export function accountKey({ urn, account = "" }: Pick<Finding, "account" | "urn">): string {
	return JSON.stringify([urn, account]);
}
