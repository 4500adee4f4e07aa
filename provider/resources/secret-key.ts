import * as pulumi from "@pulumi/pulumi";
import * as runtimeConfig from "@pulumi/pulumi/runtime/config";

/** The SDK knows which config is secret and leaves the function out of its types; a version without it passes. */
const { isConfigSecret = () => true } = runtimeConfig as { readonly isConfigSecret?: (key: string) => boolean };

/**
 * Refuses a secret key that stack config holds in clear: Pulumi would copy it into the state as it is.
 *
 * Errors: a `RunError`, of which Pulumi shows the message and no stack.
 */
export function rejectPlainTextKey(): void {
	const isSet = new pulumi.Config("tim").get("secretKey") !== undefined;
	if (!isSet || isConfigSecret("tim:secretKey")) return;
	throw new pulumi.RunError(
		"tim:secretKey: is in clear in the stack's config; run pulumi config set --secret tim:secretKey, or use TIM_SECRET_KEY_FILE",
	);
}
