import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

/*
 * A minimal Node.js language host for Pulumi, used when the engine has no language host. The engine starts the language
 * host, reads its port from the first line of its output, and requests it to run the program. The protocol messages are
 * those of the SDK in this checkout; the program runs with the SDK installed in its own folder.
 */
const require = createRequire(import.meta.url);
const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const grpc = sdk("@grpc/grpc-js");
const services = sdk("./proto/language_grpc_pb.js");
const messages = sdk("./proto/language_pb.js");
const plugin = sdk("./proto/plugin_pb.js");
const sdkVersion = sdk("./package.json").version;

/** The exit code of a program that has already reported its error to the user. */
const bailCode = 32;

const programs = new Set();

/** Serves requests until standard input is closed, which happens when the engine exits or is killed. */
export function serve() {
	const engine = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
	const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
	server.addService(services.LanguageRuntimeService, {
		handshake: (_, answer) => answer(null, new messages.LanguageHandshakeResponse()),
		getPluginInfo: (_, answer) => answer(null, pluginInfo()),
		getRequiredPackages: (_, answer) => answer(null, new messages.GetRequiredPackagesResponse()),
		getRequiredPlugins: (_, answer) => answer(null, new messages.GetRequiredPluginsResponse()),
		about: (_, answer) => answer(null, about()),
		run: (call, answer) => run(call, engine).then((response) => answer(null, response), answer),
	});
	server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
		if (error) throw error;
		process.stdout.write(`${port}\n`);
	});
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
	process.stdin.on("end", stop).on("error", stop).resume();
}

function stop() {
	for (const program of programs) program.kill("SIGKILL");
	process.exit(0);
}

function pluginInfo() {
	const info = new plugin.PluginInfo();
	info.setVersion(sdkVersion);
	return info;
}

function about() {
	const response = new messages.AboutResponse();
	response.setExecutable(process.execPath);
	response.setVersion(process.version);
	return response;
}

/**
 * Runs the program and waits until it ends. The program writes to the output of this process, and the engine shows this
 * output.
 */
async function run(call, engine) {
	const request = call.request;
	const info = request.getInfo();
	const options = info?.getOptions()?.toJavaScript() ?? {};
	const folder = info?.getProgramDirectory() || request.getPwd();
	const runner = createRequire(join(folder, "_")).resolve("@pulumi/pulumi/cmd/run");
	const nodeArgs = (options.nodeargs ?? "").split(" ").filter((argument) => argument !== "");
	const child = spawn(
		process.env.PULUMI_TIM_NODE ?? process.execPath,
		[...nodeArgs, runner, ...commandLine(request, engine)],
		{ cwd: folder, env: programEnvironment(request, options), stdio: ["ignore", "inherit", "inherit"] },
	);
	programs.add(child);
	call.on("cancelled", () => child.kill("SIGKILL"));
	return new Promise((done, fail) => {
		child.on("error", fail);
		child.on("close", (code, signal) => {
			programs.delete(child);
			done(toResponse(code, signal));
		});
	});
}

function commandLine(request, engine) {
	const values = {
		monitor: request.getMonitorAddress(),
		engine,
		"root-directory": request.getInfo()?.getRootDirectory(),
		organization: request.getOrganization(),
		project: request.getProject(),
		stack: request.getStack(),
		pwd: request.getPwd(),
		parallel: String(request.getParallel()),
	};
	const named = Object.entries(values).filter(([, value]) => value !== undefined && value !== "");
	const dryRun = request.getDryrun() ? ["--dry-run"] : [];
	const program = [request.getProgram() || ".", ...request.getArgsList()];
	return [...named.flatMap(([name, value]) => [`--${name}`, value]), ...dryRun, ...program];
}

function programEnvironment(request, options) {
	return {
		...process.env,
		PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toObject())),
		PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
		PULUMI_NODEJS_TYPESCRIPT: String(options.typescript ?? true),
	};
}

function toResponse(code, signal) {
	const response = new messages.RunResponse();
	if (code === bailCode) response.setBail(true);
	else if (signal) response.setError(`Program was terminated by ${signal}`);
	else if (code !== 0) response.setError(`Program exited with non-zero exit code: ${code}`);
	return response;
}
