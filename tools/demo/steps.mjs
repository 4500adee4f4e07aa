import { note, typed } from "./terminal.mjs";

/**
 * Returns a step that prints the command that starts the emulator for an example, and creates a stack. The printed
 * command also contains `options`.
 */
export function prepare(example, options = "") {
	return ({ emulator, pulumi }) => {
		typed(`npm run emulator -- --seed examples/${example}/seed.json ${options}`.trimEnd());
		note(emulator.output);
		typed("export PULUMI_BACKEND_URL=file://… PULUMI_CONFIG_PASSPHRASE= TIM_…    # as printed above");
		typed(`cd examples/${example}`);
		return pulumi(["stack", "init", "dev"]);
	};
}

/** Returns a step that runs a preview and expects a number of unchanged resources and no changes. */
export function unchanged(count) {
	return ({ pulumi }) => pulumi(["preview", "--expect-no-changes"], { contains: [`${count} unchanged`] });
}
