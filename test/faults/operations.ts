import type { Emulator } from "@/emulator";

/** The position of a call in an operation; `call` is any of them. */
export type FaultPlace = "call" | "read" | "verify" | "write";

/** The columns of a matrix. */
export type OperationName = "create" | "delete" | "diff" | "read" | "refresh" | "up" | "update";

/** An operation of Pulumi on the resources of a matrix. */
export interface Operation<Declared, Driver> {
	readonly name: OperationName;
	/** The declared inputs at its end. */
	readonly declared: Declared;
	/** The number of calls without a fault. */
	readonly calls: number;
	/** The commands of those calls. */
	readonly commands: readonly string[];
	/** The number of the first read that verifies a write. Absent when nothing is verified. */
	readonly firstVerifyRead?: number;
	/** The most concurrent calls of one command. @defaultValue 1 */
	readonly maxConcurrent?: number;
	/** Prepares the state. @defaultValue nothing */
	prepare?(driver: Driver, environment: { readonly emulator: Emulator }): Promise<void>;
	/** Runs the operation. Returns whether the answer or the state is correct. */
	run(driver: Driver, environment: { readonly emulator: Emulator }): Promise<boolean>;
}
