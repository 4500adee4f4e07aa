import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { formatNames } from "@/cli/drift/formats";
import { type Emulator, startEmulator } from "@/emulator";
import { assertAsyncProperty, printSeed, scaleRuns, seed } from "@/test/support/arbitraries";
import { runCompiled } from "@/test/unit/cli/child";
import { KEY_VARIABLE, liveProfiles, liveTags, secrets, steadyState } from "./command-documents";
import { type CommandFile, filesFrom } from "./command-files";
import { type CommandKind, commandKinds, type RunFiles } from "./command-kinds";
import { findBrokenRules } from "./command-output";
import { type CommandRun, captureRun } from "./command-run";

/** A generated file, and the format of the report about it. */
interface Case {
	readonly file: CommandFile;
	readonly format: string;
}

/** The results of the runs of a kind. */
interface Tally {
	readonly runsByCode: Map<number, number>;
	runs: number;
	accepted: number;
	slowestMs: number;
}

/** Number of runs of the compiled command, and how many of them run at the same time. */
const COMPILED_RUNS = 300;
const PARALLEL = 2;

/** The folder of a file system in memory. On a disk, overwriting files takes longer than the commands. */
const MEMORY_FOLDER = "/dev/shm";

/** Number of connections that the runs in this process use in turn. */
const CONNECTIONS = 97;

const formats = fc.oneof({ arbitrary: fc.constant("json"), weight: 6 }, fc.constantFrom(...formatNames));

type Env = Readonly<Record<string, string | undefined>>;

describe("a command that reads a file", function () {
	this.timeout(300_000);
	printSeed();
	const processEnv: Env = { ...process.env };
	let folder: string;
	let emulator: Emulator;
	let runs = 0;
	let env: Readonly<Record<string, string>>;
	before(async () => {
		folder = mkdtempSync(join(existsSync(MEMORY_FOLDER) ? MEMORY_FOLDER : tmpdir(), "pulumi-tim-files-"));
		emulator = await startEmulator({ secretKey: secrets.key, accounts: liveProfiles, ...liveTags, callsPerSecond: 0 });
		const path = join(folder, "bin"); // without a pulumi command
		mkdirSync(path);
		env = { ...emulator.env, [KEY_VARIABLE]: secrets.key, TIM_CALLS_PER_SECOND: "10000", NO_COLOR: "1", PATH: path };
	});
	after(async () => {
		await emulator.close();
		rmSync(folder, { recursive: true });
	});
	beforeEach("empty the log of requests", () => emulator.reset());
	afterEach("restore the environment", () => setEnvironment(processEnv));

	const casesOf = ({ drafts }: CommandKind): fc.Arbitrary<Case> =>
		fc.record({ file: filesFrom(drafts(emulator.endpoint)), format: formats });

	/**
	 * Selects another connection for each run, as each process has its own: a connection on which several accounts were
	 * read waits up to 100 ms for further requests. The time-out is part of the key of a connection.
	 */
	function selectConnection(): void {
		runs += 1;
		process.env.TIM_TIMEOUT_MS = String(5000 + (runs % CONNECTIONS));
	}

	/** Runs a command function in this process. */
	async function runHere(kind: CommandKind, { file, format }: Case): Promise<Result> {
		selectConnection();
		const files = writeFiles(folder, kind, file);
		return { run: await captureRun(() => kind.run(files, format)), files };
	}

	for (const kind of commandKinds) {
		it(`returns a documented exit code for ${kind.name} and ${kind.count} files`, async () => {
			const tally: Tally = { runsByCode: new Map(), runs: 0, accepted: 0, slowestMs: 0 };
			setEnvironment({ ...env, ...kind.env?.(filesIn(folder, kind)) });
			await assertAsyncProperty(
				fc.asyncProperty(casesOf(kind), async (each) => {
					const result = await runHere(kind, each);
					assertResult(kind, each, result);
					count(tally, kind, result.run);
				}),
				kind.count,
			);
			console.log(`      ${formatTally(tally)}`);
			if (process.env.TIM_TEST_PATH === undefined) assertReached(kind, tally);
		});
	}

	it(`returns the same exit codes from the compiled command for ${COMPILED_RUNS} files`, async () => {
		const queue = commandKinds.flatMap((kind) => sampleRuns(kind));
		const total = queue.length;
		const work = async () => {
			for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next();
		};
		await Promise.all(Array.from({ length: PARALLEL }, work));
		assert.ok(total >= scaleRuns(COMPILED_RUNS), `${total} runs`);
	});

	/** Returns functions that run the compiled command with a file of a kind: the share of the kind in all runs. */
	function sampleRuns(kind: CommandKind): (() => Promise<void>)[] {
		const { commandLine } = kind;
		if (commandLine === undefined) return [];
		const kinds = commandKinds.filter((each) => each.commandLine !== undefined);
		const files = kinds.reduce((sum, each) => sum + each.count, 0);
		const numRuns = Math.ceil((scaleRuns(COMPILED_RUNS) * kind.count) / files);
		return fc.sample(casesOf(kind), { seed: seed + 1, numRuns }).map((each, index) => async () => {
			const result = await runThere(kind, each, kind.readsStdin === true && index % 2 === 0);
			assertResult(kind, each, result);
		});
	}

	async function runThere(kind: CommandKind, { file, format }: Case, usesStdin: boolean): Promise<Result> {
		const own = mkdtempSync(join(folder, "run-"));
		const files = writeFiles(own, kind, file);
		const args = kind.commandLine?.(usesStdin ? { ...files, file: "-" } : files, format) ?? [];
		const settings = Object.entries({ ...env, ...kind.env?.(files) }).filter(([, value]) => value !== undefined);
		const start = performance.now();
		const child = runCompiled(Object.fromEntries(settings) as typeof env, ...args);
		child.process.stdin?.on("error", () => {}); // the command may end before it reads everything
		child.process.stdin?.end(usesStdin ? file.bytes : "");
		const { code, out, err } = await child.ended();
		const tookMs = performance.now() - start;
		return { files, run: { code: code ?? -1, stdout: out, stderr: err, tookMs, unexpected: [] } };
	}
});

