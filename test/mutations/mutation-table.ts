/** A mutation: a function to replace with a wrong implementation, and the tests that must then fail. */
export interface Mutation {
	/** The wrong behaviour, in a form that continues the title "fails when …". */
	readonly name: string;
	readonly file: string;
	/** The name of the function to replace. `outer.inner` is a function inside another function. */
	readonly function: string;
	/**
	 * The source of a function that gets the original function and returns its replacement. The source is evaluated in
	 * the scope of `file`.
	 */
	readonly replacement: string;
	/** The mocha arguments: the test files to run, relative to the root of the checkout, and options. */
	readonly tests: readonly string[];
}

/** The test file of the fault matrices. */
export const matrixFile = "test/faults/lifecycle.test.ts";

/**
 * The mocha arguments for some rows of the fault matrices. These rows must pass in a copy of the checkout without a
 * mutation. The suite `faults` runs all rows.
 */
export const matrixSample: readonly string[] = [matrixFile, "--grep", "stores|recognizes"];

const lifecycle = ["test/integration/lifecycle.test.ts"];
const diffTable = ["test/integration/diff-table.test.ts"];
const ownershipTransfer = ["test/integration/ownership-transfer.test.ts"];
const sets = ["test/unit/provider/lifecycle/profile-set.test.ts"];
const profileMatrix = matrixOf("Profile");

/** Returns the mocha arguments for the fault matrix of one kind of resource. Mocha stops at the first failed row. */
function matrixOf(resource: string): readonly string[] {
	return [matrixFile, "--bail", `--grep=the fault matrix of ${resource} `];
}

