/** What happens to an account or a robot when its resource is deleted: it stays, or it is deleted too. */
export type AccountOnDelete = "delete" | "retain";

/** What a checked `Account` or `Robot` holds: the values that Pulumi keeps as its inputs. */
export interface AccountInputs {
	/** UserID. Limit: 1 to 32 bytes of printable ASCII; of a robot it starts with `@RBT#`, of an account it does not. */
	readonly account: string;
	/** What happens to it when the resource is deleted. @default "retain" */
	readonly onDelete?: AccountOnDelete;
}

/** What Pulumi keeps as the outputs of an `Account` or a `Robot`. */
export interface AccountState extends AccountInputs {
	/** The app (SDKAppID) that it belongs to. Absent in a state that was written by hand. */
	readonly app?: number;
}
