import assert from "node:assert/strict";
import { isPartialFailure } from "../../provider/lifecycle/partial-failure";
import type { ProfileInputs } from "../../provider/profile/types";
import { type Kind, profileKind } from "../support/kinds";
import { type OneProfile, oneProfile } from "../support/one-profile";
import { ACCOUNT, holds, isTrue, operations } from "./profile-operations";
import { LOOKS, profileRows, TAGS } from "./profile-rows";
import type { Failed, Subject } from "./subject";

/** A profile, managed by a kind of resource. */
export function profileSubject(kind: Kind): Subject<ProfileInputs, OneProfile> {
	return {
		name: kind.name,
		accounts: [ACCOUNT],
		world: { accounts: { [ACCOUNT]: {} }, customFields: ["Team"] },
		commands: { read: ["portrait_get"], write: ["portrait_set"] },
		rows: profileRows,
		operations: operations.filter(({ name }) => name !== "read" || kind === profileKind), // a set has no get
		furtherCalls: TAGS + LOOKS,
		make: (emulator, options) => oneProfile(emulator, { ...options, kind }),
		holds,
		isTrue,
		assertKept,
	};
}

function assertKept(profile: OneProfile, { emulator, errors, old, isStateTrue }: Failed): void {
	if (!errors.some(isPartialFailure)) {
		const isRefreshed = profile.outputs === undefined || isTrue(profile, emulator) || !isStateTrue;
		assert.ok(profile.outputs === old || isRefreshed, "a failure that says nothing of the state changed it");
		return;
	}
	assert.ok(profile.outputs?.__provider, "the properties lack __provider");
	if (isStateTrue) assert.ok(isTrue(profile, emulator), "the state of a partial failure is false");
}
