import { Command, CommanderError, Option } from "commander";
import { formatNames } from "./drift/formats";
import { notifyFormats } from "./drift/options";
import { adoptExitCodes, driftExitCodes, exitCodeOf, exitCodesHelp } from "./exit-codes";
import { packageVersion } from "./files";
import { toOneLine, warn } from "./terminal";

/**
 * Creates the `pulumi-tim` command with its subcommands. The module of a subcommand is loaded only when the subcommand
 * runs, so that all subcommands start fast. `parseAsync` rejects with the error of the subcommand. The error has a
 * one-line message.
 */
export function createProgram(): Command {
	const program = new Command("pulumi-tim")
		.description("tools for managing Tencent Cloud Chat profiles with Pulumi")
		.version(packageVersion())
		.showSuggestionAfterError()
		.exitOverride() // otherwise, a failed write of the help would be lost; subcommands inherit it
		.configureOutput({ outputError: (text, write) => write(text.split("\n").map(toOneLine).join("\n")) });
	addDrift(program);
	addAdopt(program);
	addWatch(program);
	addDoctor(program);
	addEmulator(program);
	return program;
}

/**
 * Prints the error of a failed command as one line, and sets the exit code of the process. Commander has already printed
 * its own errors, the help or the version.
 */
export function reportError(error: unknown): void {
	if (error instanceof CommanderError) {
		process.exitCode = error.exitCode;
		return;
	}
	warn(describeError(error));
	process.exitCode = exitCodeOf(error);
}

function describeError(error: unknown): string {
	if ((error as NodeJS.ErrnoException).syscall === "uv_cwd") {
		return "current folder: does not exist; change to another folder";
	}
	return error instanceof Error ? error.message : String(error);
}

const stackOptions = ["stack", "cwd", "compareSecrets"];

/** Adds the options that allow settings of a state or a preview. */
function addTrustOptions(command: Command): Command {
	return command
		.option(
			"--allow-endpoint <origin>",
			"origin to which calls may be sent if the state or the preview selects it, in addition to the hosts of the regions and TIM_ENDPOINT; repeatable",
			collect,
		)
		.option(
			"--allow-key-file <path>",
			"key file that may be read if the state or the preview selects it, in addition to TIM_SECRET_KEY_FILE; repeatable",
			collect,
		)
		.option(
			"--allow-key-env <name>",
			"environment variable that may be used as the key if the state or the preview selects it; repeatable",
			collect,
		);
}

function addDrift(program: Command): void {
	const drift = program
		.command("drift")
		.description("compare live profiles with the state or the program (read-only)")
		.option("--stack <name>", "name of the stack to compare; runs pulumi stack export")
		.option("--cwd <folder>", "folder of the stack's program (default: current folder)")
		.option("--compare-secrets", "export the stack's secrets in plain text to compare them; never prints secrets")
		.addOption(
			new Option("--state <file>", "file with a stack export to compare; - reads standard input").conflicts(
				stackOptions,
			),
		)
		.option("--preview <file>", "file with the output of pulumi preview --json, to detect changes in the program")
		.option("--format <format>", `format of the report on standard output: ${formatNames.join(", ")} (default: text)`)
		.option("--output <format=file>", "also write a report in this format to this file; repeatable", collect)
		.option(
			"--history <file>",
			"file that keeps the findings of each run, to show when a finding was first found and whether it is new",
		)
		.option(
			"--events <file>",
			"events file written by pulumi-tim watch, to show who changed a value; repeatable",
			collect,
		)
		.option("--ignore <file>", "YAML or JSON file of rules that ignore known findings until a given day")
		.option(
			"--every <seconds>",
			"repeat the comparison this many seconds after the end of a run, from 10 to 86400, until a signal ends it",
		)
		.option("--strict", "also show ignored findings; does not change the exit code")
		.addOption(
			new Option("--notify <url>", "URL to post the report to when findings change; requires --history").env(
				"TIM_DRIFT_NOTIFY",
			),
		)
		.option("--notify-format <format>", `format of the notification: ${notifyFormats.join(" or ")} (default: json)`);
	addTrustOptions(drift)
		.addHelpText("after", `\n${exitCodesHelp(driftExitCodes)}`)
		.action(async (options) => {
			process.exitCode = await (await import("./drift/command.js")).runDrift(options);
		});
}

