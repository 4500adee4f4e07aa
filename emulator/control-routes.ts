import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { unhandledOf } from "./dispatch";
import { parseFaultRule } from "./faults";
import { isJsonObject, parseUserJson } from "./json";
import { applyProfileChange, parseProfileChange } from "./profile-change";
import { parseQuirks } from "./quirks";
import type { EmulatorState } from "./state";
import { parseTagChanges } from "./tags";

type ByAccount = FastifyRequest<{ Params: { account: string } }>;

type ById = FastifyRequest<{ Params: { id: string } }>;

/**
 * The emulator's own routes, for tests and for `curl`: not part of the service, no UserSig needed.
 *
 * Errors: 400 with `{ error }`, one line, for a body that does not fit; 404 for an account or fault that is not there.
 */
export function controlRoutes(server: FastifyInstance, world: EmulatorState): void {
	server.setErrorHandler((error, _request, reply) => reply.code(400).send({ error: messageOf(error) }));
	server.get("/requests", async () => ({ requests: world.log.records, unhandled: unhandledOf(world.log.records) }));
	server.post("/reset", async (_request, reply) => {
		world.reset();
		return reply.code(204).send();
	});
	accountRoutes(server, world);
	changeRoutes(server, world);
	faultRoutes(server, world);
	quirksRoutes(server, world);
}

function accountRoutes(server: FastifyInstance, world: EmulatorState): void {
	server.get("/accounts", async () => world.store.accounts());
	server.get("/accounts/:account", async ({ params }: ByAccount, reply) => {
		return world.store.tags(params.account) ?? missing(reply, `no account "${params.account}"`);
	});
	server.put("/accounts/:account", async (request: ByAccount) => {
		world.store.change(request.params.account, parseTagChanges(jsonOf(request)));
		return world.store.tags(request.params.account);
	});
	server.delete("/accounts/:account", async ({ params }: ByAccount, reply) => {
		world.store.remove(params.account);
		return reply.code(204).send();
	});
}

/** `GET /webhook` answers once no event is on its way, so that nobody has to ask again. */
function changeRoutes(server: FastifyInstance, world: EmulatorState): void {
	server.post("/changes", async (request, reply) => {
		const change = parseProfileChange(jsonOf(request));
		if (world.store.tags(change.account) === undefined) return missing(reply, `no account "${change.account}"`);
		applyProfileChange(world, change);
		return reply.code(204).send();
	});
	server.get("/webhook", async () => {
		await world.webhook.idle();
		return { deliveries: world.webhook.deliveries };
	});
}

function faultRoutes(server: FastifyInstance, world: EmulatorState): void {
	server.get("/faults", async () => world.faults.list());
	server.post("/faults", async (request, reply) => {
		const id = world.faults.add(parseFaultRule(jsonOf(request)));
		return reply.code(201).send({ id });
	});
	server.delete("/faults", async (_request, reply) => {
		world.faults.clear();
		return reply.code(204).send();
	});
	server.delete("/faults/:id", async ({ params }: ById, reply) => {
		const isRemoved = world.faults.remove(Number(params.id));
		return isRemoved ? reply.code(204).send() : missing(reply, `no fault ${params.id}`);
	});
}

function quirksRoutes(server: FastifyInstance, world: EmulatorState): void {
	server.get("/quirks", async () => world.quirks);
	server.patch("/quirks", async (request) => Object.assign(world.quirks, parseQuirks(jsonOf(request))));
}

function jsonOf(request: FastifyRequest): unknown {
	const value = parseUserJson(request.body instanceof Uint8Array ? request.body : "");
	if (!isJsonObject(value)) throw new Error("the body must be a JSON object");
	return value;
}

function missing(reply: FastifyReply, error: string): FastifyReply {
	return reply.code(404).send({ error });
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : "bad request";
}
