import { ImError } from "../../provider/errors/im-error";
import { fieldOfTag } from "../../provider/model/fields";
import type { SettingSources } from "../../provider/settings/resolve";
import { readInput } from "../drift/input";
import {
	describeCalls,
	isDefaultProvider,
	parseTrustOptions,
	providerSettings,
	type TrustOptions,
} from "../drift/trusted-settings";
import { PulumiError, runPulumi } from "../pulumi";
import { parseTagOptions } from "../tag-options";
import { textStyle, toOneLine } from "../terminal";
import { type Check, type CheckFinding, failure } from "./check";
import { createDoctorContext, type DoctorContext } from "./context";
import { checkKey, checkSettings, checkUserSig } from "./credential-checks";
import { checkCli, checkEnvironment, checkPackage, checkSdk } from "./environment-checks";
import { createReport, formatJson, formatText } from "./report";
import { checkClock, checkFields, checkRate, checkStage } from "./service-checks";

/** Options of `pulumi-tim doctor`, as commander parses them. */
export interface DoctorCommandOptions extends DoctorStackOptions {
	/** Comma-separated keywords of custom fields. */
	readonly custom?: string;
	readonly json?: boolean;
}

/** Options that select the stack whose config and declared tags are checked. */
export interface DoctorStackOptions extends TrustOptions {
	/** Path of a file that contains a stack export; `-` for standard input. */
	readonly state?: string;
	/** Name of a stack to export with `pulumi stack export`. */
	readonly stack?: string;
}

/** The parts of the Node.js process that the command uses. */
export interface ProcessIo {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly cwd: string;
	readonly now: () => number;
	readonly stderr: Pick<NodeJS.WriteStream, "write">;
	readonly stdout: Pick<NodeJS.WriteStream, "write"> & Partial<Pick<NodeJS.WriteStream, "columns" | "isTTY">>;
}

/** All checks, in the order of the report. */
const checks: readonly Check[] = [
	{ name: "settings", isAboutSettings: true, run: checkSettings },
	{ name: "key", isAboutSettings: true, run: checkKey },
	{ name: "UserSig", isAboutSettings: true, run: checkUserSig },
	{ name: "service", isAboutSettings: false, run: checkStage("service", ({ tookMs }) => `responds in ${tookMs} ms`) },
	{ name: "clock", isAboutSettings: false, run: checkClock },
	{ name: "region", isAboutSettings: true, run: checkStage("region", () => "the host serves the app") },
	{ name: "signature", isAboutSettings: true, run: checkStage("signature", () => "the service accepts the UserSig") },
	{ name: "admin", isAboutSettings: true, run: checkStage("admin", () => "the identifier is an admin of the app") },
	{ name: "call", isAboutSettings: false, run: checkStage("call", () => "profiles can be read") },
	{ name: "fields", isAboutSettings: false, run: checkFields },
	{ name: "rate", isAboutSettings: false, run: checkRate },
	{ name: "Pulumi", isAboutSettings: false, run: checkCli },
	{ name: "SDK", isAboutSettings: false, run: checkSdk },
	{ name: "package", isAboutSettings: false, run: checkPackage },
	{ name: "environment", isAboutSettings: false, run: checkEnvironment },
];

/** Time limit of a `pulumi` command, in milliseconds. */
const PULUMI_TIMEOUT_MS = 20_000;

/**
 * Checks the settings, the credentials, the service and the environment, prints a report and returns the exit code. Never
 * writes to the service: the modules that write are not imported.
 *
 * @throws Error with a one-line message if an option is invalid, or the state cannot be read; ImError of kind `config` if
 * the state selects an endpoint or a key that the user does not allow.
 */
export async function runDoctor(options: DoctorCommandOptions, io: ProcessIo = thisProcess()): Promise<number> {
	const { env, cwd, now, stdout } = io;
	const named = parseTagOptions(options.custom, undefined).filter((tag) => fieldOfTag(tag) === undefined);
	const stack = await readStack(options, io);
	const tags = [...new Set([...named, ...stack.tags])];
	const context = createDoctorContext({ env, cwd, now, sources: stack.sources, tags, runPulumi: pulumiRunner(env) });
	const runs = await Promise.all(checks.map(async (check) => ({ check, findings: await runCheck(check, context) })));
	const report = createReport(runs);
	stdout.write(options.json ? formatJson(report) : formatText(report, textStyle(stdout, env)));
	return report.exitCode;
}

function thisProcess(): ProcessIo {
	return { env: process.env, cwd: process.cwd(), now: Date.now, stderr: process.stderr, stdout: process.stdout };
}

/** The setting sources and the declared tags of a stack. */
interface DoctorStack {
	/**
	 * The sources of the settings: the environment, and the config of the stack's default provider. The environment
	 * takes precedence.
	 */
	readonly sources: SettingSources;
	/** The custom fields and other non-standard tags that the stack declares. */
	readonly tags: readonly string[];
}

/** Reads the stack that the options select. If they select no stack, only the environment is a source of settings. */
async function readStack(options: DoctorStackOptions, { env, stderr }: ProcessIo): Promise<DoctorStack> {
	if (options.state === undefined && options.stack === undefined) return { sources: { env }, tags: [] };
	const { targets, providers } = await readInput(options);
	const declared = targets.flatMap(({ tags, unreadable }) => [...tags, ...unreadable].flatMap(({ tag }) => tag ?? []));
	const tags = [...new Set(declared)].filter((tag) => fieldOfTag(tag) === undefined);
	const provider = [...providers.keys()].find(isDefaultProvider);
	const sources = providerSettings(provider, providers, env);
	const line = describeCalls(provider, () => sources, parseTrustOptions(options, env));
	if (line !== undefined) stderr.write(`pulumi-tim: ${toOneLine(line)}\n`);
	return { sources, tags };
}

/** Runs a check. Converts an ImError that the check does not handle to a finding. */
async function runCheck(check: Check, context: DoctorContext): Promise<readonly CheckFinding[]> {
	try {
		return await check.run(context);
	} catch (error) {
		if (!(error instanceof ImError)) throw error;
		return [failure(error.reason, "run pulumi-tim doctor again later")];
	}
}

function pulumiRunner(env: ProcessIo["env"]): DoctorContext["runPulumi"] {
	return async (...args) => {
		try {
			const options = { env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" }, timeoutMs: PULUMI_TIMEOUT_MS };
			return await runPulumi(args, options);
		} catch (error) {
			if (error instanceof PulumiError) return undefined;
			throw error;
		}
	};
}
