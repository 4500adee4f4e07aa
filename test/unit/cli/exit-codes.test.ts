import assert from "node:assert/strict";
import { exitCodeOf } from "@/cli/exit-codes";
import { accountError, apiError, configError, networkError } from "@/provider/errors/im-error";

const call = { command: "portrait_get", accounts: ["alice"] };

describe("exitCodeOf", () => {
	const cases: readonly { readonly name: string; readonly error: unknown; readonly code: number }[] = [
		{ name: "a missing setting", error: configError("region", "not set"), code: 4 },
		{ name: "a UserSig that does not verify", error: apiError(call, 70009), code: 4 },
		{ name: "an identifier that is not an admin", error: apiError(call, 60010), code: 4 },
		{ name: "a network error", error: networkError(call, "ECONNREFUSED"), code: 1 },
		{ name: "a call that is rejected", error: apiError(call, 40001), code: 1 },
		{ name: "an account that is rejected", error: accountError("portrait_get", "alice", 40006), code: 1 },
		{ name: "any other error", error: new Error("no such file"), code: 1 },
		{ name: "a thrown string", error: "text", code: 1 },
	];
	for (const { name, error, code } of cases) {
		it(`returns ${code} for ${name}`, () => assert.equal(exitCodeOf(error), code));
	}
});
