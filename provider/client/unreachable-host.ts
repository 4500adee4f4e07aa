import { Agent, type AgentOptions } from "node:https";
import { Socket } from "node:net";

/** Options of a {@link ConnectTimeoutAgent}. */
export interface ConnectTimeoutOptions extends AgentOptions {
	/** Time in milliseconds within which the name of a host must be resolved and the host must accept a connection. */
	readonly connectTimeoutMs: number;
}

/**
 * An HTTPS agent that limits the time to connect. A host that does not respond is therefore reported as unreachable,
 * and not as a request whose outcome is unknown.
 */
export class ConnectTimeoutAgent extends Agent {
	readonly #connectTimeoutMs: number;

	constructor({ connectTimeoutMs, ...options }: ConnectTimeoutOptions) {
		super(options);
		this.#connectTimeoutMs = connectTimeoutMs;
	}

	override createConnection(...args: Parameters<Agent["createConnection"]>): ReturnType<Agent["createConnection"]> {
		const socket = super.createConnection(...args);
		if (socket instanceof Socket) limitConnectTime(socket, this.#connectTimeoutMs);
		return socket;
	}
}

/**
 * Whether an error reports that no connection to a host could be made, so that no request was sent: the name could not
 * be resolved, or every address refused the connection, was unreachable or did not respond in time.
 */
export function isConnectFailure(error: unknown): boolean {
	const { errors, syscall = "" } = (error ?? {}) as Partial<AggregateError> & NodeJS.ErrnoException;
	if (errors !== undefined) return errors.length > 0 && errors.every(isConnectFailure); // one error for each address
	return CONNECT_CALLS.includes(syscall);
}

/** The system calls that resolve the name of a host and connect to it. Errors of later calls have other names. */
const CONNECT_CALLS: readonly string[] = ["getaddrinfo", "connect"];

function limitConnectTime(socket: Socket, connectTimeoutMs: number): void {
	const timer = setTimeout(() => {
		socket.destroy(Object.assign(new Error("connect ETIMEDOUT"), { code: "ETIMEDOUT", syscall: "connect" }));
	}, connectTimeoutMs);
	const stop = () => clearTimeout(timer);
	socket.once("connect", stop).once("close", stop);
}
