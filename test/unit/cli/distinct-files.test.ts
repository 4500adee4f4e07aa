import assert from "node:assert/strict";
import {
	closeSync,
	linkSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	realpathSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assertDistinctFiles, realPath } from "@/cli/distinct-files";

describe("assertDistinctFiles", () => {
	let folder: string;
	const at = (name: string) => join(folder, name);

	before(function () {
		if (process.platform === "win32") this.skip(); // links require a privilege
		folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-tim-distinct-")));
		mkdirSync(at("real"));
		writeFileSync(at("real/a"), "a");
		writeFileSync(at("real/b"), "a");
		symlinkSync(at("real"), at("linked"));
		symlinkSync(at("real/a"), at("symbolic"));
		linkSync(at("real/a"), at("hard"));
		symlinkSync("real/new", at("dangling"));
		symlinkSync(at("dangling"), at("linked/again"));
		symlinkSync("loop", at("loop"));
	});
	after(() => folder && rmSync(folder, { recursive: true }));

	const same: readonly (readonly [string, string, string])[] = [
		["one path", "real/a", "real/a"],
		["a symbolic link", "symbolic", "real/a"],
		["a hard link", "hard", "real/a"],
		["a linked folder", "linked/a", "real/a"],
		["a linked folder without the file", "linked/new", "real/new"],
		["a link to a file that does not exist", "dangling", "real/new"],
		["a link to such a link", "real/again", "linked/new"],
		["a link to itself", "loop", "loop"],
	];
	for (const [name, written, read] of same) {
		it(`rejects ${name}`, () => {
			const [output, input] = [
				{ option: "--output", file: at(written) },
				{ option: "--state", file: at(read) },
			];
			const message = `--output: ${at(written)} is also the file of --state; use different files`;
			assert.throws(() => assertDistinctFiles([output], [input]), { message });
			assert.throws(() => assertDistinctFiles([{ ...input, option: "--state" }, output], []), { message });
		});
	}

	it("compares open files", () => {
		const file = openSync(at("real/a"), "r");
		const input = { option: "--state", file };
		assert.throws(() => assertDistinctFiles([{ option: "--output", file: at("hard") }], [input]));
		assert.doesNotThrow(() => assertDistinctFiles([{ option: "--output", file: at("real/b") }], [input]));
		closeSync(file);
		assert.doesNotThrow(() => assertDistinctFiles([input], [input]));
	});

	it("accepts a device that is used twice, and different files", () => {
		const devices = ["--output", "--history"].map((option) => ({ option, file: "/dev/null" }));
		assert.doesNotThrow(() => assertDistinctFiles(devices, devices));
		assert.doesNotThrow(() =>
			assertDistinctFiles([{ option: "--output", file: at("real/b") }], [{ option: "--state", file: at("real/a") }]),
		);
	});

	it("resolves links of a path, and returns a path without links unchanged", () => {
		const paths: readonly (readonly [string, string])[] = [
			[at("symbolic"), at("real/a")],
			[at("linked/a"), at("real/a")],
			[at("linked/new"), at("real/new")],
			[at("none/new"), at("none/new")],
			["package.json", "package.json"],
			["no-such-file", "no-such-file"],
		];
		assert.deepEqual(
			paths.map(([path]) => realPath(path)),
			paths.map(([, real]) => real),
		);
	});
});
