/** One rule broken on purpose: an edit of one file, and the tests that must notice. */
export interface Mutant {
	/** The rule, as it is broken. */
	readonly name: string;
	readonly file: string;
	/** Text that stands in the file once. */
	readonly from: string;
	readonly to: string;
	/** Test files to run, from the checkout's root, and options of mocha. */
	readonly tests: readonly string[];
}

const lifecycle = ["test/integration/lifecycle.test.ts"];
/** Where the matrices are. */
export const matrixFile = "test/faults/lifecycle.test.ts";
/** Of one kind of resource, and to the first row that breaks: each mutant is looked for in a matrix of its own. */
const matrixOf = (kind: string): readonly string[] => [matrixFile, "--bail", `--grep=the life of ${kind} `];
const matrix = matrixOf("a Profile");
const diffTable = ["test/integration/diff-table.test.ts"];
const sets = ["test/unit/provider/lifecycle/profile-set.test.ts"];
const defaultsOfSets = ["test/unit/provider/resources/defaults.test.ts"];

/** Some rows of the matrix: enough to see that it passes in a copy. The suite of faults runs them all. */
export const sample: readonly string[] = [matrixFile, "--grep", "stores|would find"];

/** The rules of a managed profile that must not break unseen. */
export const mutants: readonly Mutant[] = [
	{
		name: "read returns tags that the program does not declare",
		file: "provider/lifecycle/read-members.ts",
		from: "attributes: withValues(member.attributes,",
		to: "attributes: withValues({ role: 0, ...member.attributes },",
		tests: lifecycle,
	},
	{
		name: "a write is not read back",
		file: "provider/lifecycle/read-back.ts",
		from: "live: await outcomeOf(observeExisting(observer, written.account, written.tags))",
		to: "live: { values: Object.fromEntries(written.sent.map(({ tag, value }) => [tag, value])), refused: new Map() }",
		tests: matrix,
	},
	{
		name: "a new tag with a value that is live already counts as equal",
		file: "provider/profile/diff.ts",
		from: "!before.has(tag) || !equalValues(",
		to: "before.has(tag) && !equalValues(",
		tests: diffTable,
	},
	{
		name: "a message repeats a value",
		file: "provider/profile/failures.ts",
		from: "return `must be one of",
		to: "return value + ` must be one of",
		tests: ["test/unit/provider/lifecycle/check.test.ts"],
	},
	{
		name: "a write sends every tag, not only those that differ",
		file: "provider/lifecycle/converge.ts",
		from: "const changed = diffLive(target.wanted, before.values).filter(",
		to: "const changed = target.wanted.filter(",
		tests: lifecycle,
	},
	{
		name: "a read that fails for any reason counts as a missing account",
		file: "provider/lifecycle/observe.ts",
		from: "if (isAccountMissing(error)) return undefined;",
		to: "if (error) return undefined;",
		tests: ["test/unit/provider/lifecycle/observe.test.ts"],
	},
	{
		name: "allowType has a zero",
		file: "provider/profile/canonical.ts",
		from: 'return String(fieldOfTag(tag)?.zero ?? "");',
		to: 'return String(fieldOfTag(tag)?.zero ?? "AllowType_Type_DenyAny");',
		tests: diffTable,
	},
	{
		name: "a refused batch is not tried tag by tag",
		file: "provider/lifecycle/write.ts",
		from: "if (!isContent || tags.length === 1)",
		to: "if (isContent || tags.length > 0)",
		tests: matrix,
	},
	{
		name: "an update writes what ignoreChanges leaves to others",
		file: "provider/profile/unmanaged.ts",
		from: 'return owned.filter(({ path }) => !isUnmanaged([...prefix, ...path.split(".")], unmanaged));',
		to: "return owned;",
		tests: diffTable,
	},
	{
		name: "a deletion resets what another resource claims",
		file: "provider/lifecycle/leave.ts",
		from: "const free = all.filter((owned) => !isClaimed(owned));",
		to: "const free = all;",
		tests: ["test/integration/take-over.test.ts"],
	},
	{
		name: "who takes over does not wait for the release",
		file: "provider/lifecycle/releases.ts",
		from: "await Promise.all(accounts.flatMap((account) => [...(pending.get(account) ?? [])]));",
		to: "await Promise.all(accounts.map(() => undefined));",
		tests: ["test/integration/take-over.test.ts"],
	},
	{
		name: "a tag that could not be released is forgotten",
		file: "provider/lifecycle/released.ts",
		from: "if (more === undefined) return member;",
		to: "if (more !== null) return member;",
		tests: ["test/integration/policies.test.ts"],
	},
	{
		name: "a profile of another app is touched",
		file: "provider/lifecycle/context.ts",
		from: "if (stateApp === undefined || current === undefined || stateApp === current) return;",
		to: "if (stateApp !== 0) return;",
		tests: lifecycle,
	},
	{
		name: "the properties of a partial failure lack __provider",
		file: "provider/door.ts",
		from: "Object.assign(error.properties, { __provider })",
		to: "Object.assign(error.properties, {})",
		tests: matrix,
	},
	{
		name: "a message has two lines",
		file: "provider/errors.ts",
		from: "Object.defineProperty(new Error(message),",
		to: 'Object.defineProperty(new Error(message.replace("; ", ";\\n")),',
		tests: matrix,
	},
	{
		name: "an error keeps the request that failed, and its UserSig with it",
		file: "provider/client/http.ts",
		from: "return networkError(call, code);",
		to: "return Object.assign(networkError(call, code), { cause: error });",
		tests: matrix,
	},
	{
		name: "a call is made again without a bound",
		file: "provider/client/retry.ts",
		from: "maxAttempts: context.policy.maxRetries,",
		to: "maxAttempts: 50,",
		tests: matrix,
	},
	{
		name: "an event is acknowledged before it is on disk",
		file: "cli/watch/event-file.ts",
		from: "await handle.appendFile(bytes);\n\t\t\tawait handle.sync();",
		to: "await handle.appendFile(bytes);",
		tests: ["test/unit/cli/watch/journal.test.ts"],
	},
	{
		name: "a webhook call is taken whatever its signature",
		file: "cli/watch/admit.ts",
		from: 'signOf(token, requestTime))) return "bad signature";',
		to: "signOf(token, requestTime))) return undefined;",
		tests: ["test/unit/cli/watch/admit.test.ts"],
	},
	{
		name: "an event holds values",
		file: "cli/watch/callback.ts",
		from: "tags, ours: isOurs }",
		to: "tags, ours: isOurs, items } as never",
		tests: ["test/unit/cli/watch/callback.test.ts"],
	},
	{
		name: "the doctor repeats a key",
		file: "cli/doctor/credentials.ts",
		from: 'failure("it holds blanks or several lines"',
		to: "failure(secret",
		tests: ["test/unit/cli/doctor/credentials.test.ts"],
	},
	{
		name: "a secret among a set's defaults is merged in clear",
		file: "provider/resources/when-known.ts",
		from: "pulumi.output(input).apply(then)",
		to: "pulumi.unsecret(pulumi.output(input)).apply(then)",
		tests: defaultsOfSets,
	},
	{
		name: "a set writes every account, not only those with something that differs",
		file: "provider/lifecycle/converge.ts",
		from: "if (plan.changed.length === 0) return",
		to: "if (plan.changed.length < 0) return",
		tests: sets,
	},
	{
		name: "an account that fails ends the walk of the others",
		file: "provider/lifecycle/converge.ts",
		from: "const before = await outcomeOf(observeExisting(observer, target.account, target.owned.map(tagOf)));",
		to: "const before = await observeExisting(observer, target.account, target.owned.map(tagOf));",
		tests: sets,
	},
	{
		name: "the reasons of a set have no bound",
		file: "provider/lifecycle/partial-failure.ts",
		from: ".slice(0, MOST_IN_WORDS)",
		to: ".slice(0)",
		tests: sets,
	},
	{
		name: "a set forgets an account that could not be read",
		file: "provider/lifecycle/apply-members.ts",
		from: "isAccountMissing(walk) ? { failures } : { member: before, failures }",
		to: "isAccountMissing(walk) ? { failures } : { failures }",
		tests: sets,
	},
	{
		name: "an import whose answer is lost is not looked for",
		file: "provider/lifecycle/account.ts",
		from: "if (!isOpen(error) || (await isThere(roster, account)) !== true) throw error;",
		to: "throw error;",
		tests: matrixOf("an Account"),
	},
	{
		name: "the list of robots is as it was though one has been made",
		file: "provider/lifecycle/robot-roster.ts",
		from: "const forget = () => memory.forget(ALL);",
		to: "const forget = () => {};",
		tests: matrixOf("a Robot"),
	},
];
