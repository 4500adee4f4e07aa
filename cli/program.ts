import { Command } from "commander";
import { packageVersion } from "./version";

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
	addEmulator(program);
	return program;
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
		.option("--calls-per-second <n>", "limit for each command, 0 for none (default: 200)")
		.action(async (options) => (await import("./emulator.js")).runEmulator(options));
}
