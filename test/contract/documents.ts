import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Emulator, startEmulator } from "@/emulator";
import { LEVEL, NICK } from "@/test/support/builders";
import { startCommand } from "@/test/support/command";
import { buildResource, buildSetResource, buildStateExport, encrypted } from "@/test/support/stack-export";
import { startHttpStub } from "./http-stub";

/**
 * The machine-readable documents that the command `pulumi-tim` writes, by name. Texts, times, versions and addresses
 * are masked.
 */
export type Documents = Readonly<Record<string, unknown>>;

const TOKEN = "token";
const EVENT_TIME_MS = Date.parse("2026-01-02T03:04:05.000Z");

const state = buildStateExport([
	buildResource("alice", { nick: "Alice" }),
	buildResource("bob", { nick: "Bob", level: 4 }),
	buildResource("gone", { nick: "Gone" }),
	buildResource("dave", { nick: "Dave", custom: { Unknown: "x", Team: encrypted() } }),
	buildSetResource({ desk: { nick: "Desk 1" } }, "desks"),
]);

const event = {
	...{ version: 1, time: "2026-01-02T03:04:05.000Z", account: "alice", operator: "carol", platform: "Web" },
	...{ tags: [NICK], ours: false },
};

const ignoreRules = {
	rules: [
		{ account: "bob", tag: "level", live: 3, reason: "accepted", until: "2100-01-01" },
		{ account: "zoe", reason: "expired", until: "2020-01-01" },
	],
};

/**
 * Runs the command `pulumi-tim` at the path `script` for a small app. Returns the documents that the command writes.
 */
export async function collectDocuments(script: string): Promise<Documents> {
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-documents-"));
	const receiver = await startHttpStub((response) => response.end());
	const emulator = await startEmulator({
		accounts: {
			...{ alice: { [NICK]: "By hand" }, bob: { [NICK]: "Bob", [LEVEL]: 3 } },
			...{ dave: { [NICK]: "Dave" }, desk: { [NICK]: "Desk" } },
		},
		customFields: ["Team"],
	});
	try {
		const documents = await runCommands({ script, folder, emulator, receiver: receiver.endpoint });
		const posted = receiver.requests.map(({ body }) => JSON.parse(body));
		return mask({ ...documents, notify: posted }, { folder, endpoint: emulator.endpoint }) as Documents;
	} finally {
		await Promise.all([emulator.close(), receiver.close()]);
		rmSync(folder, { recursive: true });
	}
}

interface Surroundings {
	readonly script: string;
	readonly folder: string;
	readonly emulator: Emulator;
	/** The URL to which `--notify` posts. */
	readonly receiver: string;
}

async function runCommands(surroundings: Surroundings): Promise<Documents> {
	const { folder, emulator, receiver } = surroundings;
	const write = (name: string, content: unknown) => writeFileSync(join(folder, name), toText(content));
	const read = (name: string) => readFileSync(join(folder, name), "utf8");
	const run = (...args: readonly string[]) => start(surroundings, args).result;
	const drift = (...args: readonly string[]) => run("drift", "--state", "state.json", ...args);

	write("state.json", state);
	write("events.jsonl", event);
	write("ignore.yaml", ignoreRules);
	write("accounts.csv", "account\nalice\ndesk");
	const flags = ["--history", "history.json", "--events", "events.jsonl", "--ignore", "ignore.yaml"];
	const first = await drift("--format", "json", ...flags, "--notify", receiver);
	const history = JSON.parse(read("history.json"));
	emulator.setProfile("alice", { [NICK]: "Alice" });
	const second = await drift("--format", "json", ...flags);
	await run("adopt", "--file", "accounts.csv", "--import-file", "import.json");
	return {
		"drift json": { code: first.code, report: JSON.parse(first.stdout) },
		"drift json, resolved": { code: second.code, report: JSON.parse(second.stdout) },
		history,
		"drift sarif": JSON.parse((await drift("--format", "sarif")).stdout),
		"drift junit": toElements((await drift("--format", "junit")).stdout),
		"drift github": toCommands((await drift("--format", "github")).stdout),
		"doctor json": JSON.parse((await run("doctor", "--json")).stdout),
		"import file": JSON.parse(read("import.json")),
		watch: await watch(surroundings),
	};
}

