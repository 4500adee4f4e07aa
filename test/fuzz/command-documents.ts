import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import type { PulumiResource } from "@/cli/drift/resource";
import { AdminForbidType, AllowType, Gender } from "@/provider/model/fields";
import { isPlainObject } from "@/provider/util/core";
import { APP, LEVEL, NICK } from "@/test/support/builders";
import {
	buildResource,
	buildSetResource,
	buildStateExport,
	encrypted,
	inClear,
	urnOf,
} from "@/test/support/stack-export";
import { createEvent } from "@/test/unit/cli/watch/event";
import { hostileText } from "./file-mutation";

/**
 * A valid document that a user passes to a command. A mutation can change some of its parts, such as one resource, and
 * leave the others unchanged.
 */
export interface Draft {
	/** The parts that mutations may change. */
	readonly parts: readonly unknown[];
	/** Returns the whole document: the given parts, and the parts that {@link STEADY} is about. */
	readonly assemble: (parts: readonly unknown[]) => unknown;
	/** Formats the document as the text of a file. */
	readonly print: (document: unknown) => string;
}

/** The account whose resource, steps, rules and events no mutation of a part changes. Its live profile has drifted. */
export const STEADY = "steady";

/** Texts that are secret in the generated documents. No failure of a command repeats them. */
export const secrets = {
	key: "fuzz-secret-key-5f0c1d",
	value: "fuzz-secret-value-77aa",
	steady: "fuzz-secret-steady-09be",
	userSig: "eJwfuzz-secret-usersig-1jkEKgzAURO-y1kV",
} as const;

/** The name of the environment variable that contains the key for the explicit provider in the documents. */
export const KEY_VARIABLE = "TIM_FUZZ_KEY";

/** The live profiles with which the documents are compared. */
export const liveProfiles = {
	[STEADY]: { [NICK]: "Changed by hand", [LEVEL]: 3, Tag_Profile_IM_SelfSignature: "public" },
	alice: { [NICK]: "Alice", Tag_Profile_Custom_Team: "core" },
	bob: { [NICK]: "\u001b[31mBob\u2028::error::x ##[error]", [LEVEL]: 7 },
	"desk 1": { Tag_Profile_IM_New: { uint64: "18446744073709551615" } },
	...Object.fromEntries(["a", "b", "d", "n", "s", "x"].map((name) => [name, { [NICK]: name.toUpperCase() }])),
} as const;

/** The custom fields and other tags of the app that has {@link liveProfiles}. */
export const liveTags = { customFields: ["Team", "Desk"], extraTags: { Tag_Profile_IM_New: "uint64" } } as const;

const steady = buildResource(STEADY, { nick: "Declared", level: 3, selfSignature: inClear(secrets.steady) });

const config = {
	"tim:callsPerSecond": "50",
	"tim:secretKey": inClear(secrets.key),
	"bots:userSig": inClear(secrets.userSig),
};

/** The text of a stack export that contains only the resource of {@link STEADY}. */
export const steadyState = JSON.stringify(buildStateExport([steady], config));

const maskedConfig = { "tim:callsPerSecond": "50", "tim:secretKey": "[secret]", "bots:userSig": "[secret]" };

const validAccounts = fc.constantFrom("alice", "bob", "desk 1", "missing", "@RBT#faq");
const accounts = fc.oneof({ arbitrary: validAccounts, weight: 9 }, hostileText);
const nicks = fc.oneof({ arbitrary: fc.constantFrom("Alice", "Support", ""), weight: 3 }, hostileText);
const orSecret = (value: fc.Arbitrary<unknown>) =>
	fc.oneof({ arbitrary: value, weight: 8 }, value.map(inClear), fc.constant(encrypted()));
const optional = { requiredKeys: [], noNullPrototype: true } satisfies fc.RecordConstraints;

const attributes = fc.record<Readonly<Record<string, unknown>>>(
	{
		nick: orSecret(nicks),
		level: orSecret(fc.nat({ max: 9 })),
		gender: fc.constantFrom(...Object.values(Gender)),
		allowType: fc.constantFrom(...Object.values(AllowType)),
		adminForbidType: fc.constantFrom(...Object.values(AdminForbidType)),
		custom: orSecret(fc.record({ Team: orSecret(nicks), Desk: nicks }, optional)),
		tags: orSecret(fc.constantFrom({ Tag_Profile_IM_New: { uint64: "9223372036854775808" } }, {})),
		adopted: fc.constant(inClear({ [NICK]: secrets.value })),
		onDelete: fc.constantFrom("keep", "reset", "restore"),
		__unmanaged: fc.constantFrom(["nick"], ["custom.Team"], ["*"]),
	},
	optional,
);

