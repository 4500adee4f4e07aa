const { writeFileSync } = require("node:fs");
const { reporters } = require("mocha");

/**
 * Prints as mocha's spec reporter does, and writes what was counted to the file of the option `counts`, so that the
 * totals of several processes can be added up.
 */
class CountingReporter extends reporters.Spec {
	constructor(runner, options) {
		super(runner, options);
		runner.once("end", () => {
			const { passes, failures, pending } = this.stats;
			const file = options.reporterOption?.counts ?? options.reporterOptions?.counts;
			if (file) writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
		});
	}
}

module.exports = CountingReporter;
