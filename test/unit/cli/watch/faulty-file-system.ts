import { createFileSystem, type FileSystem } from "@/cli/watch/file-system";

/**
 * How a call fails: without any effect, after it has written half of the bytes, or after it has had its complete effect.
 * Calls that do not append have no half effect.
 */
export type Fault = "before" | "half" | "after";

/** A file system whose calls are numbered from 1, and can fail. */
export interface FaultyFileSystem extends FileSystem {
	/** Number of calls so far. */
	calls(): number;
	/** Closes all files, as the end of a process does. */
	kill(): Promise<void>;
}

const real: FileSystem = { ...createFileSystem(), sync: async () => undefined };

/**
 * Wraps the file system of this machine. `faultAt` returns how the call with a number fails. Calls of `sync` succeed at
 * once, because no test cuts the power of the machine.
 */
export function createFaultyFileSystem(
	faultAt: (call: number, name: keyof FileSystem) => Fault | undefined,
): FaultyFileSystem {
	const descriptors = new Set<number>();
	let count = 0;
	const wrap =
		<A extends readonly unknown[], T>(name: keyof FileSystem, work: (...args: A) => Promise<T>) =>
		async (...args: A): Promise<T> => {
			count += 1;
			const fault = faultAt(count, name);
			if (fault === undefined) return work(...args);
			if (fault === "half" && name === "append") await real.append(args[0] as number, half(args[1] as Uint8Array));
			if (fault === "after") await work(...args);
			throw Object.assign(new Error(`${name} failed`), { code: "EIO" });
		};
	return {
		open: wrap("open", async (path: string, flags: number) => {
			const descriptor = await real.open(path, flags);
			descriptors.add(descriptor);
			return descriptor;
		}),
		stat: wrap("stat", real.stat),
		lstat: wrap("lstat", real.lstat),
		statOpen: wrap("statOpen", real.statOpen),
		read: wrap("read", real.read),
		append: wrap("append", real.append),
		truncate: wrap("truncate", real.truncate),
		sync: wrap("sync", real.sync),
		close: wrap("close", async (descriptor: number) => {
			descriptors.delete(descriptor);
			await real.close(descriptor);
		}),
		rename: wrap("rename", real.rename),
		remove: wrap("remove", real.remove),
		calls: () => count,
		kill: async () => void (await Promise.all([...descriptors].map(real.close))),
	};
}

function half(bytes: Uint8Array): Uint8Array {
	return bytes.subarray(0, Math.ceil(bytes.length / 2));
}