/** Properties of a resource in a state, apart from its inputs and outputs. Most resources have none of these. */
const resourceChanges = fc.oneof(
	{ arbitrary: fc.constant({}), weight: 9 },
	fc.constantFrom<Partial<PulumiResource>>(
		...[{ external: true }, { delete: true }, { pendingReplacement: true }, { initErrors: ["nick: refused"] }],
		...[{ initErrors: null }, { outputs: undefined }, { id: "" }, { provider: "" }],
	),
);

/** Generates resources. The explicit provider sends its calls to `endpoint`. */
function resources(endpoint: string): fc.Arbitrary<readonly PulumiResource[]> {
	const urn = "urn:pulumi:dev::bots::pulumi:providers:pulumi-nodejs::other";
	const settings = {
		"tim:explicit": true,
		"tim:sdkAppId": APP,
		"tim:endpoint": endpoint,
		"tim:identifier": "administrator",
		"tim:secretKeyEnv": KEY_VARIABLE,
	};
	const provider = { urn, id: "0002", type: "pulumi:providers:pulumi-nodejs", inputs: settings, outputs: settings };
	const stack = { urn: "urn:pulumi:dev::bots::pulumi:pulumi:Stack::bots-dev", type: "pulumi:pulumi:Stack" };
	const profile = fc
		.tuple(accounts, attributes, resourceChanges)
		.map(([account, values, changes]) => buildResource(account, values, changes));
	const set = fc
		.tuple(fc.dictionary(accounts, attributes, { maxKeys: 2, noNullPrototype: true }), resourceChanges)
		.map(([profiles, changes]) => ({ ...buildSetResource(profiles), ...changes }));
	const account = accounts.map((name) => ({
		...buildResource(name),
		urn: urnOf(name).replace("Profile", name.startsWith("@RBT#") ? "Robot" : "Account"),
		type: `pulumi-nodejs:dynamic/tim:${name.startsWith("@RBT#") ? "Robot" : "Account"}`,
	}));
	const explicit = buildResource("alice", { nick: "Alice" }, { urn: urnOf("other"), provider: `${urn}::0002` });
	return fc
		.tuple(
			fc.uniqueArray(profile, { maxLength: 2, selector: ({ urn }) => urn }),
			fc.array(set, { maxLength: 1 }),
			fc.option(account),
			fc.nat({ max: 5 }),
		)
		.map(([profiles, sets, other, choice]) => [
			...(choice === 0 ? [provider, explicit] : [stack]),
			...profiles,
			...sets,
			...(other === null ? [] : [other]),
		]);
}

const indent = fc.constantFrom(undefined, 4, "\t");

function printJson(space: string | number | undefined): Draft["print"] {
	return (document) => JSON.stringify(document, undefined, space) ?? "";
}

/** Generates stack exports, as `pulumi stack export` writes them. */
export function states(endpoint: string): fc.Arbitrary<Draft> {
	const version = fc.constantFrom(3, 3, 4);
	const operation = fc.constantFrom("creating", "updating", "deleting", "reading");
	const metadata = {
		manifest: { time: "2026-03-01T10:00:00Z", magic: "0".repeat(64), version: "v3.259.0" },
		secrets_providers: { type: "passphrase", state: { salt: "v1:o5taT8x9p/E=:v1:oI8KpL7F1" } },
	};
	const generated = fc
		.tuple(resources(endpoint), version, fc.option(operation, { freq: 4 }), indent)
		.map(([parts, number, pending, space]) => ({
			parts,
			print: printJson(space),
			assemble: (changed: readonly unknown[]) => ({
				version: number,
				deployment: {
					...metadata,
					resources: [...buildStateExport([steady], config).deployment.resources, ...changed],
					...(pending && { pending_operations: parts.slice(-1).map((resource) => ({ resource, type: pending })) }),
				},
			}),
		}));
	const recorded = fc.tuple(fc.constantFrom("export.json", "export-show-secrets.json"), indent).map(([name, space]) => {
		const { deployment } = readRecording(name) as { readonly deployment: { readonly resources: readonly unknown[] } };
		const assemble = (changed: readonly unknown[]) => ({
			version: 3,
			deployment: {
				...deployment,
				resources: [...buildStateExport([steady], config).deployment.resources, ...changed],
			},
		});
		return { parts: deployment.resources.filter(hasTrustedProvider), print: printJson(space), assemble };
	});
	return fc.oneof({ arbitrary: generated, weight: 5 }, recorded);
}

