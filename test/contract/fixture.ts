import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Seed, Tags } from "@/emulator";

/** One exchange with the service, as its documents or its clients show it. */
export interface Exchange {
	readonly name: string;
	/** The page that documents the call, or the thread that shows the exchange. */
	readonly source: string;
	/** Where the exchange was seen, when that page is silent about it. */
	readonly seen?: string;
	/** What the service must hold, and how it must answer, for the exchange to come about. */
	readonly seed?: Seed;
	readonly request: { readonly path: string; readonly body: unknown };
	readonly response: Readonly<Record<string, unknown>>;
	/** Keys of the response whose text no source gives. */
	readonly unspecified?: readonly string[];
	/** What is stored afterwards, by account; `null` for no account. */
	readonly after?: Readonly<Record<string, Tags | null>>;
}

/** All exchanges, by the file that they are in. */
export function readFixtures(): ReadonlyMap<string, readonly Exchange[]> {
	const folder = join(__dirname, "fixtures");
	const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
	return new Map(files.map((file) => [file, JSON.parse(readFileSync(join(folder, file), "utf8"))]));
}
