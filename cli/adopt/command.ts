import { createReadOnlyContext, type ReadOnlyContext } from "../../provider/compose-read-only";
import { MAX_SET_ACCOUNTS } from "../../provider/model/limits";
import { resolveSettings } from "../../provider/settings/resolve";
import { readTextFile, writeTextFile } from "../files";
import { parseTagOptions } from "../tag-options";
import { withProgress } from "../terminal";
import { checkAccounts, parseAccountsCsv, parseAccountsOption } from "./accounts";
import { type AdoptedAccount, createDeclarations } from "./declarations";
import { createImportFile } from "./import-file";
import { printProgram } from "./program";
import { type AdoptReadRequest, type AdoptReads, type AdoptResult, readProfiles, toAdoptResult } from "./read-profiles";

/** The options of `pulumi-tim adopt`, as typed. */
export interface AdoptCommandOptions {
	readonly accounts?: string;
	readonly file?: string;
	readonly robots?: boolean;
	readonly custom?: string;
	readonly tags?: string;
	readonly set?: string;
	readonly withAccounts?: boolean;
	readonly importFile?: string;
}

/**
 * Reads live profiles, prints a program that declares them as they are, and gives the exit code. Never writes to the
 * service. What is missing or cannot be declared is a line on standard error; the rest is printed all the same.
 *
 * Errors: `Error` with one line when there is nothing to adopt; any `ImError` when nothing could be read.
 */
export async function runAdopt(options: AdoptCommandOptions): Promise<number> {
	const tags = parseTagOptions(options.custom, options.tags);
	const named = await namedAccounts(options);
	const sources = { env: process.env };
	const { sdkAppId } = resolveSettings(sources);
	const service = createReadOnlyContext(sources);
	const robots = options.robots ? await service.accounts().getAllRobots() : [];
	const accounts = [...new Set([...named, ...robots])];
	if (accounts.length === 0) throw new Error("nothing to adopt: the app has no robots");
	assertSet(options.set, accounts.length);
	const readings = await readWithProgress(service, { accounts, tags });
	const isDeclared = (account: string) => options.withAccounts === true || robots.includes(account);
	const outcome = toAdoptResult(readings, { tags, isDeclared });
	reportResult(outcome, accounts.length);
	if (outcome.accounts.length > 0) await write(sdkAppId, outcome.accounts, options);
	return outcome.exitCode;
}

/** The accounts that the options name. Errors: `Error` when they name none, or what no account can be. */
async function namedAccounts({ accounts = "", file, robots }: AdoptCommandOptions): Promise<readonly string[]> {
	const inFile = file === undefined ? [] : parseAccountsCsv(file, await readTextFile(file));
	const list = checkAccounts([...parseAccountsOption(accounts), ...inFile]);
	for (const line of [...list.invalid, ...list.duplicates]) print(line);
	if (list.invalid.length > 0) throw new Error("nothing was read; correct the accounts first");
	if (list.accounts.length === 0 && !robots) {
		throw new Error("nothing to adopt: name accounts with --accounts or --file, or use --robots");
	}
	return list.accounts;
}

function assertSet(name: string | undefined, size: number): void {
	if (name === "") throw new Error("--set: the set needs a name");
	if (name === undefined || size <= MAX_SET_ACCOUNTS) return;
	throw new Error(`--set: a set has at most ${MAX_SET_ACCOUNTS} accounts, and these are ${size}; adopt them in parts`);
}

/** Errors: where the service answered for no account at all, the first failure. */
async function readWithProgress(service: ReadOnlyContext, request: AdoptReadRequest): Promise<AdoptReads> {
	let read = 0;
	const onRead = () => {
		read += 1;
	};
	const words = () => `read ${read} of ${request.accounts.length} accounts`;
	const work = () => readProfiles(service.live(), { ...request, onRead });
	const readings = await withProgress(words, work, { stream: process.stderr });
	const { found, missing, failed } = readings;
	if (found.length + missing.length === 0 && failed[0] !== undefined) throw failed[0];
	return readings;
}

function reportResult({ accounts, lines }: AdoptResult, asked: number): void {
	for (const line of lines) print(line);
	if (accounts.length === 0) print("nothing to adopt: none of the accounts is in the service");
	else if (lines.length > 0) print(`${accounts.length} of ${asked} accounts are in the program`);
}

async function write(app: number, accounts: readonly AdoptedAccount[], options: AdoptCommandOptions): Promise<void> {
	const declarations = createDeclarations(accounts, options.set);
	if (options.importFile !== undefined) await writeTextFile(options.importFile, createImportFile(app, declarations));
	process.stdout.write(printProgram({ app, count: accounts.length, declarations }));
}

function print(line: string): void {
	process.stderr.write(`pulumi-tim: ${line}\n`);
}
