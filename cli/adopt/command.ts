import { createReadOnlyContext, type ReadOnlyContext } from "../../provider/compose-read-only";
import { MAX_SET_ACCOUNTS } from "../../provider/model/limits";
import { resolveSettings } from "../../provider/settings/resolve";
import { assertDistinctFiles, descriptors, type UsedFile } from "../distinct-files";
import { findProjectFile } from "../drift/project-file";
import { writeTextFile } from "../files";
import { createReadProgress } from "../read-progress";
import { parseTagOptions } from "../tag-options";
import { warn, withProgress } from "../terminal";
import { checkAccounts, parseAccountsCsv, parseAccountsOption } from "./accounts";
import { readCsvFile } from "./csv";
import { type AdoptedAccount, createDeclarations } from "./declarations";
import { createImportFile } from "./import-file";
import { printProgram } from "./program";
import { type AdoptReadRequest, type AdoptReads, type AdoptResult, readProfiles, toAdoptResult } from "./read-profiles";

/** Options of `pulumi-tim adopt`, as commander parses them. */
export interface AdoptCommandOptions {
	readonly accounts?: string;
	readonly file?: string;
	readonly column?: string;
	readonly robots?: boolean;
	readonly custom?: string;
	readonly tags?: string;
	readonly set?: string;
	readonly withAccounts?: boolean;
	readonly importFile?: string;
}

/**
 * Reads live profiles, prints a program that declares these profiles, and returns the exit code. Never writes to the
 * service. The program omits missing accounts and values that cannot be declared. A message on standard error reports
 * each omission.
 *
 * @throws Error with a one-line message if an option is invalid or the options select no account; ImError if no account
 * could be read.
 */
export async function runAdopt(options: AdoptCommandOptions): Promise<number> {
	assertDistinctFiles(...usedFiles(options, process.env));
	const tags = parseTagOptions(options.custom, options.tags);
	const named = await readNamedAccounts(options);
	const sources = { env: process.env };
	const { sdkAppId } = resolveSettings(sources);
	const service = createReadOnlyContext(sources);
	const robots = options.robots ? await service.accounts().getAllRobots() : [];
	const accounts = [...new Set([...named, ...robots])];
	if (accounts.length === 0) throw new Error("nothing to adopt: the app has no robots");
	assertSet(options.set, accounts.length);
	const reads = await readWithProgress(service, { accounts, tags });
	const isDeclared = (account: string) => options.withAccounts === true || robots.includes(account);
	const result = toAdoptResult(reads, { tags, isDeclared, isSet: options.set !== undefined });
	reportResult(result, accounts.length);
	if (result.accounts.length > 0) await writeProgram(sdkAppId, result.accounts, options);
	return result.exitCode;
}

/** Returns the files that the command writes, and the files that it reads. */
function usedFiles(
	{ file, importFile }: AdoptCommandOptions,
	{ TIM_SECRET_KEY_FILE: keyFile }: Readonly<Record<string, string | undefined>>,
): readonly [written: readonly UsedFile[], read: readonly UsedFile[]] {
	const project = findProjectFile(".");
	return [
		[
			{ option: "standard output", file: descriptors.stdout },
			...(importFile === undefined ? [] : [{ option: "--import-file", file: importFile }]),
		],
		[
			...(project === undefined ? [] : [{ option: "the project", file: project }]),
			...(file === undefined ? [] : [{ option: "--file", file }]),
			...(keyFile?.trim() ? [{ option: "TIM_SECRET_KEY_FILE", file: keyFile.trim() }] : []),
		],
	];
}

async function readNamedAccounts(options: AdoptCommandOptions): Promise<readonly string[]> {
	const { accounts = "", file, column, robots } = options;
	if (column !== undefined && file === undefined) throw new Error("--column: requires a list; add --file <csv>");
	if (column?.trim() === "") throw new Error("--column: must not be empty; pass the header or the number of a column");
	const fromFile = file === undefined ? [] : parseAccountsCsv(file, await readCsvFile(file), column);
	const list = checkAccounts([...parseAccountsOption(accounts), ...fromFile]);
	const last = list.invalid.at(-1);
	for (const line of last === undefined ? list.duplicates : list.invalid.slice(0, -1)) warn(line);
	if (last !== undefined) throw new Error(last);
	if (list.accounts.length === 0 && !robots) {
		throw new Error("nothing to adopt: no account was given; use --accounts, --file or --robots");
	}
	return list.accounts;
}

function assertSet(name: string | undefined, size: number): void {
	if (name === "") throw new Error("--set: must not be empty; pass the name of the set");
	if (name === undefined || size <= MAX_SET_ACCOUNTS) return;
	throw new Error(
		`--set: a set has at most ${MAX_SET_ACCOUNTS} accounts, not ${size}; adopt the accounts in several sets`,
	);
}

/** Reads profiles and shows a progress line. Throws the first error if no account could be read. */
async function readWithProgress(service: ReadOnlyContext, request: AdoptReadRequest): Promise<AdoptReads> {
	const { message, ...listener } = createReadProgress(request.accounts.length);
	const work = () => readProfiles(service.bulk(), { ...request, ...listener });
	const reads = await withProgress(message, work, { stream: process.stderr });
	const { found, missing, failed } = reads;
	if (found.length + missing.length === 0 && failed[0] !== undefined) throw failed[0];
	return reads;
}

function reportResult({ accounts, messages }: AdoptResult, requested: number): void {
	for (const message of messages) warn(message);
	if (accounts.length === 0) warn("nothing to adopt: none of the accounts exists and can be declared");
	else if (messages.length > 0) warn(`the program declares ${accounts.length} of ${requested} accounts`);
}

async function writeProgram(
	app: number,
	accounts: readonly AdoptedAccount[],
	{ set, importFile }: AdoptCommandOptions,
): Promise<void> {
	const declarations = createDeclarations(accounts, set);
	if (importFile !== undefined) await writeTextFile(importFile, createImportFile(app, declarations));
	process.stdout.write(printProgram({ app, count: accounts.length, declarations }));
}
