/** A rule broken on purpose: a function with another behaviour, and the tests that must fail for it. */
export interface Mutation {
	/** The broken rule, as the end of "fails when …". */
	readonly name: string;
	readonly file: string;
	/** Name of a function of the file; `outer.inner` for one within another. */
	readonly function: string;
	/** An expression in the scope of the file: a function that gets the original function and returns the one in its place. */
	readonly replacement: string;
	/** Test files to run, from the root of the checkout, and options of mocha. */
	readonly tests: readonly string[];
}

/** The file of the fault matrices. */
export const matrixFile = "test/faults/lifecycle.test.ts";

/** Some rows of the matrices, to see that they pass in a copy. The suite of faults runs all of them. */
export const matrixSample: readonly string[] = [matrixFile, "--grep", "stores|recognizes"];

const lifecycle = ["test/integration/lifecycle.test.ts"];
const diffTable = ["test/integration/diff-table.test.ts"];
const ownershipTransfer = ["test/integration/ownership-transfer.test.ts"];
const sets = ["test/unit/provider/lifecycle/profile-set.test.ts"];
const profileMatrix = matrixOf("Profile");

/** Returns the matrix of one kind of resource; it stops at the first row that fails. */
function matrixOf(resource: string): readonly string[] {
	return [matrixFile, "--bail", `--grep=the fault matrix of ${resource} `];
}

