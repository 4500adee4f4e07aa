import { Command, Option } from "commander";
import { formatNames } from "./drift/formats";
import { notifyFormats } from "./drift/options";
import { adoptExitCodes, driftExitCodes, exitCodesHelp } from "./exit-codes";
import { packageVersion } from "./files";

/**
 * Creates the `pulumi-tim` command with its subcommands. A subcommand's module is loaded when it runs, so that the others
 * start fast.
 *
 * @throws Error with one line, from a subcommand.
 */
export function createProgram(): Command {
	const program = new Command("pulumi-tim")
		.description("tools for Tencent Cloud Chat profiles that are managed with Pulumi")
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

function addAdopt(program: Command): void {
	program
		.command("adopt")
		.description("print a TypeScript program that declares accounts as they are (read-only)")
		.option("--accounts <list>", "accounts to adopt, separated by commas")
		.option("--file <csv>", "CSV file with accounts, in the column account or UserID, or else in the first column")
		.option("--robots", "adopt every robot of the app, after the named accounts")
		.option("--custom <list>", "custom fields to adopt, by keyword, such as Team,Desk; the service cannot list them")
		.option("--tags <list>", "other tags to adopt, spelled as in the REST API")
		.option("--set <name>", "declare one ProfileSet with this name instead of a Profile for each account")
		.option("--with-accounts", "declare an Account beside each profile; robots of --robots are always declared")
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
			"receive the service's webhooks and record who changed which tags of which account; values are dropped",
		)
		.requiredOption("--events <file>", "file to append events to, one JSON object per line")
		.option("--state <file>", "stack export; report only changes of what it declares")
		.option("--host <address>", "address to listen on; a non-loopback one requires a token (default: 127.0.0.1)")
		.option("--port <n>", "port to listen on (default: 8095)")
		.option("--token-file <file>", "file with the webhook token of the console (default: TIM_WEBHOOK_TOKEN)")
		.option("--identifier <admin>", "admin whose writes are ours; repeatable (default: TIM_IDENTIFIER)", collect)
		.option("--window-seconds <n>", "seconds that the time of a call may differ from now (default: 60)")
		.option("--rotate-mb <n>", "largest size of the events file before it is rotated (default: 16)")
		.option("--keep <n>", "rotated files to keep, as FILE.1 and so on (default: 8)")
		.addHelpText("after", "\nExit codes: 0 stopped by a signal; 1 failure; 4 a setting is missing or invalid.")
		.action(async (options) => (await import("./watch/command.js")).runWatch(options));
}

function addDoctor(program: Command): void {
	program
		.command("doctor")
		.description("check settings, credentials, clock, service, versions and environment (read-only)")
		.option("--custom <keywords>", "custom fields that your programs declare, such as Team,Level")
		.option("--stack <name>", "read config and custom fields of a stack, exported with pulumi stack export")
		.addOption(
			new Option("--state <file>", "read them from a stack export instead; - for standard input").conflicts("stack"),
		)
		.option("--json", "print one JSON document")
		.addHelpText(
			"after",
			"\nExit codes: 0 no failure, warnings included; 1 failure; 4 a setting or a\ncredential failed.",
		)
		.action(async (options) => {
			process.exitCode = await (await import("./doctor/command.js")).runDoctor(options);
		});
}

function addEmulator(program: Command): void {
	program
		.command("emulator")
		.description("run an emulator of the service and print the environment that selects it")
		.option("--port <n>", "port to listen on (default: any free one)")
		.option("--host <address>", "address to listen on (default: 127.0.0.1)")
		.option("--seed <file>", "JSON file with the initial accounts and fields")
		.option("--site <site>", "china or international; sets the limit of Location (default: china)")
		.option("--sdk-app-id <n>", "app to emulate (default: a demo app)")
		.option("--latency-ms <n>", "delay of each response (default: 0)")
		.option("--calls-per-second <n>", "rate limit of each command, 0 for none (default: as documented, 200 or 100)")
		.option("--trial", "emulate a trial app: 100 accounts; a deleted account can be created again at once")
		.option("--allow-deletion", "allow account_delete, which a paid app has to enable first")
		.option("--webhook-url <url>", "URL to send an event to for each changed profile (default: none)")
		.option("--webhook-token-env <name>", "variable with the token that signs events (default: no signature)")
		.action(async (options) => (await import("./emulator/command.js")).runEmulator(options));
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
	return [...previous, value];
}
