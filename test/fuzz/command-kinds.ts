import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import type fc from "fast-check";
import { runAdopt } from "@/cli/adopt/command";
import { runDoctor } from "@/cli/doctor/command";
import { runDrift } from "@/cli/drift/command";
import { parseEmulatorOptions } from "@/cli/emulator/command";
import { adoptExitCodes, driftExitCodes, type ExitCode, exitCodes } from "@/cli/exit-codes";
import { print, warn } from "@/cli/terminal";
import { report } from "@/cli/watch/command";
import { openDeclaredState } from "@/cli/watch/declared-state";
import { resolveOptions } from "@/emulator/options";
import { createState } from "@/emulator/state";
import { APP } from "@/test/support/builders";
import { urnOf } from "@/test/support/stack-export";
import { createEvent } from "@/test/unit/cli/watch/event";
import {
	type Draft,
	eventFiles,
	histories,
	ignoreFiles,
	KEPT_REASON,
	KEY_VARIABLE,
	keyFiles,
	LAST_OPERATOR,
	lists,
	previews,
	STEADY,
	secrets,
	seeds,
	states,
} from "./command-documents";
import type { CommandFile } from "./command-files";
import type { CommandRules } from "./command-output";
import type { CommandRun } from "./command-run";

/** The options of a command, with the names that the command functions use. */
export type Options = Readonly<Record<string, boolean | string | readonly string[]>>;

/** The files that a run of a command uses. */
export interface RunFiles {
	/** The generated file; `-` for standard input. */
	readonly file: string;
	/** A valid stack export that contains only {@link STEADY}. */
	readonly state: string;
}

/** A kind of file, and the command that reads it. */
export interface CommandKind {
	/** The command line without the path of the file: `drift --state`. */
	readonly name: string;
	/** Number of files. */
	readonly count: number;
	readonly fileName: string;
	readonly drafts: (endpoint: string) => fc.Arbitrary<Draft>;
	/** The lowest permitted share of files that the command accepts, so that most files are not rejected early. */
	readonly minAccepted: number;
	readonly rules: CommandRules;
	/** Runs the command function in this process. */
	readonly run: (files: RunFiles, format: string) => Promise<unknown>;
	/** The command line, if the command ends by itself. */
	readonly commandLine?: (files: RunFiles, format: string) => readonly string[];
	/** Environment variables of the run. `undefined` removes a variable. */
	readonly env?: (files: RunFiles) => Readonly<Record<string, string | undefined>>;
	/** Asserts the result of a file that the command accepted. */
	readonly check?: (accepted: AcceptedRun) => void;
	/** Whether the command reads standard input if the path of the file is `-`. */
	readonly readsStdin?: boolean;
}

/** A run that accepted its file. */
export interface AcceptedRun {
	readonly run: CommandRun;
	readonly file: CommandFile;
	readonly files: RunFiles;
	readonly format: string;
}

const codesOf = (table: Readonly<Record<string, ExitCode>>) => Object.values(table).map(({ code }) => code);
const never = /^(?!)/;

const drift: CommandRules = {
	codes: codesOf(driftExitCodes),
	notes: /^pulumi-tim: (warning: |[\w.-]+: the state or preview selects |.*: rules\[\d+\]\.tag: |.*: unknown key )/,
	reportsFailures: false,
};
const adopt: CommandRules = {
	codes: codesOf(adoptExitCodes),
	notes: /^pulumi-tim: (.*: (duplicate )?account |.* is omitted|portrait_get |nothing to adopt|the program declares )/,
	reportsFailures: false,
};
const doctor: CommandRules = {
	codes: [exitCodes.done, exitCodes.failure, exitCodes.settings],
	notes: drift.notes,
	reportsFailures: true,
};
const server: CommandRules = { codes: doctor.codes, notes: never, reportsFailures: false };
const watch: CommandRules = {
	...server,
	notes: /; (the previous content of the state file is used|run pulumi-tim drift for the reasons)$/,
};

