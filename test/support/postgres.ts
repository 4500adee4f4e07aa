import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type CommandOptions, type RunningCommand, startCommand } from "./command";

/** The folder into which Debian installs Postgres, with a subfolder for each version. It is not on `PATH`. */
const DEBIAN = "/usr/lib/postgresql";

/** The time in milliseconds after which the server is killed. It is longer than any test. */
const HOUR_MS = 3_600_000;

/** A temporary Postgres server on this machine. */
export interface Postgres {
	/** The URL of the server for `PULUMI_BACKEND_URL`. */
	readonly url: string;
	/** Stops the server, and removes its data. */
	stop(): Promise<void>;
}

/** Returns the folder that contains `postgres` and `initdb`, or `undefined` if they are not installed. */
export function findPostgresFolder(): string | undefined {
	const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
	const folders = [...(process.env.PATH ?? "").split(delimiter), ...versions.map((name) => join(DEBIAN, name, "bin"))];
	return folders.find((folder) => ["postgres", "initdb"].every((name) => existsSync(join(folder, name))));
}

/**
 * Creates a database cluster, and starts a server on a free loopback port.
 * @throws Error with the output of a failed command
 */
export async function startPostgres(programs: string): Promise<Postgres> {
	const base = mkdtempSync(join(tmpdir(), "pulumi-tim-postgres-"));
	const user = userOf(base);
	const options = { cwd: base, env: { PATH: process.env.PATH ?? "" }, timeoutMs: HOUR_MS, ...(user && { user }) };
	const flags = ["--auth=trust", "--username=pulumi", "--no-sync", "--no-locale", "--encoding=UTF8"];
	const made = await startCommand(join(programs, "initdb"), ["-D", "data", ...flags], options).result;
	if (made.code !== 0) throw new Error(`initdb ended with code ${made.code}:\n${made.output}`);
	const { port, running } = await startOnFreePort(join(programs, "postgres"), options);
	return {
		url: `postgres://pulumi@127.0.0.1:${port}/postgres?sslmode=disable`,
		async stop() {
			running.kill("SIGINT"); // closes open connections
			await running.result;
			rmSync(base, { recursive: true, force: true });
		},
	};
}

/**
 * Returns an unprivileged user for Postgres if the tests run as root, which Postgres rejects. Otherwise returns
 * `undefined`. The user becomes the owner of the folder.
 */
function userOf(folder: string): CommandOptions["user"] {
	if (process.getuid?.() !== 0) return undefined;
	const [uid = 0, gid = 0] = ["-u", "-g"].map((flag) =>
		Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" })),
	);
	chownSync(folder, uid, gid);
	return { uid, gid };
}

interface Started {
	readonly port: number;
	readonly running: RunningCommand;
}

/**
 * Starts Postgres on a free port, which the function must choose because Postgres cannot. Tries again if another
 * process takes the port first.
 */
async function startOnFreePort(postgres: string, options: CommandOptions, attempts = 5): Promise<Started> {
	const port = await freePort();
	const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"];
	const flags = settings.flatMap((setting) => ["-c", setting]);
	const running = startCommand(postgres, ["-D", "data", "-p", String(port), ...flags], options);
	try {
		await running.waitFor(/ready to accept connections/);
		return { port, running };
	} catch (error) {
		if (attempts <= 1 || !/Address already in use/.test(String(error))) throw error;
		return startOnFreePort(postgres, options, attempts - 1);
	}
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer().once("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const address = server.address();
			const port = typeof address === "object" && address !== null ? address.port : 0;
			server.close(() => resolve(port));
		});
	});
}
