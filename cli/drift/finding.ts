import type { TagValue } from "../../provider/model/types";
import type { ExitCodeName } from "../exit-codes";

/** What can be found of a declared account or attribute. */
export type FindingKind = "account-gone" | "both-moved" | "code-moved" | "live-moved" | "not-compared" | "not-readable";

/** A value in a report; null where the tag is not set. A secret is always this text. */
export type ReportedValue = TagValue | typeof MASK | null;

/** What stands for every secret value. */
export const MASK = "[secret]";

/** One difference between what is declared and what is live, or one thing that could not be told. */
export interface Finding {
	readonly kind: FindingKind;
	/** The resource that declares it. */
	readonly urn: string;
	/** Nothing where the account itself is a hidden input. */
	readonly account?: string;
	/** Where the program names it: `nick`, `custom.Team`. Nothing where it is about all of an account. */
	readonly path?: string;
	/** The tag, as on the wire. */
	readonly tag?: string;
	/** The value that counts: the program's where a preview says it, else the state's. */
	readonly declared?: ReportedValue;
	/** What the state has, where the program declares something else. */
	readonly state?: ReportedValue;
	readonly live?: ReportedValue;
	/** Whether the value is a secret. */
	readonly secret?: boolean;
	/** Why it could not be read or compared. */
	readonly reason?: string;
	/** Since when it is there; only with a history. */
	readonly seen?: Seen;
	/** The last recorded change of the tag; only with events. */
	readonly changedBy?: ChangedBy;
	/** The rule that hides it. */
	readonly ignored?: Ignored;
}

/** Why a finding does not count, and how long. */
export interface Ignored {
	readonly reason: string;
	/** The last day: YYYY-MM-DD. */
	readonly until: string;
}

/** Since when something is found, and in how many runs. */
export interface Seen {
	/** ISO 8601, in UTC. */
	readonly first: string;
	readonly times: number;
	/** What is new about it since the run before: all, or what it says. */
	readonly change?: "appeared" | "changed";
}

/** Who changed a tag, and when. */
export interface ChangedBy {
	/** ISO 8601, in UTC. */
	readonly time: string;
	readonly operator: string;
	/** From where, as the service calls it. */
	readonly platform?: string;
	/** Whether it was this package's own identifier. */
	readonly ours: boolean;
}

/** What there is to know of a kind of finding. */
export interface FindingKindInfo {
	/** How it is called in words. */
	readonly words: string;
	/** A sentence for readers of reports. */
	readonly doc: string;
	/** What to do. */
	readonly next: string;
	/** How bad it is, for formats that have such a scale. */
	readonly level: "error" | "note" | "warning";
	readonly exit: ExitCodeName;
}

/** The kinds of findings, the worst first. */
export const findingKinds: Readonly<Record<FindingKind, FindingKindInfo>> = {
	"account-gone": {
		words: "account gone",
		doc: "The account is declared and not in the service.",
		next: "import it (account_import) and run pulumi up, or remove it from the program",
		level: "error",
		exit: "gone",
	},
	"both-moved": {
		words: "both moved",
		doc: "The program and the live value have both changed since the last up, each to something else.",
		next: "decide which value counts: pulumi up writes the program's",
		level: "error",
		exit: "drift",
	},
	"live-moved": {
		words: "live moved",
		doc: "The live value has changed since the last up.",
		next: "pulumi up puts it back; to keep it, write it into the program",
		level: "error",
		exit: "drift",
	},
	"code-moved": {
		words: "code moved",
		doc: "The program has changed since the last up; the live value has not.",
		next: "pulumi up applies the program",
		level: "warning",
		exit: "drift",
	},
	"not-readable": {
		words: "not readable",
		doc: "The service did not let it be read.",
		next: "see the reason, then run again",
		level: "warning",
		exit: "unread",
	},
	"not-compared": {
		words: "not compared",
		doc: "The input does not hold the declared value.",
		next: "for encrypted values compare an export with its secrets (--compare-secrets), or ignore them by a rule",
		level: "note",
		exit: "unread",
	},
};
