import type { TextStyle } from "../../terminal";
import type { Report } from "../report";

/** A report as text, with its last line break. */
export type Format = (report: Report, look: TextStyle) => string;