function addAdopt(program: Command): void {
	program
		.command("adopt")
		.description("print a TypeScript program that declares the live profiles of accounts (read-only)")
		.option("--accounts <list>", "comma-separated IDs of the accounts to adopt")
		.option(
			"--file <csv>",
			"CSV file of account IDs: a single column, or a column with a known header such as UserID or account",
		)
		.option(
			"--column <column>",
			"column of account IDs in --file: its header, or its number from 1 if the file has no header",
		)
		.option("--robots", "also adopt every robot of the app, after the other accounts")
		.option(
			"--custom <list>",
			"comma-separated keywords of the custom fields to adopt, such as Team,Desk; the service cannot list them",
		)
		.option("--tags <list>", "comma-separated other tags to adopt, spelled as in the REST API")
		.option("--set <name>", "declare a single ProfileSet with this name instead of a Profile for each account")
		.option("--with-accounts", "also declare each account as an Account or Robot; implied for the robots of --robots")
		.option("--import-file <file>", "also write a file for pulumi import --file")
		.addHelpText("after", `\n${exitCodesHelp(adoptExitCodes)}`)
		.action(async (options) => {
			process.exitCode = await (await import("./adopt/command.js")).runAdopt(options);
		});
}

function addWatch(program: Command): void {
	program
		.command("watch")
		.description(
			"receive the service's webhooks and record who changed which tags of an account; values are not recorded",
		)
		.requiredOption("--events <file>", "file to append events to, one JSON object per line")
		.option("--state <file>", "file with a stack export; print only changes of inputs that the stack declares")
		.option("--host <address>", "address to listen on; a non-loopback address requires a token (default: 127.0.0.1)")
		.option("--port <n>", "port to listen on (default: 8095)")
		.option(
			"--allowed-host <name>",
			"host name with which requests may address a watch without token; repeatable (default: localhost and IP addresses)",
			collect,
		)
		.option(
			"--token-file <file>",
			"file with the webhook token from the console (default: the variable TIM_WEBHOOK_TOKEN)",
		)
		.option(
			"--identifier <admin>",
			"admin account that this package signs with; its REST writes are recorded as ours; repeatable (default: TIM_IDENTIFIER)",
			collect,
		)
		.option(
			"--window-seconds <n>",
			"maximum difference between the time of a call and this machine's clock, in seconds (default: 60)",
		)
		.option("--rotate-mb <n>", "maximum size of the events file in MiB; a full file is rotated (default: 16)")
		.option("--keep <n>", "number of rotated files to keep: FILE.1, FILE.2 and so on (default: 8)")
		.addHelpText("after", "\nExit codes: 0 stopped by a signal; 1 failure; 4 a setting is missing or invalid.")
		.action(async (options) => (await import("./watch/command.js")).runWatch(options));
}

function addDoctor(program: Command): void {
	const doctor = program
		.command("doctor")
		.description("check settings, credentials, clock, service, versions and environment (read-only)")
		.option("--custom <keywords>", "comma-separated keywords of custom fields to check, such as Team,Level")
		.option("--stack <name>", "name of a stack whose config and custom fields to check; runs pulumi stack export")
		.addOption(
			new Option(
				"--state <file>",
				"file with a stack export to check instead of a stack; - reads standard input",
			).conflicts("stack"),
		)
		.option("--json", "print the report as one JSON document");
	addTrustOptions(doctor)
		.addHelpText(
			"after",
			"\nExit codes: 0 no check failed (warnings are allowed); 4 a check of the settings\nor credentials failed; 1 another check failed.",
		)
		.action(async (options) => {
			process.exitCode = await (await import("./doctor/command.js")).runDoctor(options);
		});
}

function addEmulator(program: Command): void {
	program
		.command("emulator")
		.description("run an emulator of the service and print the environment variables that select it")
		.option("--port <n>", "port to listen on (default: a free port)")
		.option("--host <address>", "address to listen on (default: 127.0.0.1)")
		.option(
			"--allowed-host <name>",
			"host name with which control requests may address the emulator; repeatable",
			collect,
		)
		.option("--seed <file>", "JSON file with the initial accounts and custom fields")
		.option(
			"--site <site>",
			"site of the app, china or international; determines the limit of Location (default: china)",
		)
		.option("--sdk-app-id <n>", "SDKAppID of the emulated app (default: 1400000000)")
		.option("--latency-ms <n>", "delay of each response in milliseconds (default: 0)")
		.option(
			"--calls-per-second <n>",
			"rate limit of each REST command; 0 disables it (default: as documented, 200 or 100)",
		)
		.option("--trial", "emulate a trial app: at most 100 accounts; a deleted account can be created again immediately")
		.option("--allow-deletion", "allow account_delete, which is disabled by default for a paid app")
		.option("--webhook-url <url>", "URL that receives a webhook call for each profile change (default: none)")
		.option(
			"--webhook-token-env <name>",
			"environment variable with the token that signs webhook calls (default: no signature)",
		)
		.action(async (options) => (await import("./emulator/command.js")).runEmulator(options));
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
	return [...previous, value];
}
