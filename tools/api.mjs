import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, runMain } from "./run.mjs";
import { setUp } from "./setup.mjs";

/*
 * `npm run api` writes a report of the public API to `api/`, one file for each entry point, from the compiled
 * declarations. With `--check`, it writes nothing and fails if a report is out of date.
 */

const reports = [
	{ name: "index", declarations: "dist/provider/index.d.ts" },
	{ name: "hooks", declarations: "dist/provider/dynamic/hooks.d.ts" },
	{ name: "emulator", declarations: "dist/emulator/index.d.ts" },
];

/**
 * The settings of API Extractor that turn off warnings. The reports therefore include types that the API uses but does
 * not export.
 */
const messages = {
	extractorMessageReporting: { default: { logLevel: "none" }, "ae-forgotten-export": { logLevel: "none" } },
	tsdocMessageReporting: { default: { logLevel: "none" } },
};

async function createReport({ name, declarations }) {
	const { Extractor, ExtractorConfig } = await import("@microsoft/api-extractor");
	const folder = mkdtempSync(join(tmpdir(), "pulumi-tim-api-"));
	try {
		const config = ExtractorConfig.prepare({
			configObjectFullPath: undefined,
			packageJsonFullPath: join(root, "package.json"),
			configObject: {
				projectFolder: root,
				mainEntryPointFilePath: join(root, declarations),
				compiler: { tsconfigFilePath: join(root, "tsconfig.build.json") },
				newlineKind: "lf",
				apiReport: {
					enabled: true,
					reportFileName: name,
					reportFolder: folder,
					reportTempFolder: join(folder, "temp"),
					includeForgottenExports: true,
				},
				docModel: { enabled: false },
				dtsRollup: { enabled: false },
				tsdocMetadata: { enabled: false },
				messages,
			},
		});
		const errors = [];
		const { succeeded } = Extractor.invoke(config, {
			localBuild: true,
			messageCallback: (message) => {
				message.handled = true;
				if (message.logLevel === "error") errors.push(message.text);
			},
		});
		if (!succeeded) throw new Error(`API Extractor failed for ${declarations}: ${errors.join("; ")}`);
		return readFileSync(join(folder, `${name}.api.md`), "utf8");
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function readReport(file) {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
}

async function main() {
	await setUp();
	const folder = join(root, "api");
	mkdirSync(folder, { recursive: true });
	const differing = [];
	for (const report of reports) {
		const file = join(folder, `${report.name}.api.md`);
		const text = await createReport(report);
		if (readReport(file) === text) continue;
		differing.push(`api/${report.name}.api.md`);
		if (!process.argv.includes("--check")) writeFileSync(file, text);
	}
	if (differing.length === 0 || !process.argv.includes("--check")) return 0;
	throw new Error(
		`the public API differs from ${differing.join(", ")}; run npm run api and review the changes before you commit them`,
	);
}

await runMain(main);
