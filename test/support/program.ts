import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkout } from "./engine";

/** Contents of files, by path relative to a folder. */
export type Files = Readonly<Record<string, string>>;

/** Writes files below a folder, and creates missing folders. */
export function writeFiles(folder: string, files: Files): void {
	for (const [path, text] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	}
}

/**
 * Links the packages that a program needs into `node_modules`: the SDK, and as `pulumi-tim` the folder `provider`, by
 * default this checkout.
 */
export function linkPackages(folder: string, provider: string = checkout): void {
	const modules = join(folder, "node_modules");
	mkdirSync(modules, { recursive: true });
	symlinkSync(provider, join(modules, "pulumi-tim"), "dir");
	for (const name of ["@pulumi", "@types", "csv-parse", "typescript", "tsx"]) {
		symlinkSync(join(checkout, "node_modules", name), join(modules, name), "dir");
	}
}

/**
 * Copies a program of the checkout, such as `examples/bots`, and the tsconfig.json of the checkout, to a new folder.
 */
export function copyProgram(folder: string, program: string): string {
	const target = join(folder, program);
	cpSync(join(checkout, program), target, { recursive: true, filter: (path) => !path.endsWith("node_modules") });
	cpSync(join(checkout, "tsconfig.json"), join(folder, "tsconfig.json"));
	return target;
}

/**
 * Returns the files of a program. Adds a package.json, Pulumi.yaml and tsconfig.json with default contents if they are
 * missing.
 */
export function defaultFiles(files: Files, options: Readonly<Record<string, unknown>>): Files {
	const typescript = Object.keys(files).some((path) => path.endsWith(".ts"));
	const project = { name: "tim-test", runtime: { name: "nodejs", options: { typescript } }, options };
	const tsconfig = {
		compilerOptions: {
			target: "es2022",
			module: "node16",
			moduleResolution: "node16",
			strict: true,
			skipLibCheck: true,
			types: ["node"],
		},
	};
	return {
		"package.json": JSON.stringify({ name: "tim-test", private: true, main: typescript ? "index.ts" : "index.js" }),
		"Pulumi.yaml": JSON.stringify(project),
		...(typescript ? { "tsconfig.json": JSON.stringify(tsconfig) } : {}),
		...files,
	};
}

/** Asserts that a folder contains a Pulumi program. @throws Error if the folder contains no Pulumi.yaml */
export function assertProgram(folder: string): void {
	if (!existsSync(join(folder, "Pulumi.yaml"))) throw new Error(`${folder} contains no Pulumi.yaml`);
}
