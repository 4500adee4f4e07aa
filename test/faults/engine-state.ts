import assert from "node:assert/strict";
import type { Emulator } from "@/emulator";
import { storedTags } from "@/test/support/profile-stack";
import type { StateResource } from "@/test/support/stack";
import type { EngineCell } from "./engine-cells";
import { VALUE_CANARY } from "./profile-operations";

/** What is live of a profile that is as a version declares it. */
export function declaredValues(version: number) {
	return { Nick: `${VALUE_CANARY} ${version}`, Level: version, Custom_Team: `team${version}` };
}

/** A cell after an `up` under faults. */
export interface CellAfterUp {
	readonly cell: EngineCell;
	readonly emulator: Emulator;
	readonly resources: readonly StateResource[];
	/** The version that the `up` was to bring; the first one is a creation. */
	readonly version: number;
}

/** Asserts that the state of a profile is what the emulator holds, or as it was. */
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
	assert.ok(outputs?.__provider, `${cell.account}: a later refresh needs the text`);
}

/** Asserts that an account which was to be made is there, or that its state is as it was. */
export function assertCreated(after: CellAfterUp): void {
	const isDone = after.cell.result === "done";
	assertAccount(after, { isThere: isDone, isInState: isDone || after.version > 1 });
}

/** Asserts that an account which the second version no longer has is gone, or that its state is as it was. */
export function assertDeleted(after: CellAfterUp): void {
	const isLeft = after.cell.result === "failed" || after.version === 1;
	assertAccount(after, { isThere: isLeft, isInState: isLeft });
}

function assertAccount(
	after: CellAfterUp,
	{ isThere, isInState }: { readonly isThere: boolean; readonly isInState: boolean },
): void {
	const { account } = after.cell;
	assert.equal(after.emulator.profile(account) !== undefined, isThere, account);
	assert.equal(findOutputs(after)?.account, isInState ? account : undefined, account);
}

function findOutputs({ cell, resources }: CellAfterUp) {
	return resources.find(({ urn }) => urn.endsWith(`::${cell.account}`))?.outputs;
}