/** Generates the output of `pulumi preview --json --show-sames`. */
export function previews(endpoint: string): fc.Arbitrary<Draft> {
	const diagnostics = fc.constantFrom(
		undefined,
		[],
		[{ urn: urnOf("alice"), message: "alice: nick has drifted\n", severity: "info" }],
		[{ prefix: "warning: ", message: "\u001b[33mwarning\u001b[0m", severity: "warning" }],
	);
	const operations = fc.array(fc.constantFrom(...Object.keys(stepsByOperation)), { minLength: 8, maxLength: 8 });
	const generated = fc
		.tuple(resources(endpoint), operations, diagnostics, indent)
		.map(([all, names, messages, space]) => {
			const steps = all.flatMap((resource, index) => {
				const operation = resource.delete === true ? "delete" : (names[index] ?? ""); // a replaced copy is only deleted
				return stepsByOperation[operation]?.(toPreview(resource)) ?? [];
			});
			return { parts: steps, print: printJson(space), assemble: assemblePreview(steps, { diagnostics: messages }) };
		});
	const recorded = fc
		.tuple(fc.constantFrom("preview-show-sames.json", "preview-refresh-show-sames.json"), indent)
		.map(([name, space]) => {
			const { steps, ...rest } = readRecording(name) as { readonly steps: readonly Step[] };
			const trusted = steps.filter(hasTrustedProvider);
			return { parts: trusted, print: printJson(space), assemble: assemblePreview(trusted, rest) };
		});
	return fc.oneof({ arbitrary: generated, weight: 5 }, recorded);
}

interface Step {
	readonly op: string;
	readonly urn: string;
	readonly oldState?: unknown;
	readonly newState?: unknown;
	readonly detailedDiff?: unknown;
}

/** Returns the steps of each operation for a resource. */
const stepsByOperation: Readonly<Record<string, (resource: PulumiResource) => readonly Step[]>> = {
	same: (before) => [toStep("same", before, before)],
	update: (before) => [toStep("update", before, withNick(before), { nick: { kind: "update", inputDiff: false } })],
	create: ({ external: _, ...after }) => [toStep("create", undefined, after)], // an external resource is only read
	delete: (before) => [toStep("delete", before, undefined)],
	read: (before) => [toStep("read", before, before)],
	refresh: (before) => [toStep("refresh", before, before), toStep("update", withNick(before), before)],
	replace: (before) => [
		toStep("create-replacement", before, withNick(before)),
		toStep("replace", before, withNick(before), { account: { kind: "update-replace", inputDiff: false } }),
		toStep("delete-replaced", before, undefined),
	],
};

const countedOperations = ["create", "delete", "replace", "update"];

function toStep(op: string, before?: PulumiResource, after?: PulumiResource, detailedDiff: unknown = null): Step {
	const { id: _, outputs: __, ...newState } = after ?? {};
	const urn = before?.urn ?? after?.urn ?? "";
	return { op, urn, ...(before && { oldState: before }), ...(after && { newState }), detailedDiff };
}

function withNick(resource: PulumiResource): PulumiResource {
	const inputs = isPlainObject(resource.inputs) ? resource.inputs : {};
	return { ...resource, inputs: { ...inputs, nick: "Renamed in the program" } };
}

/** Returns a resource as a preview contains it: every secret is masked. */
function toPreview(resource: PulumiResource): PulumiResource {
	const [mark = ""] = Object.keys(encrypted());
	const mask = (_key: string, value: unknown) => (isPlainObject(value) && mark in value ? "[secret]" : value);
	return JSON.parse(JSON.stringify(resource, mask)) as PulumiResource;
}

