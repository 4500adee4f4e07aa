import type { ExitCodeName } from "./exit-codes";
import type { FindingKind } from "./finding";

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
