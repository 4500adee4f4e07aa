import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { locateProjectFile } from "@/cli/drift/project-file";

interface Row {
	readonly name: string;
	/** The files in a new folder. A name that ends with a slash is a folder. */
	readonly files: readonly string[];
	/** Folder of the program, relative to the new folder. */
	readonly cwd: string;
	/** `GITHUB_WORKSPACE`, relative to the new folder. @defaultValue not set */
	readonly workspace?: string;
	readonly location: string;
}

const rows: readonly Row[] = [
	{
		name: "the project is at the root of the repository",
		files: ["repo/.git/", "repo/Pulumi.yaml"],
		cwd: "repo",
		location: "Pulumi.yaml",
	},
	{
		name: "the project file is Pulumi.yml",
		files: ["repo/.git/", "repo/Pulumi.yml"],
		cwd: "repo",
		location: "Pulumi.yml",
	},
	{
		name: "there are both project files",
		files: ["repo/.git/", "repo/Pulumi.yml", "repo/Pulumi.yaml"],
		cwd: "repo",
		location: "Pulumi.yaml",
	},
	{
		name: "the project is in a sub-folder",
		files: ["repo/.git/", "repo/infra/bots/Pulumi.yaml"],
		cwd: "repo/infra/bots",
		location: "infra/bots/Pulumi.yaml",
	},
	{
		name: "the command runs in a sub-folder of the project",
		files: ["repo/.git/", "repo/infra/Pulumi.yaml", "repo/infra/src/lib/"],
		cwd: "repo/infra/src/lib",
		location: "infra/Pulumi.yaml",
	},
	{
		name: "the repository is a worktree or a submodule, whose .git is a file",
		files: ["repo/.git/", "repo/module/.git", "repo/module/infra/Pulumi.yaml"],
		cwd: "repo/module/infra",
		location: "infra/Pulumi.yaml",
	},
	{
		name: "GITHUB_WORKSPACE is the root of the repository",
		files: ["repo/.git/", "repo/infra/Pulumi.yaml"],
		cwd: "repo/infra",
		workspace: "repo",
		location: "infra/Pulumi.yaml",
	},
	{
		name: "GITHUB_WORKSPACE has no .git",
		files: ["repo/infra/Pulumi.yaml"],
		cwd: "repo/infra",
		workspace: "repo",
		location: "infra/Pulumi.yaml",
	},
	{
		name: "GITHUB_WORKSPACE contains the repository",
		files: ["work/repo/.git/", "work/repo/infra/Pulumi.yaml"],
		cwd: "work/repo/infra",
		workspace: "work",
		location: "repo/infra/Pulumi.yaml",
	},
	{
		name: "GITHUB_WORKSPACE is another folder",
		files: ["repo/.git/", "repo/infra/Pulumi.yaml", "repo2/"],
		cwd: "repo/infra",
		workspace: "repo2",
		location: "infra/Pulumi.yaml",
	},
	{
		name: "GITHUB_WORKSPACE does not exist",
		files: ["repo/.git/", "repo/infra/Pulumi.yaml"],
		cwd: "repo/infra",
		workspace: "none",
		location: "infra/Pulumi.yaml",
	},
	{
		name: "GITHUB_WORKSPACE is empty",
		files: ["repo/.git/", "repo/infra/Pulumi.yaml"],
		cwd: "repo/infra",
		workspace: "",
		location: "infra/Pulumi.yaml",
	},
	{
		name: "there is no repository",
		files: ["infra/Pulumi.yml"],
		cwd: "infra",
		location: "Pulumi.yml",
	},
	{
		name: "there is no project file",
		files: ["repo/.git/", "repo/infra/"],
		cwd: "repo/infra",
		location: "infra/Pulumi.yaml",
	},
	{
		name: "there is neither a project file nor a repository",
		files: ["infra/"],
		cwd: "infra",
		location: "Pulumi.yaml",
	},
	{
		name: "the folder does not exist",
		files: ["repo/.git/"],
		cwd: "repo/none",
		location: "none/Pulumi.yaml",
	},
	{
		name: "names have spaces and characters with a meaning in a URI",
		files: ["repo/.git/", "repo/a:b/my bots #1?/100%/机器人/Pulumi.yaml"],
		cwd: "repo/a:b/my bots #1?/100%/机器人",
		location: "a%3Ab/my%20bots%20%231%3F/100%25/%E6%9C%BA%E5%99%A8%E4%BA%BA/Pulumi.yaml",
	},
	{
		name: "the name of a folder starts with two dots",
		files: ["repo/..infra/Pulumi.yaml"],
		cwd: "repo/..infra",
		workspace: "repo",
		location: "..infra/Pulumi.yaml",
	},
];

describe("locateProjectFile", () => {
	let folder: string;
	beforeEach(() => {
		folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-tim-project-")));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	function write(files: readonly string[]): void {
		for (const file of files) {
			mkdirSync(join(folder, file.endsWith("/") ? file : dirname(file)), { recursive: true });
			if (!file.endsWith("/")) writeFileSync(join(folder, file), "");
		}
	}

	for (const { name, files, cwd, workspace, location } of rows) {
		it(`returns ${location} if ${name}`, () => {
			write(files);
			const env = workspace === undefined ? {} : { GITHUB_WORKSPACE: workspace && join(folder, workspace) };
			assert.equal(locateProjectFile(join(folder, cwd), env), location);
		});
	}

	it("returns the same path if the workspace is a symbolic link", () => {
		write(["repo/infra/Pulumi.yaml"]);
		symlinkSync(join(folder, "repo"), join(folder, "link"), "dir");
		const env = { GITHUB_WORKSPACE: join(folder, "link") };
		assert.equal(locateProjectFile(join(folder, "repo/infra"), env), "infra/Pulumi.yaml");
		assert.equal(locateProjectFile(join(folder, "link/infra"), env), "infra/Pulumi.yaml");
	});

	it("accepts a relative folder, as --cwd can have", () => {
		const start = process.cwd();
		write(["repo/.git/", "repo/infra/Pulumi.yaml"]);
		process.chdir(join(folder, "repo"));
		try {
			assert.equal(locateProjectFile("infra", {}), "infra/Pulumi.yaml");
			process.chdir("infra");
			assert.equal(locateProjectFile(".", {}), "infra/Pulumi.yaml");
		} finally {
			process.chdir(start);
		}
	});
});
