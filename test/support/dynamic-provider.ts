import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

/** A map in the provider protocol (`google.protobuf.Struct`). */
interface Struct {
	toJavaScript(): Readonly<Record<string, unknown>>;
}

/** A message of the provider protocol. Only the getters that tests use are declared. */
export interface Message {
	readonly [setter: `set${string}`]: (value: unknown) => void;
	getInputs(): Struct;
	getFailuresList(): readonly { getProperty(): string; getReason(): string }[];
	getChanges(): number;
}
type Callback = (error: Error | null, answer: Message) => void;
type Client = Readonly<Record<string, (message: Message, callback: Callback) => void>>;

/**
 * A `require` function that finds the dependencies of the Pulumi SDK, such as gRPC and the messages of the provider
 * protocol.
 */
const fromSdk = createRequire(join(dirname(require.resolve("@pulumi/pulumi/package.json")), "package.json"));
const grpc = fromSdk("@grpc/grpc-js");
const { ResourceProviderClient } = fromSdk("./proto/provider_grpc_pb");
const { Struct } = fromSdk("google-protobuf/google/protobuf/struct_pb") as {
	readonly Struct: { fromJavaScript(value: object): Struct };
};

/** The classes of the provider protocol's messages, by name. */
export const messages = fromSdk("./proto/provider_pb") as Readonly<Record<string, new () => Message>> & {
	readonly DiffResponse: { readonly DiffChanges: Readonly<Record<"DIFF_NONE" | "DIFF_UNKNOWN", number>> };
};

/**
 * A process of the SDK's dynamic provider, started in the folder of a program as the engine starts it. `nodeArgs` are
 * arguments of Node.js.
 */
export class DynamicProvider {
	readonly #process: ChildProcess;
	#client: (Client & { close(): void }) | undefined;

	constructor(folder: string, nodeArgs: readonly string[] = []) {
		const script = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
		const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("TIM_")));
		this.#process = spawn(process.execPath, [...nodeArgs, script, "127.0.0.1:9"], {
			cwd: folder,
			env,
			stdio: ["ignore", "pipe", "ignore"],
		});
	}

	/** Waits until the process prints its port, and connects to that port. */
	async connect(): Promise<void> {
		const { stdout } = this.#process;
		if (stdout === null) throw new Error("the process of the dynamic provider has no stdout");
		const [port] = await once(createInterface(stdout), "line");
		this.#client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
	}

	/**
	 * Calls a method of the provider with a request of the given type. `parts` contains the fields of the request by
	 * the name of their setter. Maps are converted to structs.
	 */
	call(method: string, type: string, parts: Readonly<Record<string, unknown>>): Promise<Message> {
		const Request = messages[type];
		if (Request === undefined) throw new Error(`the provider protocol has no message ${type}`);
		const request = new Request();
		for (const [part, value] of Object.entries(parts)) {
			request[`set${part}`]?.(typeof value === "object" && value !== null ? Struct.fromJavaScript(value) : value);
		}
		return new Promise((resolve, reject) => {
			this.#client?.[method]?.call(this.#client, request, (error, answer) => (error ? reject(error) : resolve(answer)));
		});
	}

	/** Ends the process. */
	async stop(): Promise<void> {
		this.#client?.close();
		this.#process.kill();
		await once(this.#process, "exit");
	}
}
