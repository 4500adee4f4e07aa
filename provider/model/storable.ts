import type { TagValue } from "./types";

/**
 * The texts that represent unknown values of each type between the engine, providers and programs. Pulumi treats a value
 * that equals one of these texts as unknown, wherever it is.
 *
 * Source: Unknown…Value in pulumi sdk/go/common/resource/plugin/rpc.go; test/contract/sdk.test.ts compares the text for
 * strings with the SDK.
 */
const unknownValues: readonly string[] = [
	"1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
	"3eeb2bf0-c639-47a8-9e75-3b44932eb421",
	"04da6b54-80e4-46f7-96ec-b56ff0331ba9",
	"6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
	"030794c1-ac77-496b-92df-f27374a8bd58",
	"e48ece36-62e2-4504-bad9-02848725956a",
	"dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

/**
 * Whether Pulumi can pass on and store a value unchanged. It cannot for the texts that represent unknown values, and for
 * text with an unpaired surrogate, which UTF-8 cannot represent.
 */
export function isStorable(value: TagValue | undefined): boolean {
	return typeof value !== "string" || (!unknownValues.includes(value) && !/\p{Surrogate}/u.test(value));
}

/**
 * The property that marks a special value, such as a secret, in Pulumi's state and protocol.
 *
 * Source: pulumi sdk/go/common/resource/sig
 */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

/**
 * Names of map keys that Pulumi or JavaScript does not pass on as they are: `__proto__` sets the prototype of an object,
 * an object with the key `toString` cannot be converted to text, and the signature marks special values.
 */
const unstorableNames: readonly string[] = ["__proto__", "toString", SIGNATURE];

/** Whether Pulumi can pass on and store a map with this key. */
export function isStorableName(name: string): boolean {
	return !unstorableNames.includes(name);
}