function assemblePreview(steps: readonly Step[], rest: object): Draft["assemble"] {
	const kept = toStep("same", toPreview(steady), toPreview(steady));
	const same = steps.filter(({ op }) => op === "same").length + 1;
	const count = (changed: readonly unknown[], name: string) =>
		changed.filter((step) => isPlainObject(step) && step.op === name).length;
	return (changed) => {
		const counts = countedOperations.map((name) => [name, count(changed, name)] as const);
		const changeSummary = { ...Object.fromEntries(counts), same };
		return { config: maskedConfig, ...rest, steps: [kept, ...changed], changeSummary };
	};
}

function readRecording(name: string): unknown {
	return JSON.parse(readFileSync(join(__dirname, "../contract/engine", name), "utf8"));
}

/** Whether a recorded resource or step does not refer to the explicit provider, whose endpoint cannot be reached. */
function hasTrustedProvider(recorded: unknown): boolean {
	return !JSON.stringify(recorded).includes("pulumi-nodejs::second");
}

const times = fc.constantFrom("2026-03-01T10:00:00.000Z", "2026-01-31T23:59:59Z", "2025-12-24");

/** Generates history files of `drift`. */
export const histories: fc.Arbitrary<Draft> = fc
	.tuple(
		fc.array(
			fc.record(
				{
					urn: fc.constantFrom(urnOf("alice"), urnOf("gone"), urnOf("set", "ProfileSet")),
					account: accounts,
					path: fc.constantFrom("nick", "custom.Team"),
					kind: fc.constantFrom("live-moved", "account-gone", "not-compared"),
					live: fc.constantFrom("0123456789abcdef", secrets.value),
					ignored: fc.boolean(),
					first: times,
					last: times,
					times: fc.integer({ min: 1, max: 99 }),
				},
				{ requiredKeys: ["urn", "kind", "first", "last", "times"], noNullPrototype: true },
			),
			{ minLength: 1, maxLength: 4 },
		),
		fc.option(fc.boolean()),
		indent,
	)
	.map(([parts, unsent, space]) => ({
		parts,
		print: printJson(space),
		assemble: (changed) => ({ version: 1, entries: [seenBefore, ...changed], ...(unsent !== null && { unsent }) }),
	}));

const seenBefore = {
	urn: urnOf(STEADY),
	account: STEADY,
	path: "nick",
	kind: "live-moved",
	first: "2026-02-03T04:05:06.000Z",
	last: "2026-02-04T04:05:06.000Z",
	times: 2,
};

/** Generates ignore files of `drift`: YAML, or JSON with comments. */
export function ignoreFiles(format: "json" | "yaml"): fc.Arbitrary<Draft> {
	const rule = fc.record(
		{
			account: fc.oneof(validAccounts, fc.constantFrom("*", "a*", "[!b-z]*", "\\*", "?*".repeat(20))),
			tag: fc.constantFrom("nick", "custom.*", NICK, "level", "**"),
			live: fc.constantFrom<unknown>(null, 3, secrets.value),
			reason: fc.oneof(fc.constantFrom("known", `says ${secrets.value}`), hostileText.filter(Boolean)),
			until: fc.constantFrom("2999-12-31", "2020-01-31"),
		},
		{ requiredKeys: ["account", "reason", "until"], noNullPrototype: true },
	);
	const layout = fc.constantFrom<Draft["print"]>(
		...(format === "json"
			? [printJson(undefined), printJson("\t"), (document: unknown) => `// rules\n${printJson(2)(document)}\n/* end */`]
			: [printYaml, (document: unknown) => `# rules\n---\n${printYaml(document)}`, printJson(2)]),
	);
	return fc.tuple(fc.array(rule, { minLength: 1, maxLength: 4 }), layout).map(([parts, print]) => ({
		parts,
		print,
		assemble: (changed) => ({ rules: [keptRule, ...changed] }),
	}));
}

/** The reason of the rule that hides the drifted nick of {@link STEADY}. */
export const KEPT_REASON = "changed on purpose";

const keptRule = { account: STEADY, tag: "nick", reason: KEPT_REASON, until: "2999-12-31" };

function printYaml(document: unknown): string {
	return document === undefined ? "" : stringify(document, { aliasDuplicateObjects: false });
}

/** The operator of the last change of the nick of {@link STEADY}. */
export const LAST_OPERATOR = "mallory";

