import { stat } from "node:fs/promises";
import { decodeChunks, EncodingError } from "../../provider/util/text-encoding";
import { readTextParts } from "../files";
import { PulumiError, streamPulumi } from "../pulumi";
import { createDocumentReader, type DocumentKind } from "./json-document";
import { type Preview, previewDocument } from "./preview";
import { type StateContents, stackExport } from "./state";
import { type DriftTarget, toTargets } from "./targets";

/** The options that select the declared profiles. */
export interface InputOptions {
	/** Name of a stack to export with `pulumi stack export`. */
	readonly stack?: string;
	/** Folder of the stack's program. @defaultValue the working folder */
	readonly cwd?: string;
	/** Whether to export the secrets of the stack in plain text, so that their values are compared. */
	readonly compareSecrets?: boolean;
	/** Path of a file that contains a stack export; `-` for standard input. */
	readonly state?: string;
	/** Path of a file that contains the output of `pulumi preview --json`; `-` for standard input. */
	readonly preview?: string;
}

/** The profiles to compare, and the settings of their providers. */
export interface DriftInput {
	/** Description of the source for reports: `stack dev`, `state.json, preview preview.json`. */
	readonly source: string;
	readonly targets: readonly DriftTarget[];
	readonly providers: StateContents["providers"];
}

/**
 * Reads the declared profiles from a stack, a state file or a preview.
 *
 * @throws Error with a one-line message that contains the file or the stack.
 */
export async function readInput(options: InputOptions): Promise<DriftInput> {
	const state = await readStateInput(options);
	const preview = options.preview === undefined ? undefined : await readPreviewFile(options.preview);
	const { declared, providers } = state ?? stateBeforePreview(options.preview, preview);
	return {
		source: describeSource(options),
		targets: toTargets(declared, preview),
		providers: new Map([...providers, ...(preview?.state.providers ?? [])]),
	};
}

/**
 * Reads a stack export from the file at a path, or from standard input if the path is `-`.
 *
 * @throws Error with a one-line message that contains the file.
 */
export async function readStateFile(file: string): Promise<StateContents> {
	return readDocument(file, readTextParts(file), stackExport);
}

function describeSource({ stack, state, preview }: InputOptions): string {
	const stateSource = stack === undefined ? state : `stack ${stack}`;
	const names = [stateSource === "-" ? "standard input" : stateSource, preview && `preview ${preview}`];
	return names.filter(Boolean).join(", ");
}

async function readStateInput({ stack, state, ...options }: InputOptions): Promise<StateContents | undefined> {
	if (stack !== undefined) return readDocument(`stack ${stack}`, exportStack(stack, options), stackExport);
	return state === undefined ? undefined : readStateFile(state);
}

function readPreviewFile(file: string): Promise<Preview> {
	return readDocument(file, readTextParts(file), previewDocument);
}

function stateBeforePreview(file: string | undefined, preview: Preview | undefined): StateContents {
	if (preview === undefined) throw new Error("nothing to compare; use --stack, --state or --preview");
	if (preview.isComplete) return preview.state;
	throw new Error(
		`${file}: the preview does not list unchanged resources; add --show-sames to pulumi preview --json, or also pass --state or --stack`,
	);
}

/** Reads the one document of a kind in a text. Adds the name of the input to the message of an error in the document. */
async function readDocument<T, List>(
	name: string,
	parts: AsyncIterable<string>,
	kind: DocumentKind<T, List>,
): Promise<T> {
	const reader = createDocumentReader(kind);
	for await (const part of parts) explain(name, () => reader.write(part));
	return explain(name, () => reader.end());
}

/** Runs a function that parses an input, and adds the name of the input to the message of an error. */
function explain<T>(name: string, parse: () => T): T {
	try {
		return parse();
	} catch (error) {
		throw new Error(`${name}: ${(error as Error).message}`);
	}
}

async function* exportStack(stack: string, { cwd, compareSecrets }: InputOptions): AsyncGenerator<string> {
	if (cwd !== undefined) await assertFolder(cwd);
	const args = ["stack", "export", "--stack", stack, "--non-interactive"];
	try {
		const secrets = compareSecrets ? ["--show-secrets"] : [];
		yield* decodeChunks(streamPulumi([...args, ...secrets], cwd === undefined ? {} : { cwd }));
	} catch (error) {
		if (error instanceof EncodingError) throw new Error(`stack ${stack}: ${error.message}`);
		if (!(error instanceof PulumiError)) throw error;
		const reason =
			error.systemCode === "ENOENT"
				? "the pulumi command was not found; add pulumi to the PATH, or pass a stack export with --state"
				: `pulumi stack export failed: ${error.message}`;
		throw new Error(`stack ${stack}: ${reason}`);
	}
}

async function assertFolder(cwd: string): Promise<void> {
	const found = await stat(cwd).catch(() => undefined);
	if (!found?.isDirectory()) throw new Error(`--cwd: ${cwd} is not a folder; pass the folder of the stack's program`);
}
