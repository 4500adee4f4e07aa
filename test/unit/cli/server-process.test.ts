import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { explainPortInUse, waitForLostOutput } from "@/cli/server-process";

describe("explainPortInUse", () => {
	it("returns the result of the server", async () => {
		assert.equal(await explainPortInUse(Promise.resolve("http://127.0.0.1:1"), 1), "http://127.0.0.1:1");
	});

	it("throws an error that contains the port if the port is in use", async () => {
		const inUse = Object.assign(new Error("listen EADDRINUSE"), { code: "EADDRINUSE" });
		await assert.rejects(explainPortInUse(Promise.reject(inUse), 80), {
			message: "port 80 is in use; choose another with --port",
		});
	});

	it("throws any other error unchanged", async () => {
		const denied = Object.assign(new Error("listen EACCES"), { code: "EACCES" });
		await assert.rejects(explainPortInUse(Promise.reject(denied), 80), denied);
	});
});

describe("waitForLostOutput", () => {
	it("resolves when the output is full, but not when its reader has ended", async () => {
		const output = new EventEmitter();
		let isLost = false;
		const lost = waitForLostOutput(output).then(() => {
			isLost = true;
		});
		output.emit("error", Object.assign(new Error("closed"), { code: "EPIPE" }));
		await new Promise(setImmediate);
		assert.equal(isLost, false);
		output.emit("error", Object.assign(new Error("full"), { code: "ENOSPC" }));
		await lost;
	});
});