/** Creates a kind whose file is read by `drift` with the options that `toOptions` returns. */
function driftKind(
	kind: Omit<CommandKind, "commandLine" | "rules" | "run">,
	toOptions: (files: RunFiles) => Options,
): CommandKind {
	const options = (files: RunFiles, format: string) => ({
		...toOptions(files),
		format,
		strict: true,
		allowKeyEnv: [KEY_VARIABLE],
	});
	return {
		...kind,
		rules: drift,
		run: (files, format) => runDrift(options(files, format)),
		commandLine: (files, format) => ["drift", ...toArguments(options(files, format))],
	};
}

/** All kinds of files. Their counts add up to 20,000. */
export const commandKinds: readonly CommandKind[] = [
	driftKind(
		{
			...{ name: "drift --state", count: 3000, fileName: "state.json", readsStdin: true, minAccepted: 0.5 },
			drafts: states,
			check: (accepted) => assertSteady(accepted, ["nick live-moved Declared", "selfSignature live-moved [secret]"]),
		},
		({ file }) => ({ state: file }),
	),
	driftKind(
		{
			...{ name: "drift --preview", count: 1500, fileName: "preview.json", readsStdin: true, minAccepted: 0.5 },
			drafts: previews,
			check: (accepted) => assertSteady(accepted, ["nick live-moved Declared", "selfSignature not-compared"]),
		},
		({ file }) => ({ preview: file }),
	),
	driftKind(
		{
			...{ name: "drift --state --preview", count: 1000, fileName: "preview.json", minAccepted: 0.5 },
			drafts: previews,
			check: (accepted) => assertSteady(accepted, ["nick live-moved Declared", "selfSignature live-moved [secret]"]),
		},
		({ file, state }) => ({ state, preview: file }),
	),
	driftKind(
		{
			...{ name: "drift --history", count: 1500, fileName: "history.json", minAccepted: 0.2 },
			drafts: () => histories,
			check: assertHistory,
		},
		({ file, state }) => ({ state, history: file }),
	),
	driftKind(
		{
			...{ name: "drift --ignore, JSON", count: 1000, fileName: "rules.json", minAccepted: 0.2 },
			drafts: () => ignoreFiles("json"),
			check: assertIgnored,
		},
		({ file, state }) => ({ state, ignore: file }),
	),
	driftKind(
		{
			...{ name: "drift --ignore, YAML", count: 1400, fileName: "rules.yaml", readsStdin: true, minAccepted: 0.2 },
			drafts: () => ignoreFiles("yaml"),
			check: assertIgnored,
		},
		({ file, state }) => ({ state, ignore: file }),
	),
	driftKind(
		{
			...{ name: "drift --events", count: 1500, fileName: "events.jsonl", minAccepted: 0.2 },
			drafts: () => eventFiles,
			check: assertChangedBy,
		},
		({ file, state }) => ({ state, events: [file] }),
	),
	driftKind(
		{
			...{ name: "drift, key file", count: 200, fileName: "key", minAccepted: 0.2 },
			drafts: () => keyFiles,
			env: ({ file }) => ({ TIM_SECRET_KEY: undefined, TIM_SECRET_KEY_FILE: file }),
		},
		({ state }) => ({ state }),
	),
	{
		...{ name: "adopt --file", count: 1500, fileName: "accounts.csv", rules: adopt, minAccepted: 0.4 },
		drafts: () => lists,
		run: ({ file }) => runAdopt({ file, custom: "Team" }),
		commandLine: ({ file }) => ["adopt", "--file", file, "--custom", "Team"],
		check: assertAdopted,
	},
	{
		...{ name: "doctor --state", count: 40, fileName: "state.json", rules: doctor, minAccepted: 0.6 },
		...{ drafts: states, readsStdin: true },
		run: ({ file: state }, format) => runDoctor({ state, json: format === "json", allowKeyEnv: [KEY_VARIABLE] }),
		commandLine: ({ file }) => ["doctor", "--state", file, "--allow-key-env", KEY_VARIABLE],
	},
	{
		...{ name: "watch --state", count: 4500, fileName: "state.json", rules: watch, minAccepted: 0.6 },
		drafts: states,
		run: async ({ file }) => reportChange(await openDeclaredState({ file, sdkAppId: APP, warn })),
		check: assertReported,
	},
	{
		...{ name: "watch, changed state", count: 600, fileName: "state.json", minAccepted: 1 },
		rules: watch,
		drafts: states,
		run: async ({ file, state }) => {
			const bytes = readFileSync(file);
			copyFileSync(state, file);
			const declared = await openDeclaredState({ file, sdkAppId: APP, warn });
			writeFileSync(file, bytes);
			await reportChange(declared);
		},
		check: assertReported,
	},
	{
		...{ name: "emulator --seed", count: 2260, fileName: "seed.json", rules: server, minAccepted: 0.2 },
		drafts: () => seeds,
		run: async ({ file }) => createState(resolveOptions(await parseEmulatorOptions({ seed: file }, {}))),
	},
];

