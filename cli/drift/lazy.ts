import type * as attribution from "./attribution";
import type * as history from "./history";
import type * as historyFile from "./history-file";
import type * as ignore from "./ignore";
import type * as ignoreFile from "./ignore-file";
import type * as notify from "./notify";

/** The parts with libraries behind them that many runs do without. Each is loaded by the run that needs it. */
export const lazy = {
	/** Who changed what, from events. */
	attribution: (): typeof attribution => require("./attribution"),
	/** Runs against the runs before. */
	history: (): typeof history => require("./history"),
	/** The history file. */
	historyFile: (): typeof historyFile => require("./history-file"),
	/** The sorting by rules, and globs. */
	ignore: (): typeof ignore => require("./ignore"),
	/** The ignore file, and ajv, YAML and JSON with comments. */
	ignoreFile: (): typeof ignoreFile => require("./ignore-file"),
	/** The telling of changes. */
	notify: (): typeof notify => require("./notify"),
} as const;
