import assert from "node:assert/strict";
import vm from "node:vm";
import * as enums from "@/provider/model/fields";

/** A resource that a program made. */
export interface CreatedResource {
	readonly type: string;
	readonly name: string;
	readonly args: Readonly<Record<string, unknown>>;
	readonly options?: unknown;
}

const importLine = 'import * as tim from "pulumi-tim";';

/** Runs a program against a stand-in of the package, and gives what it made. Without its import it is JavaScript. */
export function evaluateProgram(program: string): readonly CreatedResource[] {
	assert.ok(program.includes(importLine));
	const made: CreatedResource[] = [];
	const kinds = ["Profile", "ProfileSet", "Account", "Robot"].map((type) => [type, kindOf(type, made)] as const);
	const run = vm.runInThisContext(`((tim) => {${program.replace(importLine, "")}\n})`);
	run({ ...enums, ...Object.fromEntries(kinds) });
	return made;
}

/** A resource whose outputs are its arguments. */
function kindOf(type: string, made: CreatedResource[]) {
	return function (this: object, name: string, args: Readonly<Record<string, unknown>>, options?: unknown) {
		made.push({ type, name, args, ...(options !== undefined && { options }) });
		Object.assign(this, args);
	};
}
