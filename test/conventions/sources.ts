import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import ts from "typescript";

/** The root of the checkout. */
export const root = resolve(__dirname, "../..");

/** A parsed source file. Its `path` is relative to the root of the checkout, and separated by `/`. */
export interface Source {
	readonly path: string;
	readonly text: string;
	readonly tree: ts.SourceFile;
}

/** Returns every source file below the given folders of the checkout. */
export function readSources(...folders: readonly string[]): readonly Source[] {
	const files = folders.flatMap((folder) => listSources(join(root, folder)));
	return files.map((file) => parseSource(relative(root, file).replaceAll("\\", "/"), readFileSync(file, "utf8")));
}

/** Parses a text as the source file at a path. */
export function parseSource(path: string, text: string): Source {
	return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

function listSources(folder: string): readonly string[] {
	const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
	return entries
		.filter((entry) => entry.isFile() && /\.(ts|mjs|cjs)$/.test(entry.name) && !/node_modules/.test(entry.parentPath))
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
}
