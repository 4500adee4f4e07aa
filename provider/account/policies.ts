import type { AccountOnDelete } from "./types";

/** What may stand in `onDelete` of an account or a robot, and what it means. Schema and README's table are made from it. */
export const accountOnDelete = {
	/** The first applies when it is not given. */
	values: ["retain", "delete"],
	/** What it decides for each of the two, for the documentation. */
	docs: {
		account:
			"Deletion of the resource: the account stays, or is deleted with its profile, relations, groups and conversations, for ever.",
		robot: "The same: the robot stays, or is made invalid; the service keeps its id.",
	},
} as const satisfies {
	readonly values: readonly AccountOnDelete[];
	readonly docs: Readonly<Record<"account" | "robot", string>>;
};