/** Prints the line of `watch` for a change of the nick of {@link STEADY}. */
function reportChange(declared: Awaited<ReturnType<typeof openDeclaredState>>): Promise<void> {
	return report(createEvent({ account: STEADY }), { declared, print });
}

/** Formats options as arguments of a command line. */
function toArguments(options: Options): readonly string[] {
	return Object.entries(options).flatMap(([name, value]) => {
		const option = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
		if (typeof value === "boolean") return value ? [option] : [];
		return [value].flat().flatMap((each) => [option, each]);
	});
}

interface ReportedFinding {
	readonly urn: string;
	readonly path?: string;
	readonly kind: string;
	readonly declared?: string;
	readonly seen?: { readonly first: string; readonly times: number };
	readonly changedBy?: { readonly operator: string };
	readonly ignored?: { readonly reason: string };
}

/** Returns the findings about {@link STEADY} in a JSON report, if its file is intact. */
function readSteady({ run, file, format }: AcceptedRun): readonly ReportedFinding[] | undefined {
	if (format !== "json") return undefined;
	const { findings, ignored } = JSON.parse(run.stdout) as Readonly<Record<string, readonly ReportedFinding[]>>;
	const all = [...(findings ?? []), ...(ignored ?? [])];
	return file.isIntact ? all.filter(({ urn }) => urn === urnOf(STEADY)) : undefined;
}

/** Asserts that changes of other resources do not change the findings about {@link STEADY}, and show no secret of it. */
function assertSteady(accepted: AcceptedRun, expected: readonly string[]): void {
	if (accepted.file.isIntact) assert.ok(!accepted.run.stdout.includes(secrets.steady), "the report has a secret");
	const found = readSteady(accepted);
	if (found === undefined) return;
	const texts = found.map(({ path, kind, declared }) => [path, kind, declared].filter(Boolean).join(" "));
	assert.deepEqual(texts, expected);
}

function assertHistory(accepted: AcceptedRun): void {
	const { version, entries } = JSON.parse(readFileSync(accepted.files.file, "utf8"));
	assert.ok(version === 2 && Array.isArray(entries), "the written history cannot be read again");
	const seen = readSteady(accepted)?.map(({ seen: each }) => each);
	if (seen !== undefined) assert.deepEqual(seen[0], { first: "2026-02-03T04:05:06.000Z", times: 3, change: "changed" });
}

function assertIgnored(accepted: AcceptedRun): void {
	const nick = readSteady(accepted)?.find(({ path }) => path === "nick");
	if (nick !== undefined) assert.equal(nick.ignored?.reason, KEPT_REASON);
}

function assertChangedBy(accepted: AcceptedRun): void {
	const nick = readSteady(accepted)?.find(({ path }) => path === "nick");
	if (nick !== undefined) assert.equal(nick.changedBy?.operator, LAST_OPERATOR);
}

/** Asserts that the program declares every account of an unchanged list. */
function assertAdopted({ run, file }: AcceptedRun): void {
	if (file.level !== "none" && file.level !== "encoding") return;
	assert.equal(run.code, adoptExitCodes.done.code, run.stderr);
	const declared = [...run.stdout.matchAll(/^\taccount: "(.*)",$|\{ account: "(.*)" \}/gm)];
	assert.equal(declared.length, file.parts.length, run.stdout);
}

function assertReported({ run, file }: AcceptedRun): void {
	if (file.isIntact || run.stderr.includes("previous content")) assert.match(run.stdout, /^\S.*\bnick\b.*\n$/);
}
