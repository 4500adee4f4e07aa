import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { formatNames } from "@/cli/drift/formats";
import { packageVersion } from "@/cli/files";
import { type Emulator, startEmulator } from "@/emulator";
import { LEVEL, NICK } from "@/test/support/builders";
import {
	buildResource,
	buildSetResource,
	buildStateExport,
	encrypted,
	inClear,
	urnOf,
} from "@/test/support/stack-export";
import { runCompiled } from "@/test/unit/cli/child";

describe("pulumi-tim drift", function () {
	this.timeout(60_000);
	let folder: string;
	let emulator: Emulator;

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-drift-"));
		emulator = await startEmulator({ accounts: { alice: { [NICK]: "Alice" }, bob: { [NICK]: "Bob", [LEVEL]: 3 } } });
	});
	after(async () => {
		rmSync(folder, { recursive: true });
		await emulator.close();
	});
	beforeEach(() => emulator.reset());

	const file = (name: string, content: unknown) => {
		const path = join(folder, name);
		writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
		return path;
	};
	const state = (...resources: Parameters<typeof buildStateExport>[0]) =>
		file("state.json", buildStateExport(resources));
	const drift = (...args: readonly string[]) => runCompiled(emulator.env, "drift", ...args).ended();

	const alice = buildResource("alice", { nick: "Alice" });
	const outcomes: readonly {
		name: string;
		resources: Parameters<typeof buildStateExport>[0];
		code: number;
		out: RegExp;
	}[] = [
		{ name: "0 if everything is as declared", resources: [alice], code: 0, out: /^clean: 1 account: 1 as declared \(/ },
		{ name: "0 if nothing is declared", resources: [], code: 0, out: /^clean: no profiles are declared/ },
		{
			name: "2 if an attribute differs",
			resources: [alice, buildResource("bob", { nick: "Bob", level: 4 })],
			code: 2,
			out: /bob +level +4 +3 +live moved/,
		},
		{
			name: "3 if an account is gone and another has drifted",
			resources: [buildResource("alice", { nick: "A" }), buildResource("nobody", { nick: "N" })],
			code: 3,
			out: /nobody +account gone/,
		},
		{
			name: "5 if a value is encrypted in the state",
			resources: [buildResource("alice", { nick: encrypted() })],
			code: 5,
			out: /not compared: the declared value is encrypted\n {2}alice nick/,
		},
	];
	for (const { name, resources, code, out } of outcomes) {
		it(`exits with ${name}`, async () => {
			const ended = await drift("--state", state(...resources));
			assert.equal(ended.code, code, ended.err);
			assert.match(ended.out, out);
			assert.equal(ended.err, "");
		});
	}

	const lost = "the secret value is missing from the state; export the stack again with the correct passphrase";
	const isNull = "the value in the state is null; run pulumi refresh";
	const wrongType = "the value in the state has the wrong type; run pulumi refresh";
	const missing = "the account or the profiles of the resource are missing from the state; run pulumi refresh";
	const notCompared: readonly {
		name: string;
		resource: ReturnType<typeof buildResource>;
		target: string;
		reason: string;
	}[] = [
		{ name: "a lost nick", resource: buildResource("bob", { nick: inClear(null) }), target: "bob nick", reason: lost },
		{
			name: "lost custom fields",
			resource: buildResource("bob", { custom: inClear(null) }),
			target: "bob custom",
			reason: lost,
		},
		{
			name: "a lost custom field",
			resource: buildResource("bob", { custom: { Team: inClear(null) } }),
			...{ target: "bob custom.Team", reason: lost },
		},
		{
			name: "a lost account",
			resource: buildResource("bob", { account: inClear(null), nick: "Bob" }),
			...{ target: "bob", reason: lost },
		},
		{
			name: "lost profiles of a set",
			resource: { ...buildSetResource({}), outputs: { profiles: inClear(null), app: 1_400_000_000 } },
			...{ target: "set", reason: lost },
		},
		{ name: "a nick that is null", resource: buildResource("bob", { nick: null }), target: "bob nick", reason: isNull },
		{
			name: "a custom field that is null",
			resource: buildResource("bob", { custom: { Team: null } }),
			...{ target: "bob custom.Team", reason: isNull },
		},
		{
			name: "a nick that is a list",
			resource: buildResource("bob", { nick: ["Bob"] }),
			target: "bob nick",
			reason: wrongType,
		},
		{
			name: "an account that is a number",
			resource: buildResource("bob", { account: 5 }),
			target: "bob",
			reason: wrongType,
		},
		{ name: "no outputs", resource: buildResource("bob", {}, { outputs: undefined }), target: "bob", reason: missing },
		{
			name: "no account",
			resource: buildResource("bob", { account: undefined, nick: "Bob" }),
			target: "bob",
			reason: missing,
		},
		{
			name: "a replacement that was not created",
			resource: buildResource("bob", { nick: "Other" }, { pendingReplacement: true }),
			...{ target: "bob", reason: "the resource was deleted, but its replacement was not created; run pulumi up" },
		},
	];
	for (const { name, resource, target, reason } of notCompared) {
		it(`exits with 5 for ${name}, without comparing it, and compares the other resources`, async () => {
			const ended = await drift("--state", state(alice, resource), "--format", "json");
			const { findings } = JSON.parse(ended.out);
			assert.deepEqual(
				findings.map(({ kind, account, urn, path, reason: why }: Readonly<Record<string, string>>) => [
					kind,
					[account ?? urn?.split("::").at(-1), path].filter(Boolean).join(" "),
					why,
				]),
				[["not-compared", target, reason]],
			);
			assert.deepEqual([ended.code, ended.err], [5, ""]);
			const other = await drift("--state", state(buildResource("alice", { nick: "A" }), resource));
			assert.equal(other.code, 2);
			assert.match(other.out, /alice +nick +"A" +"Alice" +live moved/);
			assert.doesNotMatch(ended.out + other.out, /undefined|\[object/);
		});
	}

	it("exits with 5 for a resource with a pending operation, and makes no call if nothing else is declared", async () => {
		const { version, deployment } = buildStateExport([alice]);
		const pending_operations = [{ type: "updating", resource: alice }];
		const path = file("pending.json", { version, deployment: { ...deployment, pending_operations } });
		const ended = await drift("--state", path);
		assert.equal(ended.code, 5, ended.err);
		assert.match(ended.out, /not compared: an operation on the resource was interrupted; run pulumi refresh/);
		assert.equal(emulator.calls(), 0);
	});

	for (const [name, changes] of [
		["an encrypted input", { inputs: { account: "bob", nick: encrypted() } }],
		["a secret input", { inputs: { account: "bob", nick: inClear("LEAKME") } }],
		["an additional secret output", { additionalSecretOutputs: ["nick"] }],
	] as const) {
		it(`compares the plain output of ${name}, and shows it in no format`, async () => {
			const resource = buildResource("bob", { nick: "LEAKME" }, changes);
			const outputs = formatNames.flatMap((format) => ["--output", `${format}=${join(folder, `leak.${format}`)}`]);
			const ended = await drift("--state", state(resource), ...outputs);
			assert.equal(ended.code, 2, ended.err);
			const texts = formatNames.map((format) => readFileSync(join(folder, `leak.${format}`), "utf8"));
			assert.ok(![ended.out, ...texts].some((text) => text.includes("LEAKME")));
			assert.ok(texts.every((text) => text.includes("secret")));
		});
	}

	it("counts a profile whose last up failed partially once", async () => {
		const ended = await drift("--state", state(buildResource("alice", { nick: "Alice" }, { initErrors: ["x"] })));
		assert.match(ended.out, /^not fully checked: 1 account: 0 as declared, 1 not fully checked/m);
	});

	it("finds the documents of Pulumi between the output of other programs", async () => {
		const around = (document: object) =>
			`> bots@1.0.0 export\nwarning: {x}\n${JSON.stringify(document, undefined, 2)}\nPolicies: 1\n`;
		const statePath = file("noisy.json", around(buildStateExport([alice])));
		assert.equal((await drift("--state", statePath)).code, 0);
		const steps = [{ op: "same", urn: alice.urn, oldState: alice, newState: alice }];
		const previewPath = file("noisy-preview.json", around({ steps, changeSummary: { same: 1 } }));
		assert.equal((await drift("--preview", previewPath)).code, 0);
	});

	const failures: readonly { name: string; args: () => readonly string[]; env?: object; code: number; err: RegExp }[] =
		[
			{
				name: "1 for a missing file",
				args: () => ["--state", "none.json"],
				code: 1,
				err: /^pulumi-tim: none.json: the file does not exist; check the path\n$/,
			},
			{
				name: "1 for a file that is not a stack export",
				args: () => ["--state", file("x.json", "{}")],
				code: 1,
				err: /x\.json: not a stack export: /,
			},
			{
				name: "1 for a file that is not JSON",
				args: () => ["--state", file("x.json", "x")],
				code: 1,
				err: /x\.json: not valid JSON; create it again\n/,
			},
			{
				name: "1 for a stream of events",
				args: () => ["--preview", file("x.json", '{"sequence":0,"timestamp":1}\n{"sequence":1,"timestamp":1}\n')],
				code: 1,
				err: /x\.json: a stream of events, .*PULUMI_ENABLE_STREAMING_JSON_PREVIEW/,
			},
			{
				name: "1 for a failed preview",
				args: () => [
					"--preview",
					file("x.json", { diagnostics: [{ severity: "error", message: "canary" }], changeSummary: {}, steps: [] }),
				],
				code: 1,
				err: /x\.json: the preview failed; /,
			},
			{
				name: "1 for a state of an unknown version",
				args: () => ["--state", file("x.json", { ...buildStateExport([alice]), version: 99 })],
				code: 1,
				err: /x\.json: not a stack export: version must be 3 or 4; /,
			},
			{
				name: "1 if no input is given",
				args: () => [],
				code: 1,
				err: /; use --stack NAME, --state FILE or --preview FILE\n/,
			},
			{
				name: "1 for two inputs",
				args: () => ["--state", "a", "--stack", "b"],
				code: 1,
				err: /'--state <file>' cannot be used with option '--stack <name>'/,
			},
			{
				name: "1 for an unknown format",
				args: () => ["--state", "a", "--format", "yml"],
				code: 1,
				err: /--format: unknown format "yml"; expected one of text/,
			},
			{
				name: "1 for a misspelled option",
				args: () => ["--previw", "a"],
				code: 1,
				err: /Did you mean --preview\?/,
			},
			{
				name: "1 if the service is down",
				args: () => ["--state", state(alice)],
				env: { TIM_ENDPOINT: "http://127.0.0.1:9" },
				code: 1,
				err: /network ECONNREFUSED/,
			},
			{
				name: "4 for a missing setting",
				args: () => ["--state", state(alice)],
				env: { TIM_ENDPOINT: "" },
				code: 4,
				err: /not set: tim:region or TIM_REGION/,
			},
			{
				name: "4 for a wrong key",
				args: () => ["--state", state(alice)],
				env: { TIM_SECRET_KEY: "canary" },
				code: 4,
				err: /api 70009/,
			},
			{
				name: "4 for a state of another app",
				args: () => ["--state", state(alice)],
				env: { TIM_SDK_APP_ID: "1400000999" },
				code: 4,
				err: /belongs to app 1400000000.*use another stack/,
			},
		];
	for (const { name, args, env = {}, code, err } of failures) {
		it(`exits with ${name}, and prints a one-line message`, async () => {
			const ended = await runCompiled({ ...emulator.env, ...env }, "drift", ...args()).ended();
			assert.deepEqual([ended.code, ended.out], [code, ""], ended.err);
			assert.match(ended.err, err);
			assert.doesNotMatch(ended.err, /canary/);
		});
	}

	it("reads a stack export from standard input", async () => {
		const child = runCompiled(emulator.env, "drift", "--state", "-");
		child.process.stdin?.end(JSON.stringify(buildStateExport([alice])));
		assert.equal((await child.ended()).code, 0);
	});

	it("exports a stack with its secrets for --compare-secrets", async () => {
		const script = file("pulumi", `#!/bin/sh\necho "$@" >> ${join(folder, "arguments")}\ncat ${state(alice)}\n`);
		chmodSync(script, 0o755);
		const env = { ...emulator.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
		const args = ["drift", "--stack", "dev", "--cwd", folder, "--compare-secrets"];
		const ended = await runCompiled(env, ...args).ended();
		assert.match(ended.out, /^clean: .* \(stack dev, /);
		assert.equal(ended.code, 0);
		assert.match(readFileSync(join(folder, "arguments"), "utf8"), /^stack export --stack dev .*--show-secrets$/m);
	});

	it("has the project file of --cwd, relative to the workspace, as the location in a SARIF report", async () => {
		const project = join(folder, "infra", "my bots");
		mkdirSync(project, { recursive: true });
		writeFileSync(join(project, "Pulumi.yml"), "");
		chmodSync(file("pulumi", `#!/bin/sh\ncat ${state(buildResource("alice", { nick: "A" }))}\n`), 0o755);
		const path = `${folder}${delimiter}${process.env.PATH}`;
		const env = { ...emulator.env, PATH: path, GITHUB_WORKSPACE: folder };
		const ended = await runCompiled(env, "drift", "--stack", "dev", "--cwd", project, "--format", "sarif").ended();
		assert.equal(ended.code, 2, ended.err);
		const [{ physicalLocation }] = JSON.parse(ended.out).runs[0].results[0].locations;
		assert.equal(physicalLocation.artifactLocation.uri, "infra/my%20bots/Pulumi.yml");
	});

	it("writes a report for each --output", async () => {
		const reports = ["json", "junit", "sarif", "markdown", "github", "text"];
		const outputs = reports.flatMap((format) => ["--output", `${format}=${join(folder, format)}`]);
		const ended = await drift(
			"--state",
			state(buildResource("alice", { nick: "A" })),
			"--format",
			"github",
			...outputs,
		);
		assert.equal(ended.code, 2);
		assert.match(ended.out, /^::error title=pulumi-tim drift%3A live moved::alice nick: /);
		for (const format of reports) assert.match(readFileSync(join(folder, format), "utf8"), /alice/, format);
		assert.equal(JSON.parse(readFileSync(join(folder, "json"), "utf8")).exitCode, 2);
	});

	it("prints the report, and then exits with 1 if another report cannot be written", async () => {
		const ended = await drift("--state", state(alice), "--output", `json=${join(folder, "none", "x")}`);
		assert.deepEqual([ended.code, ended.out.slice(0, 6)], [1, "clean:"]);
		assert.match(ended.err, /none.x: the folder does not exist; create it\n$/);
	});

	it("prints the first run, the operator and ignored findings, and does not ignore a missing account", async () => {
		const event = {
			version: 1,
			time: "2026-03-01T10:00:00Z",
			account: "alice",
			operator: "mallory",
			tags: [NICK],
			ours: false,
		};
		const rules = [
			{ account: "*", reason: "known", until: "2999-12-31" },
			{ account: "old", reason: "was known", until: "2020-01-31" },
		];
		const args = [
			...["--state", state(buildResource("alice", { nick: "A" }), buildResource("nobody", { nick: "N" }))],
			...["--events", file("events.jsonl", `${JSON.stringify(event)}\n`), "--history", join(folder, "history.json")],
		];
		await drift(...args);
		const second = await drift(...args);
		assert.match(
			second.out,
			/live moved\n +since \d{4}-\d\d-\d\d \d\d:\d\dZ, 2 times\n +by mallory, 2026-03-01 10:00Z/,
		);
		const ignoring = await drift(...args, "--ignore", file("rules.json", { rules }), "--strict");
		assert.equal(ignoring.code, 3);
		assert.match(ignoring.out, /nobody +account gone/);
		assert.match(ignoring.out, /ignored by rules:\n +alice nick: live moved: .*\(ignored until 2999-12-31: known\)/s);
		assert.match(ignoring.out, /the ignore rule for old expired on 2020-01-31: was known/);
	});

	it("prints a warning about a rule that can match nothing, and compares the profiles", async () => {
		const rules = [{ account: "*", tag: "nickk", reason: "known", until: "2999-12-31" }];
		const { code, err } = await drift("--state", state(alice), "--ignore", file("nickk.json", { rules }));
		assert.equal(code, 0);
		assert.match(err, /^pulumi-tim: warning: [^\n]*nickk\.json: rules\[0\]\.tag: "nickk" matches no input [^\n]*\n$/);
	});

	it("exits with 0 if every finding is ignored, and with 5 if an encrypted value is not ignored", async () => {
		const rules = file("rules.yaml", "rules: [{ account: alice, tag: nick, reason: known, until: 2999-12-31 }]");
		const secret = { nick: encrypted() };
		assert.equal((await drift("--state", state(buildResource("alice", secret)), "--ignore", rules)).code, 0);
		const more = buildResource("alice", { ...secret, selfSignature: encrypted() });
		assert.equal((await drift("--state", state(more), "--ignore", rules)).code, 5);
	});

	it("exits with 1 if there are no findings and the notification fails", async () => {
		const history = join(folder, "notified.json");
		const env = { ...emulator.env, TIM_DRIFT_NOTIFY: "https://127.0.0.1:9/canary" };
		const run = (resource: Parameters<typeof buildResource>[1]) =>
			runCompiled(env, "drift", "--state", state(buildResource("alice", resource)), "--history", history).ended();
		const found = await run({ nick: "A" });
		assert.equal(found.code, 2);
		assert.equal(
			found.err,
			"pulumi-tim: --notify: the notification was not sent: no response (ECONNREFUSED); check the URL and the network\n",
		);
		assert.equal((await run({ nick: "Alice" })).code, 1);
	});

	it("reads 10,000 accounts of sets in exactly 100 calls", async () => {
		const accounts = Array.from({ length: 10_000 }, (_, at) => `desk_${at}`);
		for (const account of accounts) emulator.addAccount(account, { [NICK]: account });
		emulator.setProfile("desk_4711", { [NICK]: "Hand" });
		const sets = Array.from({ length: 4 }, (_, at) => {
			const mine = accounts.slice(at * 2500, (at + 1) * 2500);
			return buildSetResource(Object.fromEntries(mine.map((account) => [account, { nick: account }])), `set-${at}`);
		});
		const env = { ...emulator.env, TIM_CALLS_PER_SECOND: "150" }; // below the emulator's limit, so that no call is rejected and retried
		const ended = await runCompiled(env, "drift", "--state", state(...sets)).ended();
		assert.match(ended.out, /desk_4711 +nick +"desk_4711" +"Hand" +live moved/);
		assert.match(ended.out, /drift: 10000 accounts: 9999 as declared, 1 drifted/);
		assert.equal(emulator.calls("portrait_get"), 100);
		assert.equal(emulator.calls(), 100);
	});

	for (const [name, changes] of [
		["that is being replaced", { pendingReplacement: true }],
		["without outputs", { outputs: null }],
	] as const) {
		it(`exits with 5 if a rule for all accounts matches a resource ${name}`, async () => {
			const rules = file("all-rules.json", { rules: [{ account: "*", reason: "known", until: "2999-12-31" }] });
			const { code, out } = await drift("--state", state({ ...alice, ...changes }), "--ignore", rules);
			assert.equal(code, 5, out);
			assert.doesNotMatch(out, /clean|ignored/);
		});
	}

	it("prints the JSON document in drift.expected.json for a state, a preview, events and ignore rules", async () => {
		emulator.addAccount("carol", { [NICK]: "Carol by hand", [LEVEL]: 1 });
		emulator.addAccount("dora", { [NICK]: "Dora" });
		emulator.addAccount("failed", { [NICK]: "F" });
		emulator.addAccount("x.y");
		const before = buildResource("carol", { nick: "Carol", level: 1 });
		const steps = [
			{
				op: "update",
				urn: urnOf("carol"),
				oldState: before,
				newState: buildResource("carol", { nick: "C", level: 2 }),
			},
			{ op: "create", urn: urnOf("dora"), newState: buildResource("dora", { nick: "Dora", level: 5 }) },
			{ op: "delete", urn: urnOf("old"), oldState: buildResource("old", { nick: "Old" }) },
		];
		const event = { version: 1, time: "2026-03-01T10:00:00Z", operator: "mallory", platform: "Web", ours: false };
		const events = [
			{ ...event, account: "carol", tags: [NICK, LEVEL] },
			{ ...event, account: "bob", tags: [LEVEL], operator: "administrator", ours: true },
		];
		const rules = [
			{ account: "bob", tag: "level", live: 3, reason: "known", until: "2999-12-31" },
			{ account: "nobody", reason: "was known", until: "2020-01-31" },
		];
		const ended = await drift(
			...["--format", "json", "--strict", "--history", join(folder, "whole.json")],
			...["--state"],
			state(
				buildResource("alice", { nick: inClear("Other"), selfSignature: encrypted(), level: 0 }),
				buildResource("bob", { nick: "Bob", level: 4 }),
				before,
				buildResource("old", { nick: "Old" }),
				buildSetResource({ alice: { role: 3 }, gone: { nick: "Gone" } }, "team"),
				buildResource("failed", { nick: "F" }, { initErrors: ["nick: refused"] }),
				buildSetResource({ "x.y": encrypted() }, "secret"),
			),
			...["--preview", file("preview.json", { steps, changeSummary: { same: 4, update: 1, create: 1, delete: 1 } })],
			...["--events", file("whole.jsonl", events.map((each) => `${JSON.stringify(each)}\n`).join(""))],
			...["--ignore", file("whole-rules.json", { rules })],
		);
		const { time, durationMs, source, tool, ...document } = JSON.parse(ended.out);
		assert.equal(ended.code, 3, ended.err);
		assert.deepEqual(tool, { name: "pulumi-tim", version: packageVersion() });
		assert.equal(source, `${join(folder, "state.json")}, preview ${join(folder, "preview.json")}`);
		assert.ok(Number.isInteger(durationMs) && new Date(time).toISOString() === time);
		const expected = JSON.parse(readFileSync(join(__dirname, "drift.expected.json"), "utf8"));
		assert.equal(JSON.stringify(document).replaceAll(time, "NOW"), JSON.stringify(expected));
	});

	it("sends no call to an endpoint that only the state selects, and exits with 4", async () => {
		const other = await startEmulator();
		const provider = "urn:pulumi:dev::bots::pulumi:providers:pulumi-nodejs::second::0002";
		const inputs = {
			...{ "tim:explicit": true, "tim:sdkAppId": "1400000000", "tim:endpoint": other.endpoint },
			"tim:secretKeyEnv": "SECOND_KEY",
		};
		const [urn, id] = provider.split(/::(?=0002)/);
		const second = { urn, id, type: "pulumi:providers:pulumi-nodejs", inputs } as typeof alice;
		const path = state(second, buildResource("alice", { nick: "A" }, { provider }));
		const env = { ...emulator.env, SECOND_KEY: other.secretKey };
		const run = (...args: readonly string[]) => runCompiled(env, "drift", "--state", path, ...args).ended();
		try {
			const rejected = await run("--allow-key-env", "SECOND_KEY");
			assert.deepEqual([rejected.code, rejected.out], [4, ""]);
			assert.match(
				rejected.err,
				/^pulumi-tim: .*second: .* selects the endpoint http:\S+; .*--allow-endpoint http:\S+\n$/,
			);
			assert.deepEqual([other.calls(), emulator.calls()], [0, 0]);
			const allowed = await run("--allow-key-env", "SECOND_KEY", "--allow-endpoint", other.endpoint);
			assert.equal(allowed.code, 3, allowed.err);
			assert.equal(allowed.err, `pulumi-tim: second: the state or preview selects host ${other.endpoint}\n`);
			assert.equal(other.calls(), 1);
		} finally {
			await other.close();
		}
	});

	it("makes only read calls", async () => {
		await drift("--state", state(buildResource("alice", { nick: "A" }), buildResource("nobody", { nick: "N" })));
		assert.deepEqual(
			emulator.requests.map(({ command }) => command),
			["portrait_get"],
		);
	});
});
