import { Command, Option } from "commander";
import { formatNames } from "./drift/formats";
import { notifyFormats } from "./drift/options";
import { adoptExitCodes, driftExitCodes, exitCodesHelp } from "./exit-codes";
import { packageVersion } from "./files";

/**
 * The `pulumi-tim` command with its subcommands. What a subcommand does is loaded when it runs, so that the others
 * start fast.
 *
 * Errors: a subcommand throws an `Error` with one line.
 */
export function createProgram(): Command {
	const program = new Command("pulumi-tim")
		.description("Tencent Cloud Chat profiles as code: tools beside the Pulumi provider")
		.version(packageVersion())
		.showSuggestionAfterError();
	addDrift(program);
	addAdopt(program);
	addWatch(program);
	addDoctor(program);
	addEmulator(program);
	return program;
}

const stackOptions = ["stack", "cwd", "compareSecrets"];

function addDrift(program: Command): void {
	program
		.command("drift")
		.description("compare live profiles with the state or the program (read-only)")
		.option("--stack <name>", "stack to compare, exported with pulumi stack export")
		.option("--cwd <folder>", "folder of the stack's program (default: working folder)")
		.option("--compare-secrets", "export the stack with secrets to compare them; they are never printed")
		.addOption(new Option("--state <file>", "stack export to compare; - for standard input").conflicts(stackOptions))
		.option("--preview <file>", "output of pulumi preview --json, to detect changes of the program")
		.option("--format <format>", `format to print: ${formatNames.join(", ")} (default: text)`)
		.option("--output <format=file>", "also write a report to a file; repeatable", collect)
		.option("--history <file>", "file to keep findings in, to show when each was first found and what changed")
		.option("--events <file>", "events of pulumi-tim watch, to show who changed a value; repeatable", collect)
		.option("--ignore <file>", "YAML or JSON rules for known findings, with a reason and a last day")
		.option("--strict", "show ignored findings too; the exit code stays the same")
		.addOption(
			new Option("--notify <url>", "URL to post the report to when findings change; needs --history").env(
				"TIM_DRIFT_NOTIFY",
			),
		)
		.option("--notify-format <format>", `format of the notification: ${notifyFormats.join(" or ")} (default: json)`)
		.addHelpText("after", `\n${exitCodesHelp(driftExitCodes)}`)
		.action(async (options) => {
			process.exitCode = await (await import("./drift/command.js")).runDrift(options);
		});
}

function addWatch(program: Command): void {
	program
		.command("watch")
		.description(
			"receive the service's webhooks and keep who changed which tags of which account; values are never kept",
		)
		.requiredOption("--events <file>", "file to append events to, one JSON object a line")
		.option("--state <file>", "export of a stack: tell at once when somebody else changes what it declares")
		.option("--host <address>", "address to listen on; others than this machine's need a token (default: 127.0.0.1)")
		.option("--port <n>", "port to listen on (default: 8095)")
		.option("--token-file <file>", "file with the console's webhook token (default: TIM_WEBHOOK_TOKEN)")
		.option("--identifier <admin>", "whose writes are ours; may be repeated (default: TIM_IDENTIFIER)", collect)
		.option("--window-seconds <n>", "how far the time of a call may be from now, either way (default: 60)")
		.option("--rotate-mb <n>", "start another file before one grows above this (default: 16)")
		.option("--keep <n>", "how many earlier files to keep, as FILE.1 and so on (default: 8)")
		.addHelpText("after", "\nExit codes: 0 stopped by a signal; 1 failure; 4 a setting is missing or wrong.")
		.action(async (options) => (await import("./watch/command.js")).runWatch(options));
}

function addDoctor(program: Command): void {
	program
		.command("doctor")
		.description(
			"look at settings, credentials, clock, service, versions and environment, and say what to do; changes nothing",
		)
		.option("--custom <keywords>", "custom fields that your programs declare, such as Team,Level")
		.option("--stack <name>", "take config and custom fields of a stack, through pulumi stack export")
		.addOption(
			new Option("--state <file>", "take them from an export instead; - for standard input").conflicts("stack"),
		)
		.option("--json", "print one JSON document")
		.addHelpText(
			"after",
			"\nExit codes: 0 all is well, or there are warnings; 1 failure; 4 a setting or a\ncredential failed.",
		)
		.action(async (options) => {
			process.exitCode = await (await import("./doctor/command.js")).runDoctor(options);
		});
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
	return [...previous, value];
}

function addAdopt(program: Command): void {
	program
		.command("adopt")
		.description("print a TypeScript program that declares accounts as they are; never writes to the service")
		.option("--accounts <list>", "accounts, with commas between them")
		.option("--file <csv>", "file with an account in the first column; or, under a line with account or UserID, there")
		.option("--robots", "every robot of the app, after the accounts named")
		.option("--custom <list>", "custom fields to adopt too, by keyword, such as Team,Desk; the service lists none")
		.option("--tags <list>", "other tags to adopt too, spelled as on the wire")
		.option("--set <name>", "one ProfileSet of this name in place of a Profile for each account")
		.option("--with-accounts", "an Account beside each profile; a robot from --robots is always declared")
		.option("--import-file <file>", "write a file for pulumi import --file too")
		.addHelpText("after", `\n${exitCodesHelp(adoptExitCodes)}`)
		.action(async (options) => {
			process.exitCode = await (await import("./adopt/command.js")).runAdopt(options);
		});
}

function addEmulator(program: Command): void {
	program
		.command("emulator")
		.description("run a stand-in for the service and print the environment that points the provider at it")
		.option("--port <n>", "port to listen on (default: any free one)")
		.option("--host <address>", "address to listen on (default: 127.0.0.1)")
		.option("--seed <file>", "JSON file with the accounts and fields to start with")
		.option("--site <site>", "china or international: decides the limit of Location (default: china)")
		.option("--sdk-app-id <n>", "the app to play (default: a demo app)")
		.option("--latency-ms <n>", "how long each answer takes (default: 0)")
		.option("--calls-per-second <n>", "limit for each command, 0 for none (default: as documented, 200 or 100)")
		.option("--trial", "play a trial app: 100 accounts, and deleted ones may come back at once")
		.option("--allow-deletion", "allow account_delete, which a paid app has to be allowed first")
		.option("--webhook-url <url>", "where to send an event for each changed profile (default: nowhere)")
		.option("--webhook-token-env <name>", "variable with the token that signs events (default: no signature)")
		.action(async (options) => (await import("./emulator/command.js")).runEmulator(options));
}
