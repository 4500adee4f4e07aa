import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withEngine } from "../engine/index.mjs";
import { root } from "../run.mjs";

/**
 * Copies an example to a temporary folder, with the packages of this checkout and a file backend.
 *
 * Shape: `{ folder, env, edit, write, remove }`; `edit` replaces texts in `index.ts` or another file, and throws if a
 * text is missing.
 */
export function createWorkspace({ example, engine }) {
	const base = mkdtempSync(join(tmpdir(), "pulumi-tim-demo-"));
	const folder = join(base, example);
	cpSync(join(root, example), folder, {
		recursive: true,
		filter: (path) => !/node_modules|Pulumi\..+\.yaml/.test(path),
	});
	cpSync(join(root, "tsconfig.json"), join(base, "tsconfig.json"));
	symlinkSync(join(root, "node_modules"), join(base, "node_modules"), "junction");
	for (const name of ["state", "home"]) mkdirSync(join(base, name));
	const remove = () => rmSync(base, { recursive: true, force: true, maxRetries: 5 });
	process.on("exit", remove);
	return {
		folder,
		env: environment({ base, engine }),
		edit: (replacements, file = "index.ts") => edit(join(folder, file), replacements),
		write: (file, text) => writeFileSync(join(folder, file), text),
		remove,
	};
}

function environment({ base, engine }) {
	const outer = Object.entries(process.env).filter(([name]) => !/^(PULUMI|TIM)_/.test(name));
	return {
		...withEngine(engine, Object.fromEntries(outer)),
		PULUMI_BACKEND_URL: `file://${join(base, "state").replaceAll("\\", "/")}`,
		PULUMI_HOME: join(base, "home"),
		PULUMI_CONFIG_PASSPHRASE: "",
		PULUMI_SKIP_UPDATE_CHECK: "true",
		PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
		PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
	};
}

function edit(file, replacements) {
	let text = readFileSync(file, "utf8");
	for (const [from, to] of replacements) {
		if (!text.includes(from)) throw new Error(`the example does not contain ${from}`);
		text = text.replace(from, to);
	}
	writeFileSync(file, text);
}
