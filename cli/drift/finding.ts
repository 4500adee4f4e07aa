import type { TagValue } from "../../provider/model/types";
import type { ExitCodeName } from "../exit-codes";

/** The kinds of findings. */
export type FindingKind = "account-gone" | "both-moved" | "code-moved" | "live-moved" | "not-compared" | "not-readable";

/** A value in a report; null where the tag is not set, {@link MASK} for every secret. */
export type ReportedValue = TagValue | typeof MASK | null;

/** The text that replaces secret values. */
export const MASK = "[secret]";

/** A difference between a declared and a live value, or a value that could not be read or compared. */
export interface Finding {
	readonly kind: FindingKind;
	/** The resource that declares the account. */
	readonly urn: string;
	/** Absent where the account itself is unreadable. */
	readonly account?: string;
	/** Path of the input in the program: `nick`, `custom.Team`. Absent where the finding concerns the whole account. */
	readonly path?: string;
	/** Tag as on the wire. */
	readonly tag?: string;
	/** The declared value: of the program where a preview has it, otherwise of the state. */
	readonly declared?: ReportedValue;
	/** The value in the state, where the program declares a different one. */
	readonly state?: ReportedValue;
	readonly live?: ReportedValue;
	/** Whether the value is a secret. */
	readonly secret?: boolean;
	/** Why the value could not be read or compared. */
	readonly reason?: string;
	/** Only with a history. */
	readonly seen?: Seen;
	/** The last recorded change of the tag; only with events. */
	readonly changedBy?: ChangedBy;
	/** The ignore rule that applies. */
	readonly ignored?: Ignored;
}

/** The reason and the last day of an ignore rule. */
export interface Ignored {
	readonly reason: string;
	/** YYYY-MM-DD, inclusive. */
	readonly until: string;
}

/** When a finding was first found, and in how many runs. */
export interface Seen {
	/** ISO 8601, UTC. */
	readonly first: string;
	readonly times: number;
	/** The change since the previous run: the finding is new, or its kind or live value differs. */
	readonly change?: "appeared" | "changed";
}

/** The author and time of a recorded change. */
export interface ChangedBy {
	/** ISO 8601, UTC. */
	readonly time: string;
	readonly operator: string;
	/** The origin as the service names it, such as `Web`. */
	readonly platform?: string;
	/** Whether the operator is the identifier of this provider. */
	readonly ours: boolean;
}

/** How reports present a kind of finding. */
export interface FindingKindInfo {
	readonly label: string;
	/** One sentence. */
	readonly description: string;
	/** The action to take, as an imperative. */
	readonly nextStep: string;
	/** Severity, for formats that have one. */
	readonly level: "error" | "note" | "warning";
	/** The exit code of a run whose worst finding is of this kind. */
	readonly exitCode: ExitCodeName;
}

/** The kinds of findings, the worst first. */
export const findingKinds: Readonly<Record<FindingKind, FindingKindInfo>> = {
	"account-gone": {
		label: "account gone",
		description: "The account is declared but does not exist in the service.",
		nextStep: "import it (account_import) and run pulumi up, or remove it from the program",
		level: "error",
		exitCode: "gone",
	},
	"both-moved": {
		label: "both moved",
		description: "The program and the live value both changed since the last up, to different values.",
		nextStep: "decide which value to keep: pulumi up writes the program's",
		level: "error",
		exitCode: "drift",
	},
	"live-moved": {
		label: "live moved",
		description: "The live value has changed since the last up.",
		nextStep: "pulumi up puts it back; to keep it, write it into the program",
		level: "error",
		exitCode: "drift",
	},
	"code-moved": {
		label: "code moved",
		description: "The program has changed since the last up; the live value has not.",
		nextStep: "pulumi up applies the program",
		level: "warning",
		exitCode: "drift",
	},
	"not-readable": {
		label: "not readable",
		description: "The service did not return the value.",
		nextStep: "see the reason, then run again",
		level: "warning",
		exitCode: "unread",
	},
	"not-compared": {
		label: "not compared",
		description: "The declared value is not in the input.",
		nextStep: "for encrypted values, use --compare-secrets or an export with secrets, or add an ignore rule",
		level: "note",
		exitCode: "unread",
	},
};
