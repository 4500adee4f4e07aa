import assert from "node:assert/strict";
import vm from "node:vm";
import * as enums from "@/provider/model/fields";

/** A resource that a program created. */
export interface CreatedResource {
	readonly type: string;
	readonly name: string;
	readonly args: Readonly<Record<string, unknown>>;
	readonly options?: unknown;
}

const importLine = 'import * as tim from "pulumi-tim";';

/**
 * Runs a printed program with a fake of the package, and returns the resources that the program created. The program is
 * plain JavaScript after its import line is removed.
 */
export function evaluateProgram(program: string): readonly CreatedResource[] {
	assert.ok(program.includes(importLine));
	const created: CreatedResource[] = [];
	const kinds = ["Profile", "ProfileSet", "Account", "Robot"].map((type) => [type, fakeClass(type, created)] as const);
	const run = vm.runInThisContext(`((tim) => {${program.replace(importLine, "")}\n})`);
	run({ ...enums, ...Object.fromEntries(kinds) });
	return created;
}

/** Returns a fake resource class. Each instance is added to `created`, and has its arguments as outputs. */
function fakeClass(type: string, created: CreatedResource[]) {
	return function (this: object, name: string, args: Readonly<Record<string, unknown>>, options?: unknown) {
		created.push({ type, name, args, ...(options !== undefined && { options }) });
		Object.assign(this, args);
	};
}
