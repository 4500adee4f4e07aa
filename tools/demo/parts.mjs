import { note, typed } from "./show.mjs";

/** A part that shows how the emulator is started for an example, with further options, and makes the stack. */
export function prepare(example, options = "") {
	return ({ emulator, pulumi }) => {
		typed(`npm run emulator -- --seed examples/${example}/seed.json ${options}`.trimEnd());
		note(emulator.output);
		typed("export PULUMI_BACKEND_URL=file://… PULUMI_CONFIG_PASSPHRASE= TIM_…    # the lines above");
		typed(`cd examples/${example}`);
		return pulumi(["stack", "init", "dev"]);
	};
}

/** A part that shows that nothing is left to do with so many resources. */
export function unchanged(count) {
	return ({ pulumi }) => pulumi(["preview", "--expect-no-changes"], { contains: [`${count} unchanged`] });
}
