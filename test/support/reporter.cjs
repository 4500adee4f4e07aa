const { writeFileSync } = require("node:fs");
const { reporters } = require("mocha");

/**
 * Prints like mocha's spec reporter, and writes the counts and the titles of failed tests to the file of the option
 * `counts`, so that the results of several processes can be combined.
 */
class CountingReporter extends reporters.Spec {
	constructor(runner, options) {
		super(runner, options);
		const titles = [];
		runner.on("fail", (test) => titles.push(test.titlePath().join(" › ")));
		runner.once("end", () => {
			const { passes, failures, pending } = this.stats;
			const file = options.reporterOption?.counts ?? options.reporterOptions?.counts;
			const counted = { passed: passes, failed: failures, skipped: pending, failures: titles };
			if (file) writeFileSync(file, JSON.stringify(counted));
		});
	}
}

module.exports = CountingReporter;