function start({ script, folder, emulator }: Surroundings, args: readonly string[]) {
	const env = { PATH: dirname(process.execPath), ...emulator.env, TIM_WEBHOOK_TOKEN: TOKEN };
	return startCommand(process.execPath, [script, ...args], { cwd: folder, env });
}

function toText(content: unknown): string {
	return `${typeof content === "string" ? content : JSON.stringify(content)}\n`;
}

/**
 * Posts five webhook calls to `pulumi-tim watch`: an event twice, an event of another app, and two malformed events.
 * Returns the recorded events and the response of `/health`.
 */
async function watch(surroundings: Surroundings): Promise<object> {
	const server = start(surroundings, ["watch", "--port", "0", "--events", "watched.jsonl"]);
	await server.waitFor(/^ready$/m);
	const [, url = ""] = /^listening on (\S+)$/m.exec(server.outputSoFar()) ?? [];
	const { sdkAppId } = surroundings.emulator;
	const body = {
		...{ CallbackCommand: "Profile.CallbackPortraitSet", From_Account: "alice", Operator_Account: "carol" },
		...{ EventTime: EVENT_TIME_MS, ProfileItem: [{ Tag: NICK, Value: "By hand" }] },
	};
	await post(url, sdkAppId, body);
	await post(url, sdkAppId, body);
	await post(url, sdkAppId + 1, body);
	await post(url, sdkAppId, {});
	await post(url, sdkAppId, { ...body, From_Account: 5 });
	const health: unknown = await (await fetch(new URL("/health", url))).json();
	server.kill("SIGTERM");
	await server.result;
	const lines = readFileSync(join(surroundings.folder, "watched.jsonl"), "utf8").trim().split("\n");
	return { health, events: lines.map((line) => JSON.parse(line)) };
}

/** Posts a signed webhook call. Source of the signature: https://trtc.io/document/34354 */
async function post(url: string, sdkAppId: number, body: object): Promise<void> {
	const RequestTime = String(Math.floor(Date.now() / 1000));
	const Sign = createHash("sha256").update(`${TOKEN}${RequestTime}`).digest("hex");
	const query = new URLSearchParams({ SdkAppid: String(sdkAppId), OptPlatform: "Web", RequestTime, Sign });
	await fetch(`${url}/?${query}`, { method: "POST", body: JSON.stringify(body) });
}

/** Returns the elements of an XML document in order, with their attributes. */
function toElements(xml: string): readonly object[] {
	return [...xml.matchAll(/<([\w-]+)((?:\s+[\w-]+="[^"]*")*)\s*\/?>/g)].map(([, element, attributes = ""]) => ({
		element,
		...Object.fromEntries([...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value])),
	}));
}

/** Returns the names of the workflow commands of GitHub Actions in an output, without the texts of the commands. */
function toCommands(output: string): readonly string[] {
	return output
		.trim()
		.split("\n")
		.map((line) => line.replace(/^::(\w+) title=.*?::.*$/, "$1"));
}

/** The JSON properties whose values can be reworded. */
const texts = ["text", "reason", "words", "next", "message"];

/** The JSON properties whose values differ between runs or versions. */
const variables = ["time", "timestamp", "endTimeUtc", "durationMs", "version", "first", "last"];

function mask(value: unknown, places: { readonly folder: string; readonly endpoint: string }): unknown {
	if (Array.isArray(value)) return value.map((each) => mask(each, places));
	if (typeof value === "string") {
		return value.replaceAll(`${places.folder}/`, "").replaceAll(places.endpoint, "<endpoint>");
	}
	if (typeof value !== "object" || value === null) return value;
	const isMasked = (key: string, each: unknown) =>
		(texts.includes(key) && typeof each === "string") || (variables.includes(key) && each !== 1);
	return Object.fromEntries(
		Object.entries(value).map(([key, each]) => [key, isMasked(key, each) ? `<${key}>` : mask(each, places)]),
	);
}
