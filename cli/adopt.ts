import { connectReadOnly } from "../provider/connect-read-only";
import type { Observer } from "../provider/lifecycle/observe";
import { resolveSettings } from "../provider/settings";
import { type AccountList, accountList, accountsOfCsv, accountsOfOption } from "./adopt/account-list";
import { outcomeOf } from "./adopt/outcome";
import { programText } from "./adopt/program-text";
import { type Readings, type ReadRequest, readLive } from "./adopt/read-live";
import { tagList } from "./adopt/tag-list";
import { createProgress } from "./progress";
import { readTextFile } from "./text-file";

/** The options of `pulumi-tim adopt`, as typed. */
export interface AdoptCommandOptions {
	readonly accounts?: string;
	readonly file?: string;
	readonly custom?: string;
	readonly tags?: string;
}

/**
 * Reads live profiles and prints a program that declares them as they are. Never writes to the service.
 *
 * Errors: `Error` with one line when there is nothing to adopt; any `ImError` when nothing could be read. What is missing or
 * cannot be declared is a line on standard error, and decides on the exit code; the rest is printed all the same.
 */
export async function runAdopt(options: AdoptCommandOptions): Promise<void> {
	const tags = tagList(options.custom, options.tags);
	const accounts = await accountsOf(options);
	const sources = { env: process.env };
	const { sdkAppId } = resolveSettings(sources);
	const readings = await readShowing(connectReadOnly(sources).observer(), { accounts, tags });
	assertSomeRead(readings);
	const outcome = outcomeOf(readings, { tags, isDeclared: () => false });
	for (const line of outcome.lines) say(line);
	process.exitCode = outcome.exitCode;
	if (outcome.accounts.length === 0) return say("nothing to adopt: none of the accounts is in the service");
	if (outcome.lines.length > 0) say(`${outcome.accounts.length} of ${accounts.length} accounts are in the program`);
	process.stdout.write(programText({ app: sdkAppId, accounts: outcome.accounts }));
}

async function accountsOf({ accounts = "", file }: AdoptCommandOptions): Promise<readonly string[]> {
	const inFile = file === undefined ? [] : accountsOfCsv(file, await readTextFile(file));
	const list = accountList([...accountsOfOption(accounts), ...inFile]);
	for (const line of [...list.wrong, ...list.repeated]) say(line);
	assertUsable(list);
	return list.accounts;
}

function assertUsable({ accounts, wrong }: AccountList): void {
	if (wrong.length > 0) throw new Error("nothing was read; correct the accounts first");
	if (accounts.length === 0) throw new Error("nothing to adopt: name accounts with --accounts or --file");
}

async function readShowing(observer: Observer, request: ReadRequest): Promise<Readings> {
	const total = request.accounts.length;
	const progress = createProgress({ stream: process.stderr, words: "accounts read", total, now: Date.now });
	const readings = await readLive(observer, { ...request, onRead: progress.show });
	progress.end();
	return readings;
}

/** Where the service answered for no account at all, one failure says why. */
function assertSomeRead({ found, missing, failed }: Readings): void {
	if (found.length + missing.length === 0 && failed[0] !== undefined) throw failed[0];
}

function say(line: string): void {
	process.stderr.write(`pulumi-tim: ${line}\n`);
}