/** The mutations, one for each rule that the tests must enforce. */
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
		name: "a diff treats a newly declared tag as unchanged",
		file: "provider/model/compare.ts",
		function: "compareTags",
		replacement: "(original) => (...args) => ({ ...original(...args), added: [] })",
		tests: diffTable,
	},
	{
		name: "an error message contains a value",
		file: "provider/model/validation.ts",
		function: "describeError",
		replacement: '(original) => (error) => error.data + " " + original(error)',
		tests: ["test/unit/provider/lifecycle/check.test.ts"],
	},
	{
		name: "a write sends all tags instead of only the tags that differ",
		file: "provider/lifecycle/reconcile.ts",
		function: "plan",
		replacement: `(original) => async (...args) => {
			const result = await original(...args);
			return result.tagsToWrite?.length > 0 ? { ...result, tagsToWrite: result.wanted } : result;
		}`,
		tests: lifecycle,
	},
	{
		name: "any failed read is treated as a missing account",
		file: "provider/lifecycle/live-profiles.ts",
		function: "readTags",
		replacement: "(original) => (...args) => original(...args).catch(() => undefined)",
		tests: ["test/unit/provider/lifecycle/live-profiles.test.ts"],
	},
	{
		name: "allowType has a zero value",
		file: "provider/model/compare.ts",
		function: "canonicalText",
		replacement: `(original) => (tag, type, value) =>
			original(tag, type, value) || (type === "enum" ? "AllowType_Type_DenyAny" : "")`,
		tests: diffTable,
	},
	{
		name: "only the first tag of a rejected call is written in a separate call",
		file: "provider/lifecycle/reconcile.ts",
		function: "writeSingly",
		replacement: "(original) => (writes, account, tags) => original(writes, account, tags.slice(0, 1))",
		tests: profileMatrix,
	},
	{
		name: "an update writes properties in ignoreChanges",
		file: "provider/model/managed-profiles.ts",
		function: "managedTags",
		replacement: "(original) => (profile) => original(profile)",
		tests: diffTable,
	},
	{
		name: "a deletion resets tags that another resource claims",
		file: "provider/lifecycle/release.ts",
		function: "planRelease",
		replacement: "(original) => (_context, ...args) => original({ claims: { isClaimed: () => false } }, ...args)",
		tests: ownershipTransfer,
	},
	{
		name: "a resource does not wait until the previous owner has released an account",
		file: "provider/lifecycle/operation.ts",
		function: "createPendingReleases",
		replacement: "(original) => () => ({ ...original(), wait: async () => {} })",
		tests: ownershipTransfer,
	},
	{
		name: "the state omits a tag whose release failed",
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
		name: "an error message has two lines",
		file: "provider/errors/im-error.ts",
		function: "describeCall",
		replacement: '(original) => (...args) => original(...args) + "\\n"',
		tests: profileMatrix,
	},
	{
		name: "an error contains the failed request and its UserSig",
		file: "provider/client/http.ts",
		function: "toImError",
		replacement:
			"(original) => (call, error, ...args) => Object.assign(original(call, error, ...args), { cause: error })",
		tests: profileMatrix,
	},
	{
		name: "a request that was sent is also sent to the backup host",
		file: "provider/client/unreachable-host.ts",
		function: "isConnectFailure",
		replacement: "() => () => true",
		tests: ["test/unit/provider/client/http.test.ts"],
	},
	{
		name: "a call is retried without a limit",
		file: "provider/client/pipeline/retry.ts",
		function: "withRetries",
		replacement: `(original) => (context, ...args) =>
			original({ ...context, policy: { ...context.policy, maxRetries: 50 } }, ...args)`,
		tests: profileMatrix,
	},
	{
		name: "an event is acknowledged before it is written to disk",
		file: "cli/watch/event-file.ts",
		function: "createEventFile",
		replacement: `(original) => (path, descriptor, fileSystem) =>
			original(path, descriptor, { ...fileSystem, sync: async () => {} })`,
		tests: ["test/unit/cli/watch/event-log.test.ts"],
	},
	{
		name: "a webhook call with an invalid signature is accepted",
		file: "cli/watch/webhook.ts",
		function: "rejectionReason",
		replacement: `(original) => (...args) => {
			const reason = original(...args);
			return reason === "bad signature" ? undefined : reason;
		}`,
		tests: ["test/unit/cli/watch/webhook.test.ts"],
	},
	{
		name: "a recorded event contains values",
		file: "cli/watch/webhook.ts",
		function: "parseWebhook",
		replacement: `(original) => (query, body, context) => {
			const message = original(query, body, context);
			return message.kind === "event" ? { ...message, event: { ...message.event, body } } : message;
		}`,
		tests: ["test/unit/cli/watch/webhook.test.ts"],
	},
	{
		name: "doctor reports a secret key",
		file: "cli/doctor/credential-checks.ts",
		function: "checkKey",
		replacement: `(original) => async (context) => {
			const findings = await original(context);
			return findings.map((finding) => ({ ...finding, words: JSON.stringify(context.settings) }));
		}`,
		tests: ["test/unit/cli/doctor/credential-checks.test.ts"],
	},
	{
		name: "a list without a known header is read from its first column",
		file: "cli/adopt/accounts.ts",
		function: "findColumn",
		replacement: `(original) => (...args) => {
			try {
				return original(...args);
			} catch {
				return { index: 0, hasHeader: false };
			}
		}`,
		tests: ["test/unit/cli/adopt/accounts.test.ts"],
	},
	{
		name: "bytes in an unknown encoding are read as text",
		file: "provider/util/text-encoding.ts",
		function: "decodeText",
		replacement: "() => decodeLossy",
		tests: ["test/unit/cli/files.test.ts"],
	},
	{
		name: "a secret in the defaults of a set becomes plain text",
		file: "provider/resources/inputs.ts",
		function: "whenKnown",
		replacement: `(original) => (input, then) =>
			pulumi.Output.isInstance(input) ? pulumi.unsecret(input).apply(then) : original(input, then)`,
		tests: ["test/unit/provider/model/defaults.test.ts"],
	},
	{
		name: "a set writes all accounts instead of only the accounts that differ",
		file: "provider/lifecycle/reconcile.ts",
		function: "write",
		replacement: `(original) => (service, plan, signal) =>
			original(service, plan.tagsToWrite.length > 0 ? plan : { ...plan, tagsToWrite: plan.wanted }, signal)`,
		tests: sets,
	},
	{
		name: "a failed account stops the work on the other accounts of a set",
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
		name: "the number of failure reasons of a set is not limited",
		file: "provider/lifecycle/handler.ts",
		function: "toReasons",
		replacement: '() => (failures) => failures.map(({ path, error }) => path + ": " + error.message)',
		tests: sets,
	},
	{
		name: "the state of a set loses an account that could not be read",
		file: "provider/lifecycle/profiles.ts",
		function: "toUpdateResult",
		replacement: `(original) => (update, outcome) => {
			const result = original(update, outcome);
			return outcome.kind === "failed" ? { failures: result.failures } : result;
		}`,
		tests: sets,
	},
	{
		name: "the result of an import without a response is not checked",
		file: "provider/lifecycle/directories.ts",
		function: "mayHaveTakenEffect",
		replacement: "() => () => false",
		tests: matrixOf("Account"),
	},
	{
		name: "the cached list of robots is kept after a robot is created",
		file: "provider/lifecycle/directories.ts",
		function: "createRobotDirectory.invalidate",
		replacement: "() => () => {}",
		tests: matrixOf("Robot"),
	},
	{
		name: "a path in a resource option that refers to nothing is accepted",
		file: "provider/model/input-paths.ts",
		function: "hasPath",
		replacement: "() => () => true",
		tests: ["test/unit/provider/resources/option-paths.test.ts"],
	},
	{
		name: "an unknown argument of a provider is accepted",
		file: "provider/resources/provider.ts",
		function: "rejectUnknownArgument",
		replacement: "() => () => {}",
		tests: ["test/unit/provider/resources/resources.test.ts"],
	},
	{
		name: "a diff shows the hidden copy of ignoreChanges",
		file: "provider/dynamic/adapter.ts",
		function: "createOptionChanges",
		replacement: "() => () => ({ record() {}, has: () => false })",
		tests: diffTable,
	},
];
