import type { dynamic } from "@pulumi/pulumi";
import { createHandlerContext } from "../compose";
import { createAccountHandler } from "../lifecycle/accounts";
import type { HandlerContext } from "../lifecycle/context";
import type { ResourceHandler } from "../lifecycle/handler";
import { createProfileHandler } from "../lifecycle/profiles";
import { profileSetShape, profileShape } from "../lifecycle/state";
import { toDynamicProvider } from "./adapter";
import { describeOldArguments } from "./explicit-arguments";

/*
 * The entry point `pulumi-tim/hooks`. Every stored resource contains the name of one of these functions (see
 * serialized-provider.ts). The names must therefore never change, and each function must support the state of every
 * earlier version.
 */

/** Returns the dynamic provider of `Profile` resources. */
export function profile(): dynamic.ResourceProvider {
	return createHooks((context) => createProfileHandler(context, profileShape));
}

/** Returns the dynamic provider of `ProfileSet` resources. */
export function profileSet(): dynamic.ResourceProvider {
	return createHooks((context) => createProfileHandler(context, profileSetShape));
}

/** Returns the dynamic provider of `Account` resources. */
export function account(): dynamic.ResourceProvider {
	return createHooks((context) => createAccountHandler(context, "account"));
}

/** Returns the dynamic provider of `Robot` resources. */
export function robot(): dynamic.ResourceProvider {
	return createHooks((context) => createAccountHandler(context, "robot"));
}

/**
 * The warnings about the configuration that this process printed. Each kind of resource has its own hooks, and all
 * hooks of a process receive the same configuration.
 */
const printedWarnings = new Set<string>();

function printWarnings(config: dynamic.Config): void {
	const warnings = describeOldArguments(config).filter((warning) => !printedWarnings.has(warning));
	for (const warning of warnings) {
		printedWarnings.add(warning);
		console.warn(warning);
	}
}

/**
 * Creates a dynamic provider. `configure` only stores the stack configuration and prints warnings, because the SDK can
 * call another method before `configure` has finished.
 */
function createHooks<Inputs extends object, State extends object>(
	createHandler: (context: HandlerContext) => ResourceHandler<Inputs, State>,
): dynamic.ResourceProvider {
	let config: dynamic.Config | undefined;
	const context = createHandlerContext({ config: (key) => config?.get(key), env: process.env });
	return toDynamicProvider(createHandler(context), {
		configure: (stackConfig) => {
			config = stackConfig;
			printWarnings(stackConfig);
		},
	});
}
