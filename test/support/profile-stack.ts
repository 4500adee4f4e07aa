import assert from "node:assert/strict";
import type { Emulator } from "@/emulator";
import type { ProfileAttributes, ProfileInputs } from "@/provider/model/types";
import type { CommandResult } from "./command";
import type { Files } from "./program";
import type { Stack } from "./stack";

/**
 * A resource of a test program. Without `kind`, a resource with `profiles` is a `ProfileSet`, and any other is a
 * `Profile`.
 */
export interface DeclaredResource<Args = DeclaredSet | ProfileInputs> {
	readonly kind?: "Account" | "Robot";
	readonly args: Args;
	readonly options?: { readonly ignoreChanges?: readonly string[] };
}

/** The arguments of a `ProfileSet`. */
interface DeclaredSet {
	readonly defaults?: ProfileAttributes;
	readonly profiles: Readonly<Record<string, ProfileAttributes>>;
}

/** The resources of a test program by name. */
export type DeclaredResources<Args = DeclaredSet | ProfileInputs> = Readonly<Record<string, DeclaredResource<Args>>>;

/** Returns the files of a program that declares the resources listed in its file `profiles.json`. */
export function createProfilesProgram(profiles: DeclaredResources): Files {
	return {
		"index.js": `
const tim = require("pulumi-tim");
const profiles = JSON.parse(require("node:fs").readFileSync("profiles.json", "utf8"));
for (const [name, { kind, args, options }] of Object.entries(profiles)) {
	new tim[kind ?? (args.profiles ? "ProfileSet" : "Profile")](name, args, options);
}
`,
		...createProfilesFile(profiles),
	};
}

/** Returns a new `profiles.json` for the program of {@link createProfilesProgram}. */
export function createProfilesFile(profiles: DeclaredResources): Files {
	return { "profiles.json": JSON.stringify(profiles) };
}

/** The changes and the messages of a preview. */
export interface PreviewSummary {
	/** The operation on each resource that changes, by resource name. */
	readonly operations: Readonly<Record<string, string>>;
	/** The names of the changed properties, by resource name. */
	readonly properties: Readonly<Record<string, readonly string[]>>;
	/** The messages that the preview printed, one on each line. */
	readonly lines: string;
}

interface PreviewJson {
	readonly steps?: readonly { readonly op: string; readonly urn: string; readonly detailedDiff?: object | null }[];
	readonly diagnostics?: readonly { readonly message: string }[];
}

/** Operations of the engine that change no resource. */
const unchangedOperations = ["same", "refresh", "read"];

/** Runs `pulumi preview --json`, and asserts that it succeeds. */
export async function summarizePreview(stack: Stack, ...args: readonly string[]): Promise<PreviewSummary> {
	const outcome = await stack.preview("--json", ...args);
	assert.equal(outcome.code, 0, outcome.output);
	const { steps = [], diagnostics = [] } = outcome.json as PreviewJson;
	const profiles = steps.filter(({ urn, op }) => urn.includes("tim:Profile") && !unchangedOperations.includes(op));
	return {
		operations: Object.fromEntries(profiles.map(({ urn, op }) => [resourceName(urn), op])),
		properties: Object.fromEntries(
			profiles.map(({ urn, detailedDiff }) => [resourceName(urn), Object.keys(detailedDiff ?? {})]),
		),
		lines: diagnostics.map(({ message }) => message).join("\n"),
	};
}

/** Asserts the exit code of a command, and returns its output. */
export function assertExitCode(result: CommandResult, code: number): string {
	assert.equal(result.code, code, result.output);
	return result.output;
}

/** Asserts that a preview and a refresh of a stack show no change. */
export async function assertReconciled(stack: Stack): Promise<void> {
	assert.deepEqual((await summarizePreview(stack)).operations, {});
	assertExitCode(await stack.refresh("--preview-only", "--expect-no-changes"), 0);
}

/** Returns the stored values of an account by tag. The names of tags lack their common prefix. */
export function storedTags(emulator: Emulator, account: string): Readonly<Record<string, unknown>> {
	const tags = emulator.profile(account) ?? {};
	return Object.fromEntries(
		Object.entries(tags).map(([tag, value]) => [tag.replace(/^Tag_Profile_(IM_)?/, ""), value]),
	);
}

function resourceName(urn: string): string {
	return urn.split("::").at(-1) ?? urn;
}