/** Generates events files, as `watch` writes them. */
export const eventFiles: fc.Arbitrary<Draft> = fc
	.array(
		fc
			.tuple(accounts, hostileText, times, fc.constantFrom([NICK], [NICK, LEVEL], []), fc.boolean())
			.map(([account, operator, time, tags, ours]) => createEvent({ account, operator, time, tags, ours })),
		{ minLength: 1, maxLength: 5 },
	)
	.map((parts) => ({
		parts,
		print: (document) =>
			Array.isArray(document) ? Array.from(document, (line) => `${JSON.stringify(line)}\n`).join("") : "",
		assemble: (changed) => [
			...changed,
			createEvent({ account: STEADY, operator: LAST_OPERATOR, time: "2999-01-01T00:00:00.000Z" }),
		],
	}));

/** Generates lists of accounts for `adopt`, as consoles, spreadsheets and databases write them. */
export const lists: fc.Arbitrary<Draft> = fc
	.record({
		names: fc.uniqueArray(fc.constantFrom(...Object.keys(liveProfiles)), { minLength: 1, maxLength: 6 }),
		header: fc.constantFrom("account", "UserID", "user_id", "User Id", "用户ID", "Identifier", "Username", "用户名"),
		before: fc.array(fc.constantFrom("Nickname", "Status", "昵称"), { maxLength: 2 }),
		hasNote: fc.boolean(),
		delimiter: fc.constantFrom(",", ";", "\t"),
		lineEnd: fc.constantFrom("\n", "\r\n"),
		quote: fc.constantFrom('"', ""),
		start: fc.constantFrom("", "", "sep"),
	})
	.map(({ names, header, before, hasNote, delimiter, lineEnd, quote, start }) => ({
		parts: names.map((name) => [...before.map(() => "x"), name, ...(hasNote ? ["a note"] : [])]),
		assemble: (rows) => [[...before, header, ...(hasNote ? ["Note"] : [])], ...rows],
		print: (document) => {
			const rows = Array.isArray(document) ? document : [document];
			const lines = Array.from(rows, (row) => printRow(row, delimiter, quote)); // a mutation can add any property
			return [...(start === "" ? [] : [`sep=${delimiter}`]), ...lines, ""].join(lineEnd);
		},
	}));

function printRow(row: unknown, delimiter: string, quote: string): string {
	return (Array.isArray(row) ? Array.from<unknown>(row) : [row])
		.map((cell) => (typeof cell === "string" ? cell : (JSON.stringify(cell) ?? "")))
		.map((cell) => quote + cell.replaceAll(quote || "\0", quote + quote) + quote)
		.join(delimiter);
}

/** Generates seeds of the emulator. */
export const seeds: fc.Arbitrary<Draft> = fc
	.record({
		accounts: fc.dictionary(validAccounts, fc.constantFrom<object>({ [NICK]: secrets.value }, { [LEVEL]: 3 }, {}), {
			maxKeys: 3,
			noNullPrototype: true,
		}),
		admins: fc.constantFrom([], ["root"], ["root", "administrator"]),
		online: fc.constantFrom({}, { alice: { Web: "Online", iPhone: "PushOnline" } }),
		quirks: fc.constantFrom({}, { order: "shuffled", deletion: "allowed" }),
		faults: fc.constantFrom<readonly object[]>(
			[],
			[{ effect: { do: "lose" } }],
			[{ when: { command: ["portrait_get"], nth: 2 }, times: 1, effect: { do: "answer", code: 60008 } }],
			[{ when: { probability: 0.5 }, effect: { do: "delay", ms: 5 } }],
		),
		space: indent,
	})
	.map(({ space, ...seed }) => ({
		parts: Object.entries({ ...seed, ...liveTags }).map(([key, value]) => ({ [key]: value })),
		assemble: (changed) => Object.fromEntries(changed.filter(isPlainObject).flatMap((part) => Object.entries(part))),
		print: printJson(space),
	}));

/** Generates the content of a key file. */
export const keyFiles: fc.Arbitrary<Draft> = fc.constantFrom("", "\n", "\r\n", "\n\n").map((end) => ({
	parts: [secrets.key],
	assemble: ([key]) => key,
	print: (key) => (typeof key === "string" ? key : (JSON.stringify(key) ?? "")) + end,
}));
