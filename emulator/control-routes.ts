import { type Context, Hono } from "hono";
import { unhandledCalls } from "./dispatch";
import { parseFaultRule } from "./faults";
import { isJsonObject, parseUserJson } from "./json";
import { applyProfileChange, parseProfileChange } from "./profile-change";
import { parseQuirks } from "./quirks";
import { MAX_BODY_BYTES } from "./request";
import type { EmulatorState } from "./state";
import { parseTagChanges } from "./tags";

/** The path prefix of the control routes, which read and change the state of the emulator. */
export const CONTROL_PATH = "/_emulator";

/**
 * Creates the control routes, with which a test or `curl` reads and changes the state of the emulator. The real service
 * does not have these routes. They require no UserSig.
 *
 * An error response is `{ error }` with a one-line message. The HTTP status is 400 for an invalid body, and 404 for an
 * unknown route, account or fault.
 */
export function createControlRoutes(state: EmulatorState): Hono {
	const app = new Hono().basePath(CONTROL_PATH);
	app.onError((error, c) => c.json({ error: error.message }, 400));
	app.notFound((c) => c.json({ error: `unknown route ${c.req.method} ${c.req.path}` }, 404));
	app.get("/requests", (c) => {
		const { records } = state.requestLog;
		return c.json({ requests: records, unhandled: unhandledCalls(records) });
	});
	app.post("/reset", (c) => {
		state.reset();
		return c.body(null, 204);
	});
	addAccountRoutes(app, state);
	addChangeRoutes(app, state);
	addFaultRoutes(app, state);
	addQuirksRoutes(app, state);
	return app;
}

function addAccountRoutes(app: Hono, state: EmulatorState): void {
	app.get("/accounts", (c) => c.json(state.store.accounts()));
	app.get("/accounts/:account", (c) => {
		const account = c.req.param("account");
		const tags = state.store.tags(account);
		return tags === undefined ? accountNotFound(c, account) : c.json(tags);
	});
	app.put("/accounts/:account", async (c) => {
		const account = c.req.param("account");
		state.store.change(account, parseTagChanges(await readBody(c)));
		return c.json(state.store.tags(account));
	});
	app.delete("/accounts/:account", (c) => {
		state.store.remove(c.req.param("account"));
		return c.body(null, 204);
	});
}

function addChangeRoutes(app: Hono, state: EmulatorState): void {
	app.post("/changes", async (c) => {
		const change = parseProfileChange(await readBody(c));
		if (state.store.tags(change.account) === undefined) return accountNotFound(c, change.account);
		applyProfileChange(state, change);
		return c.body(null, 204);
	});
	app.get("/webhook", async (c) => {
		await state.webhook.idle(); // waits until no delivery has the outcome "sending"
		return c.json({ deliveries: state.webhook.deliveries });
	});
}

function addFaultRoutes(app: Hono, { faults }: EmulatorState): void {
	app.get("/faults", (c) => c.json(faults.list()));
	app.post("/faults", async (c) => {
		const id = faults.add(parseFaultRule(await readBody(c)));
		return c.json({ id }, 201);
	});
	app.delete("/faults", (c) => {
		faults.clear();
		return c.body(null, 204);
	});
	app.delete("/faults/:id", (c) => {
		const id = c.req.param("id");
		const isRemoved = faults.remove(Number(id));
		return isRemoved ? c.body(null, 204) : c.json({ error: `fault ${id} does not exist` }, 404);
	});
}

function addQuirksRoutes(app: Hono, { quirks }: EmulatorState): void {
	app.get("/quirks", (c) => c.json(quirks));
	app.patch("/quirks", async (c) => c.json(Object.assign(quirks, parseQuirks(await readBody(c)))));
}

function accountNotFound(c: Context, account: string): Response {
	return c.json({ error: `account "${account}" does not exist` }, 404);
}

/**
 * Reads the JSON object in the body of a request. Ignores the Content-Type header.
 *
 * @throws Error with a one-line message if the body is too large or is not a JSON object.
 */
async function readBody(c: Context): Promise<unknown> {
	const bytes = new Uint8Array(await c.req.arrayBuffer());
	if (bytes.length > MAX_BODY_BYTES) throw new Error(`the body must not exceed ${MAX_BODY_BYTES} bytes`);
	const value = parseUserJson(bytes);
	if (!isJsonObject(value)) throw new Error("the body must be a JSON object");
	return value;
}
