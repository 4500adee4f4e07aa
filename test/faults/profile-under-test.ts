import assert from "node:assert/strict";
import type { ProfileInputs } from "@/provider/model/types";
import { isPartialFailure } from "@/test/support/hooks";
import { createProfileDriver, type ProfileDriver } from "@/test/support/profile-driver";
import { type ProfileKind, profileKind } from "@/test/support/profile-kinds";
import { ACCOUNT, isApplied, isStateCorrect, operations } from "./profile-operations";
import { MAX_VERIFY_READS, profileRows, TAG_COUNT } from "./profile-rows";
import type { FailedOperation, ResourceUnderTest } from "./resource-under-test";

/** Returns the definition of the fault matrix of a profile. `kind` is the kind of resource that manages the profile. */
export function createProfileUnderTest(kind: ProfileKind): ResourceUnderTest<ProfileInputs, ProfileDriver> {
	return {
		name: kind.name,
		accounts: [ACCOUNT],
		emulatorOptions: { accounts: { [ACCOUNT]: {} }, customFields: ["Team"] },
		commands: { read: ["portrait_get"], write: ["portrait_set"] },
		rows: profileRows,
		operations: operations.filter(({ name }) => name !== "read" || kind === profileKind), // a set has no get
		extraCalls: TAG_COUNT + MAX_VERIFY_READS,
		createDriver: (emulator, options) => createProfileDriver(emulator, { ...options, kind }),
		isApplied,
		isStateCorrect,
		assertStateAfterFailure,
	};
}

function assertStateAfterFailure(
	profile: ProfileDriver,
	{ emulator, errors, old, isStateReliable }: FailedOperation,
): void {
	if (!errors.some(isPartialFailure)) {
		const isRefreshed = profile.outputs === undefined || isStateCorrect(profile, emulator) || !isStateReliable;
		assert.ok(profile.outputs === old || isRefreshed, "the failure is not partial, but the state changed");
		return;
	}
	if (isStateReliable)
		assert.ok(isStateCorrect(profile, emulator), "the state of the partial failure differs from the emulator");
}
