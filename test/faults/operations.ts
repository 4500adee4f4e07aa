import type { Emulator } from "@/emulator";

/** Where in an operation a call is made; `call` is anywhere. */
export type FaultPlace = "call" | "read" | "verify" | "write";

/** The columns of a matrix. */
export type OperationName = "create" | "delete" | "diff" | "read" | "refresh" | "up" | "update";

/** One thing that Pulumi does with what a matrix is about. */
export interface Operation<Declared, Thing> {
	readonly name: OperationName;
	/** What is declared when it is over. */
	readonly declared: Declared;
	/** The calls that it makes while all is well. */
	readonly calls: number;
	/** The commands of those calls. */
	readonly commands: readonly string[];
	/** Which read of it is the first read-back; none where nothing is read back. */
	readonly firstVerifyRead?: number;
	/** The most of its calls of one command that are under way together. @default 1 */
	readonly maxConcurrent?: number;
	/** What comes before it. @default nothing */
	prepare?(thing: Thing, site: { readonly emulator: Emulator }): Promise<void>;
	/** Does it, and gives whether state or answer is the truth. */
	run(thing: Thing, site: { readonly emulator: Emulator }): Promise<boolean>;
}
