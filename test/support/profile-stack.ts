import assert from "node:assert/strict";
import type { Emulator } from "@/emulator";
import type { ProfileAttributes, ProfileInputs } from "@/provider/model/types";
import type { CommandResult } from "./command";
import type { Files } from "./program";
import type { Stack } from "./stack";

/** One resource of a test program: of the kind that it names, else a `Profile`, or a `ProfileSet` where it has profiles. */
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

/** A program that declares the profiles of the `profiles.json` beside it. */
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

/** Other profiles for a program that is already there. */
export function createProfilesFile(profiles: DeclaredResources): Files {
	return { "profiles.json": JSON.stringify(profiles) };
}

/** What a preview announces. */
export interface PreviewSummary {
	/** Operation by resource name; `same` is left out. */
	readonly operations: Readonly<Record<string, string>>;
	/** Names of the properties that differ, by resource name. */
	readonly properties: Readonly<Record<string, readonly string[]>>;
	/** Everything that was said on the console. */
	readonly lines: string;
}

interface PreviewJson {
	readonly steps?: readonly { readonly op: string; readonly urn: string; readonly detailedDiff?: object | null }[];
	readonly diagnostics?: readonly { readonly message: string }[];
}

/** Operations that change nothing. */
const unchangedOperations = ["same", "refresh", "read"];

/** Runs `pulumi preview --json` and gives what it announces. Errors: when it exits with another code than 0. */
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

/** Asserts that a command ended with a code, and shows its output when it did not. Gives the output. */
export function assertExitCode(result: CommandResult, code: number): string {
	assert.equal(result.code, code, result.output);
	return result.output;
}

/**
 * Asserts that all is as declared: a preview and a refresh that find nothing, and the emulator holding each declared
 * standard field.
 */
export async function assertReconciled(stack: Stack): Promise<void> {
	assert.deepEqual((await summarizePreview(stack)).operations, {});
	assertExitCode(await stack.refresh("--preview-only", "--expect-no-changes"), 0);
}

/** The stored tags of an account under the names they have in the service, without the prefix all of them share. */
export function storedTags(emulator: Emulator, account: string): Readonly<Record<string, unknown>> {
	const tags = emulator.profile(account) ?? {};
	return Object.fromEntries(
		Object.entries(tags).map(([tag, value]) => [tag.replace(/^Tag_Profile_(IM_)?/, ""), value]),
	);
}

function resourceName(urn: string): string {
	return urn.split("::").at(-1) ?? urn;
}
