import assert from "node:assert/strict";
import { isSameOrigin } from "@/emulator/same-origin";

describe("isSameOrigin", () => {
	const accepted: readonly { readonly host?: string; readonly origin?: string }[] = [
		{},
		{ host: "localhost:8080" },
		{ host: "LOCALHOST" },
		{ host: "127.0.0.1:8080" },
		{ host: "192.168.1.5" },
		{ host: "[::1]:8080" },
		{ host: "chat.example:8080" },
		{ host: "localhost:8080", origin: "http://localhost:8080" },
		{ host: "[::1]:8080", origin: "http://[::1]:8080" },
		{ host: "chat.example", origin: "http://chat.example:80" },
	];
	for (const headers of accepted) {
		it(`accepts ${JSON.stringify(headers)}`, () => assert.equal(isSameOrigin(headers, ["Chat.Example"]), true));
	}

	const rejected: readonly { readonly host?: string; readonly origin?: string }[] = [
		{ host: "evil.example" },
		{ host: "localhost.evil.example" },
		{ host: "127.0.0.1.evil.example" },
		{ host: "evil.example@127.0.0.1" },
		{ host: "127.0.0.1/evil" },
		{ host: "" },
		{ host: "localhost:8080", origin: "null" },
		{ host: "localhost:8080", origin: "" },
		{ host: "localhost:8080", origin: "http://evil.example" },
		{ host: "localhost:8080", origin: "http://localhost:8081" },
		{ host: "localhost:8080", origin: "http://localhost" },
		{ host: "localhost:8080", origin: "https://localhost:8080" },
		{ host: "localhost:8080", origin: "chrome-extension://localhost:8080" },
		{ host: "chat.example", origin: "https://chat.example" },
		{ host: "localhost:8080", origin: "file://" },
		{ origin: "http://localhost:8080" },
	];
	for (const headers of rejected) {
		it(`rejects ${JSON.stringify(headers)}`, () => assert.equal(isSameOrigin(headers, ["chat.example"]), false));
	}
});