interface Result {
	readonly run: CommandRun;
	readonly files: RunFiles;
}

function filesIn(folder: string, { fileName }: CommandKind): RunFiles {
	return { file: join(folder, fileName), state: join(folder, "steady.json") };
}

function writeFiles(folder: string, kind: CommandKind, { bytes }: CommandFile): RunFiles {
	const files = filesIn(folder, kind);
	if (!existsSync(files.state)) writeFileSync(files.state, steadyState);
	writeFileSync(files.file, bytes);
	return files;
}

function assertResult(kind: CommandKind, { file, format }: Case, { run, files }: Result): void {
	const { code, stdout, stderr } = run;
	const broken = findBrokenRules(run, kind.rules);
	const output = `exit code ${code}, standard error:\n${stderr}\nstandard output:\n${stdout.slice(0, 2000)}`;
	assert.deepEqual(broken, [], `${kind.name}: ${broken.join("; ")}\n${output}\n${String(file)}`);
	const isValid = file.level === "none" || file.level === "encoding";
	if (isAccepted(kind, run)) kind.check?.({ run, file, files, format });
	else assert.ok(!isValid, `${kind.name}: a valid file is rejected\n${output}`);
}

function isAccepted({ rules }: CommandKind, { code, stdout }: CommandRun): boolean {
	return rules.reportsFailures ? stdout !== "" : code !== 1 && code !== 4;
}

function count(tally: Tally, kind: CommandKind, run: CommandRun): void {
	tally.runs += 1;
	tally.accepted += Number(isAccepted(kind, run));
	tally.slowestMs = Math.max(tally.slowestMs, run.tookMs);
	tally.runsByCode.set(run.code, (tally.runsByCode.get(run.code) ?? 0) + 1);
}

function formatTally({ runs, accepted, runsByCode, slowestMs }: Tally): string {
	const codes = [...runsByCode].sort(([a], [b]) => a - b).map(([code, times]) => `${code}: ${times}`);
	const share = Math.round((100 * accepted) / runs);
	return `${runs} files, ${share}% accepted; exit codes ${codes.join(", ")}; slowest ${Math.round(slowestMs)} ms`;
}

function assertReached({ name, minAccepted }: CommandKind, { accepted, runs }: Tally): void {
	assert.ok(accepted >= minAccepted * runs, `${name}: only ${accepted} of ${runs} files are accepted`);
}

function setEnvironment(env: Env): void {
	for (const name of Object.keys(process.env)) if (/^TIM_(?!TEST_)/.test(name)) delete process.env[name];
	for (const [name, value] of Object.entries(env)) {
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	}
}
