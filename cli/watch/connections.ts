import type { Server } from "node:http";
import type { Socket } from "node:net";

/** The open connections of all servers of the watch. */
export interface Connections {
	/** Limits the connections of a server. All servers share one limit. */
	limit(server: Server): void;
	/** Keeps the connection of an accepted call open. Returns a function that ends this protection. */
	protect(socket: Socket): () => void;
}

/** Maximum number of connections, if the process may open enough files. */
const MAX_CONNECTIONS = 256;

/** Number of descriptors that the process needs for other purposes than connections. */
const OTHER_DESCRIPTORS = 36;

/**
 * Creates the limit of connections. If there are too many, the connection that has been without an accepted call for the
 * longest time is closed, so that idle callers do not keep out the service.
 */
export function createConnections(max: number = maxConnections()): Connections {
	/** Connections without an accepted call. The first one has been without a call for the longest time. */
	const idle = new Set<Socket>();
	const busy = new Set<Socket>();
	const remove = (socket: Socket) => {
		idle.delete(socket);
		busy.delete(socket);
	};
	return {
		limit(server) {
			server.on("connection", (socket: Socket) => {
				idle.add(socket);
				socket.once("close", () => remove(socket));
				if (idle.size + busy.size <= max) return;
				const [oldest = socket] = idle;
				remove(oldest);
				oldest.destroy();
			});
		},
		protect(socket) {
			remove(socket);
			busy.add(socket);
			return () => {
				busy.delete(socket);
				if (!socket.destroyed) idle.add(socket);
			};
		},
	};
}

/** Returns the limit of connections for the number of files that this process may open. Windows has no such limit. */
function maxConnections(): number {
	const { userLimits } = process.report.getReport() as {
		readonly userLimits?: { readonly open_files?: { readonly soft?: number | "unlimited" } };
	};
	const files = Number(userLimits?.open_files?.soft);
	return Number.isNaN(files) ? MAX_CONNECTIONS : Math.max(1, Math.min(MAX_CONNECTIONS, files - OTHER_DESCRIPTORS));
}
