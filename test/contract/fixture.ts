import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Seed, Tags } from "@/emulator";

/** A request and its response, from the documentation of the service or from one of its clients. */
export interface Exchange {
	readonly name: string;
	/** The URL of the documentation page or of the discussion that shows the exchange. */
	readonly source: string;
	/** The URL at which the exchange was observed, if the page in `source` does not show it. */
	readonly seen?: string;
	/** The initial accounts and the quirks that make the emulator return the response. */
	readonly seed?: Seed;
	readonly request: { readonly path: string; readonly body: unknown };
	readonly response: Readonly<Record<string, unknown>>;
	/** The properties of the response whose values are not documented. */
	readonly unspecified?: readonly string[];
	/** The stored tags after the call, keyed by UserID. `null` means that the account does not exist. */
	readonly after?: Readonly<Record<string, Tags | null>>;
}

/** Reads all exchanges, keyed by the name of their file. */
export function readFixtures(): ReadonlyMap<string, readonly Exchange[]> {
	const folder = join(__dirname, "fixtures");
	const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
	return new Map(files.map((file) => [file, JSON.parse(readFileSync(join(folder, file), "utf8"))]));
}
