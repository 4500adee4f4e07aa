import type { RecordedEvent } from "@/cli/profile-events";

/** Creates an event of `watch`. By default, the event says that carol changed the nick of alice. */
export function createEvent(changes: Partial<RecordedEvent> = {}): RecordedEvent {
	return {
		version: 1,
		time: "2026-03-01T10:00:00.000Z",
		account: "alice",
		operator: "carol",
		platform: "Web",
		tags: ["Tag_Profile_IM_Nick"],
		ours: false,
		...changes,
	};
}
