import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** The names of a project file that Pulumi finds, in order of precedence. */
const PROJECT_FILES = ["Pulumi.yaml", "Pulumi.yml"] as const;

/**
 * Returns the location of a program's project file for reports that need a file: its path relative to the repository,
 * as a URI. Like Pulumi, looks for the file in the folder of the program and then in the folders above.
 *
 * The repository is `GITHUB_WORKSPACE` if it contains the file, otherwise the nearest folder above the file that has a
 * `.git`. Without a repository, the location is the name of the file.
 *
 * A state or a preview can be compared without its program. If there is no project file, returns the path that the file
 * would have in the folder, because GitHub rejects results without a file.
 */
export function locateProjectFile(folder: string, env: Readonly<Record<string, string | undefined>>): string {
	const file = findProjectFile(folder) ?? join(toRealPath(folder), PROJECT_FILES[0]);
	const repository = findRepository(file, env.GITHUB_WORKSPACE);
	const location = repository === undefined ? basename(file) : relative(repository, file);
	return location.split(sep).map(encodeURIComponent).join("/");
}

/** Returns the path of the project file that Pulumi uses in a folder, or `undefined` if there is none. */
export function findProjectFile(folder: string): string | undefined {
	const files = withParents(toRealPath(folder)).flatMap((each) => PROJECT_FILES.map((name) => join(each, name)));
	return files.find((file) => existsSync(file));
}

function findRepository(file: string, workspace = ""): string | undefined {
	const root = workspace === "" ? undefined : toRealPath(workspace);
	if (root !== undefined && contains(root, file)) return root;
	return withParents(dirname(file)).find((folder) => existsSync(join(folder, ".git")));
}

/** Returns a folder and all folders that contain it, the innermost first. */
function withParents(folder: string): readonly string[] {
	const parent = dirname(folder);
	return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

function contains(folder: string, file: string): boolean {
	const path = relative(folder, file);
	return !isAbsolute(path) && path.split(sep)[0] !== "..";
}

/** Resolves symbolic links, so that paths to the same folder can be compared. */
function toRealPath(path: string): string {
	return existsSync(path) ? realpathSync(path) : resolve(path);
}
