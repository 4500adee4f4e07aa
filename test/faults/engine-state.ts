import assert from "node:assert/strict";
import type { Emulator } from "@/emulator";
import { storedTags } from "@/test/support/profile-stack";
import type { StateResource } from "@/test/support/stack";
import type { EngineCell } from "./engine-cells";
import { VALUE_CANARY } from "./profile-operations";

/** Returns the tags that a profile has on the service after a version of the program was applied. */
export function declaredValues(version: number) {
	return { Nick: `${VALUE_CANARY} ${version}`, Level: version, Custom_Team: `team${version}` };
}

/** A cell, with the emulator and the state as they are after an `up` with faults. */
export interface CellAfterUp {
	readonly cell: EngineCell;
	readonly emulator: Emulator;
	readonly resources: readonly StateResource[];
	/**
	 * The version of the program that the `up` applied. Version 1 creates the resources, and later versions update them.
	 */
	readonly version: number;
}

/** Asserts that the state of a profile equals the values in the emulator. */
export function assertProfile(after: CellAfterUp): void {
	const { cell, emulator, version } = after;
	const outputs = findOutputs(after);
	const live = storedTags(emulator, cell.account);
	if (cell.result === "done") assert.deepEqual(live, declaredValues(version), cell.account);
	if (cell.result === "failed") assert.deepEqual(live, version === 1 ? {} : declaredValues(version - 1), cell.account);
	if (cell.result === "failed" && version === 1) {
		assert.equal(outputs, undefined, cell.account);
		return;
	}
	const { nick, level, custom } = outputs ?? {};
	const { Nick = "", Level = 0, Custom_Team: Team = "" } = live;
	assert.deepEqual({ nick, level, custom }, { nick: Nick, level: Level, custom: { Team } }, cell.account);
	assert.ok(outputs?.__provider, `${cell.account}: the state lacks __provider, which a refresh needs`);
}

/**
 * Asserts that an account exists exactly if its creation succeeded. After an update, also asserts that the state of a
 * failed account is unchanged.
 */
export function assertCreated(after: CellAfterUp): void {
	const isDone = after.cell.result === "done";
	assertAccount(after, { exists: isDone, isInState: isDone || after.version > 1 });
}

/** Asserts that version 2 of the program deleted an account, or that the account and its state are unchanged. */
export function assertDeleted(after: CellAfterUp): void {
	const isLeft = after.cell.result === "failed" || after.version === 1;
	assertAccount(after, { exists: isLeft, isInState: isLeft });
}

function assertAccount(
	after: CellAfterUp,
	{ exists, isInState }: { readonly exists: boolean; readonly isInState: boolean },
): void {
	const { account } = after.cell;
	assert.equal(after.emulator.profile(account) !== undefined, exists, account);
	assert.equal(findOutputs(after)?.account, isInState ? account : undefined, account);
}

function findOutputs({ cell, resources }: CellAfterUp) {
	return resources.find(({ urn }) => urn.endsWith(`::${cell.account}`))?.outputs;
}
