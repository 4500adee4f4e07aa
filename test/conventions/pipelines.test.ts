import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { validateWorkflow } from "@action-validator/core";
import { parse } from "yaml";
import { readPipeline } from "@/test/support/pipeline";
import { root } from "./sources";

const read = (path: string) => readFileSync(join(root, path), "utf8");

const examples = ["github/preview.yml", "github/up.yml", "github/drift.yml"];

/** The lowest accepted major version of each action. */
const lowestVersions: Readonly<Record<string, number>> = {
	"actions/checkout": 6,
	"actions/setup-node": 6,
	"actions/cache": 5,
	"actions/upload-artifact": 7,
	"pulumi/actions": 7,
	"github/codeql-action": 4,
};

describe("an action of a workflow", () => {
	for (const path of [...examples.map((file) => `examples/pipelines/${file}`), ".github/workflows/ci.yml"]) {
		const actions = [...read(path).matchAll(/uses: ([^/\s]+\/[^/@\s]+)\S*@v(\d+)$/gm)];

		it(`has a supported version: ${path}`, () => {
			assert.equal(actions.length, read(path).match(/uses:/g)?.length);
			const isOld = ([, name = "", version]: RegExpMatchArray) =>
				Number(version) < (lowestVersions[name] ?? Number.POSITIVE_INFINITY);
			assert.deepEqual(
				actions.filter(isOld).map(([use]) => use),
				[],
			);
		});
	}
});

describe("an example workflow", () => {
	for (const file of examples) {
		it(`matches the schema of GitHub Actions: ${file}`, () => {
			assert.deepEqual(validateWorkflow(readPipeline(file)).errors, []);
		});
	}

	it("runs a step that needs a file of the drift run only if the file exists, also after a failure", () => {
		const { jobs } = parse(readPipeline("github/drift.yml")) as Workflow;
		const steps = Object.values(jobs).flatMap((job) => job.steps);
		const conditions = steps.flatMap(({ if: condition, uses = "" }) =>
			/upload|save/.test(uses) ? [condition?.replace(/'drift[^']*'/, "FILE")] : [],
		);
		assert.deepEqual(conditions, Array(3).fill("always() && hashFiles(FILE) != ''"));
	});

	it("uploads the page without an archive", () => {
		const { jobs } = parse(readPipeline("github/drift.yml")) as Workflow;
		const upload = Object.values(jobs)
			.flatMap((job) => job.steps)
			.find(({ uses = "" }) => uses.startsWith("actions/upload-artifact@"));
		assert.deepEqual(upload?.with, { path: "drift.html", archive: false });
	});

	it("is validated by a schema that rejects unknown keys", () => {
		const broken = readPipeline("github/up.yml").replace("runs-on:", "runs-onto:");
		assert.notDeepEqual(validateWorkflow(broken).errors, []);
	});
});

describe("the CI workflow", () => {
	const text = read(".github/workflows/ci.yml");

	it("matches the schema of GitHub Actions", () => assert.deepEqual(validateWorkflow(text).errors, []));

	it("runs .ci/run on Node.js 20, 22 and 24", () => {
		const { jobs } = parse(text) as Workflow;
		const [job] = Object.values(jobs);
		assert.deepEqual(job?.strategy.matrix.node, [20, 22, 24]);
		assert.ok(job.steps.some(({ run }) => run === "bash .ci/run"));
	});

	it("includes the Node.js version of .nvmrc", () => {
		const { jobs } = parse(text) as Workflow;
		const versions = Object.values(jobs).flatMap((job) => job.strategy.matrix.node);
		assert.ok(versions.includes(Number(read(".nvmrc").trim())));
	});
});

describe("an issue form", () => {
	for (const file of readdirSync(join(root, ".github/ISSUE_TEMPLATE")).filter((name) => name !== "config.yml")) {
		it(`has a name, a description and fields with distinct ids: ${file}`, () => {
			const { name, description, body } = parse(read(`.github/ISSUE_TEMPLATE/${file}`)) as IssueForm;
			assert.ok(name && description);
			const ids = body.filter(({ type }) => type !== "markdown").map(({ id }) => id);
			assert.ok(ids.length > 0);
			assert.equal(new Set(ids).size, ids.length);
		});
	}
});

interface Workflow {
	readonly jobs: Readonly<Record<string, WorkflowJob>>;
}

interface WorkflowJob {
	readonly strategy: { readonly matrix: { readonly node: readonly number[] } };
	readonly steps: readonly {
		readonly run?: string;
		readonly uses?: string;
		readonly if?: string;
		readonly with?: object;
	}[];
}

interface IssueForm {
	readonly name: string;
	readonly description: string;
	readonly body: readonly { readonly type: string; readonly id?: string }[];
}
