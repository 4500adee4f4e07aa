import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { readText } from "../text-file";
import { type Preview, readPreview } from "./preview";
import { readState, type StateContents } from "./state";
import { type DriftTarget, toTargets } from "./targets";

/** Where the declared state comes from. */
export interface SourceOptions {
	/** A stack, through `pulumi stack export`. */
	readonly stack?: string;
	/** Folder of the stack's program. @default the current one */
	readonly cwd?: string;
	/** Whether the export of the stack has its secrets in clear, so that they are compared. */
	readonly compareSecrets?: boolean;
	/** File with an export, `-` for standard input. */
	readonly state?: string;
	/** File with the output of `pulumi preview --json`, `-` for standard input. */
	readonly preview?: string;
}

/** What is declared, ready to be looked at. */
export interface DriftInput {
	/** What it was read from, in words. */
	readonly name: string;
	readonly subjects: readonly DriftTarget[];
	readonly providers: StateContents["providers"];
}

/** The most bytes of an export: 10,000 profiles are two million. */
const MAX_EXPORT_BYTES = 1024 ** 3;

/** Reads what is declared. Errors: one line that names the file or the stack. */
export async function readInput(options: SourceOptions): Promise<DriftInput> {
	const state = await readStateOf(options);
	const preview = options.preview === undefined ? undefined : await readPreviewOf(options.preview);
	const inventory = state ?? stateOfPreview(options.preview, preview);
	return {
		name: [nameOf(options), options.preview && `preview ${options.preview}`].filter(Boolean).join(", "),
		subjects: toTargets(inventory.declared, preview),
		providers: new Map([...inventory.providers, ...(preview?.state.providers ?? [])]),
	};
}

function nameOf({ stack, state }: SourceOptions): string | undefined {
	if (stack !== undefined) return `stack ${stack}`;
	return state === "-" ? "standard input" : state;
}

async function readStateOf({ stack, state, ...options }: SourceOptions): Promise<StateContents | undefined> {
	if (stack !== undefined) return parsed(`stack ${stack}`, await exportStack(stack, options), readState);
	return state === undefined ? undefined : readStateFile(state);
}

/** Reads what the export of a stack in a file declares; `-` is standard input. Errors: one line that names the file. */
export async function readStateFile(file: string): Promise<StateContents> {
	return parsed(file, await readText(file), readState);
}

async function readPreviewOf(file: string): Promise<Preview> {
	return parsed(file, await readText(file), readPreview);
}

function stateOfPreview(file: string | undefined, preview: Preview | undefined): StateContents {
	if (preview === undefined) throw new Error("nothing to compare: give --stack, --state or --preview");
	if (preview.complete) return preview.state;
	throw new Error(
		`${file}: leaves out what stays the same; make it with pulumi preview --json --show-sames, or give the state too`,
	);
}

function parsed<T>(name: string, text: string, read: (document: unknown) => T): T {
	try {
		return read(JSON.parse(text));
	} catch (error) {
		const reason = error instanceof SyntaxError ? "is not JSON" : (error as Error).message;
		throw new Error(`${name}: ${reason}`);
	}
}

async function exportStack(stack: string, { cwd, compareSecrets }: SourceOptions): Promise<string> {
	const args = [
		"stack",
		"export",
		"--stack",
		stack,
		"--non-interactive",
		...(compareSecrets ? ["--show-secrets"] : []),
	];
	try {
		const options = { maxBuffer: MAX_EXPORT_BYTES, ...(cwd !== undefined && { cwd }) };
		return (await promisify(execFile)("pulumi", args, options)).stdout;
	} catch (error) {
		throw new Error(`stack ${stack}: ${exportFailure(error as NodeJS.ErrnoException & { readonly stderr?: string })}`);
	}
}

function exportFailure({ code, stderr = "" }: NodeJS.ErrnoException & { readonly stderr?: string }): string {
	if (code === "ENOENT") return "pulumi was not found; put it on the PATH, or give an export with --state";
	const words = stderr
		.trim()
		.split("\n")
		.at(-1)
		?.replace(/^error: /, "");
	return `pulumi stack export failed: ${words || `exit code ${code}`}`;
}