/** The mutations of every rule that must not break unnoticed. */
export const mutations: readonly Mutation[] = [
	{
		name: "a refresh returns tags that the program does not declare",
		file: "provider/lifecycle/profiles.ts",
		function: "refreshProfiles",
		replacement: `(original) => async (...args) => {
			const result = await original(...args);
			const profiles = result.profiles.map((each) => ({ ...each, attributes: { role: 0, ...each.attributes } }));
			return { ...result, profiles };
		}`,
		tests: lifecycle,
	},
	{
		name: "a write is not verified by a read",
		file: "provider/lifecycle/reconcile.ts",
		function: "readOnce",
		replacement: `() => async (_service, written) => {
			const values = Object.fromEntries(written.sent.map(({ tag, value }) => [tag, value]));
			return { written, result: { values, refused: new Map() } };
		}`,
		tests: profileMatrix,
	},
	{
		name: "a tag that is new to the program counts as equal",
		file: "provider/model/compare.ts",
		function: "compareTags",
		replacement: "(original) => (...args) => ({ ...original(...args), added: [] })",
		tests: diffTable,
	},
	{
		name: "a message repeats a value",
		file: "provider/model/validation.ts",
		function: "describeError",
		replacement: '(original) => (error) => error.data + " " + original(error)',
		tests: ["test/unit/provider/lifecycle/check.test.ts"],
	},
	{
		name: "a write sends every tag, not only those that differ",
		file: "provider/lifecycle/reconcile.ts",
		function: "plan",
		replacement: `(original) => async (...args) => {
			const result = await original(...args);
			return result.writes?.length > 0 ? { ...result, writes: result.wanted } : result;
		}`,
		tests: lifecycle,
	},
	{
		name: "a read that fails for any reason counts as a missing account",
		file: "provider/lifecycle/live-profiles.ts",
		function: "readTags",
		replacement: "(original) => (...args) => original(...args).catch(() => undefined)",
		tests: ["test/unit/provider/lifecycle/live-profiles.test.ts"],
	},
	{
		name: "allowType has a zero",
		file: "provider/model/compare.ts",
		function: "canonicalText",
		replacement: `(original) => (tag, type, value) =>
			original(tag, type, value) || (type === "enum" ? "AllowType_Type_DenyAny" : "")`,
		tests: diffTable,
	},
	{
		name: "only the first tag of a rejected call is written by itself",
		file: "provider/lifecycle/reconcile.ts",
		function: "writeSingly",
		replacement: "(original) => (writes, account, tags) => original(writes, account, tags.slice(0, 1))",
		tests: profileMatrix,
	},
	{
		name: "an update writes what ignoreChanges covers",
		file: "provider/model/managed-profiles.ts",
		function: "managedTags",
		replacement: "(original) => (profile) => original(profile)",
		tests: diffTable,
	},
	{
		name: "a deletion resets what another resource claims",
		file: "provider/lifecycle/release.ts",
		function: "planRelease",
		replacement: "(original) => (_context, ...args) => original({ claims: { isClaimed: () => false } }, ...args)",
		tests: ownershipTransfer,
	},
	{
		name: "a resource that takes an account over does not wait for its release",
		file: "provider/lifecycle/operation.ts",
		function: "createPendingReleases",
		replacement: "(original) => () => ({ ...original(), wait: async () => {} })",
		tests: ownershipTransfer,
	},
	{
		name: "a tag that could not be released is forgotten",
		file: "provider/lifecycle/release.ts",
		function: "mergeUnreleased",
		replacement: "() => (profiles) => profiles",
		tests: ["test/integration/policies.test.ts"],
	},
	{
		name: "a profile of another app is changed",
		file: "provider/lifecycle/context.ts",
		function: "assertSameApp",
		replacement: "() => () => {}",
		tests: lifecycle,
	},
	{
		name: "the properties of a partial failure lack __provider",
		file: "provider/dynamic/adapter.ts",
		function: "toDynamicError",
		replacement: "(original) => (error) => original(error, undefined)",
		tests: profileMatrix,
	},
	{
		name: "a message has two lines",
		file: "provider/errors/im-error.ts",
		function: "describeCall",
		replacement: '(original) => (...args) => original(...args) + "\\n"',
		tests: profileMatrix,
	},
	{
		name: "an error keeps the request that failed, and its UserSig with it",
		file: "provider/client/http.ts",
		function: "toImError",
		replacement:
			"(original) => (call, error, ...args) => Object.assign(original(call, error, ...args), { cause: error })",
		tests: profileMatrix,
	},
	{
		name: "a call is retried without a bound",
		file: "provider/client/pipeline/retry.ts",
		function: "withRetries",
		replacement: `(original) => (context, ...args) =>
			original({ ...context, policy: { ...context.policy, maxRetries: 50 } }, ...args)`,
		tests: profileMatrix,
	},
	{
		name: "an event is acknowledged before it is on disk",
		file: "cli/watch/event-file.ts",
		function: "createEventFile",
		replacement: `(original) => (handle, ...args) => {
			const { appendFile, close } = handle;
			const unsynced = { appendFile: appendFile.bind(handle), close: close.bind(handle), sync: async () => {} };
			return original(unsynced, ...args);
		}`,
		tests: ["test/unit/cli/watch/event-log.test.ts"],
	},
	{
		name: "a webhook call is accepted whatever its signature",
		file: "cli/watch/webhook.ts",
		function: "rejectionReason",
		replacement: `(original) => (...args) => {
			const reason = original(...args);
			return reason === "bad signature" ? undefined : reason;
		}`,
		tests: ["test/unit/cli/watch/webhook.test.ts"],
	},
	{
		name: "an event holds values",
		file: "cli/watch/webhook.ts",
		function: "parseWebhook",
		replacement: `(original) => (query, body, context) => {
			const message = original(query, body, context);
			return message.kind === "event" ? { ...message, event: { ...message.event, body } } : message;
		}`,
		tests: ["test/unit/cli/watch/webhook.test.ts"],
	},
	{
		name: "the doctor repeats a key",
		file: "cli/doctor/credential-checks.ts",
		function: "checkKey",
		replacement: `(original) => async (context) => {
			const findings = await original(context);
			return findings.map((finding) => ({ ...finding, words: JSON.stringify(context.settings) }));
		}`,
		tests: ["test/unit/cli/doctor/credential-checks.test.ts"],
	},
	{
		name: "a secret among the defaults of a set is merged in plain text",
		file: "provider/resources/inputs.ts",
		function: "whenKnown",
		replacement: `(original) => (input, then) =>
			pulumi.Output.isInstance(input) ? pulumi.unsecret(input).apply(then) : original(input, then)`,
		tests: ["test/unit/provider/model/defaults.test.ts"],
	},
	{
		name: "a set writes every account, not only those with a difference",
		file: "provider/lifecycle/reconcile.ts",
		function: "write",
		replacement: `(original) => (service, plan) =>
			original(service, plan.writes.length > 0 ? plan : { ...plan, writes: plan.wanted })`,
		tests: sets,
	},
	{
		name: "an account that fails ends the work on the others",
		file: "provider/lifecycle/reconcile.ts",
		function: "plan",
		replacement: `(original) => async (...args) => {
			const result = await original(...args);
			if (result instanceof Error) throw result;
			return result;
		}`,
		tests: sets,
	},
	{
		name: "the reasons of a set have no bound",
		file: "provider/lifecycle/handler.ts",
		function: "toReasons",
		replacement: '() => (failures) => failures.map(({ path, error }) => path + ": " + error.message)',
		tests: sets,
	},
	{
		name: "a set forgets an account that could not be read",
		file: "provider/lifecycle/profiles.ts",
		function: "toUpdateResult",
		replacement: `(original) => (update, outcome) => {
			const result = original(update, outcome);
			return outcome.kind === "failed" ? { failures: result.failures } : result;
		}`,
		tests: sets,
	},
	{
		name: "an import whose answer is lost is not looked for",
		file: "provider/lifecycle/directories.ts",
		function: "mayHaveTakenEffect",
		replacement: "() => () => false",
		tests: matrixOf("Account"),
	},
	{
		name: "the list of robots is kept after a robot was created",
		file: "provider/lifecycle/directories.ts",
		function: "createRobotDirectory.invalidate",
		replacement: "() => () => {}",
		tests: matrixOf("Robot"),
	},
];
