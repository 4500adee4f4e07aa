const { writeFileSync } = require("node:fs");
const { reporters } = require("mocha");

/**
 * Prints like mocha's spec reporter, and writes the counts and the failed tests to the file of the option
 * `counts`, so that the results of several processes can be combined.
 */
class CountingReporter extends reporters.Spec {
	constructor(runner, options) {
		super(runner, options);
		const failed = [];
		runner.on("fail", (test, error) => failed.push(describeFailure(test, error)));
		runner.once("end", () => {
			const { passes, failures, pending } = this.stats;
			const file = options.reporterOption?.counts ?? options.reporterOptions?.counts;
			const counted = { passed: passes, failed: failures, skipped: pending, failures: failed };
			if (file) writeFileSync(file, JSON.stringify(counted));
		});
	}
}

const MAX_MESSAGE_LENGTH = 500;

/** Returns the title of a failed test, and the start of the error message on the next line. */
function describeFailure(test, error) {
	const [line] = String(error?.message ?? error).split("\n");
	return `${test.titlePath().join(" › ")}\n    ${line.slice(0, MAX_MESSAGE_LENGTH)}`;
}

module.exports = CountingReporter;
