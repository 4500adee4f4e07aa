const { readFileSync, writeFileSync } = require("node:fs");

/*
 * `node --require` loads this module before a measured command. When the command ends, the module writes the peak memory
 * of the process in megabytes to the file that BENCH_PEAK_MEMORY names; 0 on other platforms than Linux.
 *
 * `process.resourceUsage().maxRSS` is not used, because it includes the memory of the process that started the command.
 */
process.on("exit", () => {
	const file = process.env.BENCH_PEAK_MEMORY;
	if (file !== undefined) writeFileSync(file, String(peakMb()));
});

function peakMb() {
	try {
		const [, kilobytes = "0"] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
		return Number(kilobytes) / 1024;
	} catch {
		return 0;
	}
}
