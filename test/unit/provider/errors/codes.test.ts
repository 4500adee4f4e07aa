import assert from "node:assert/strict";
import { type CodeClass, describeCode } from "@/provider/errors/codes";
import { apiError } from "@/provider/errors/im-error";

/**
 * The documented error codes of the API calls that this package makes, keyed by code class.
 *
 * Source: https://trtc.io/document/34348 and https://cloud.tencent.com/document/product/269/1671
 */
const listed: Readonly<Record<CodeClass, readonly number[]>> = {
	auth: [60004, 60005, 60006, 70001, 70002, 70003, 70005, 70009, 70013, 70014, 70016, 70020, 70032, 70052],
	"bad-request": [
		...[40001, 40002, 40009, 40601, 40605, 40610, 60002, 60003, 60009, 60012, 60015, 60025, 60026],
		...[70206, 70402, 70404, 80002, 90001, 10004, 10018],
	],
	"content-filter": [40005, 80001, 80004],
	forbidden: [
		...[40004, 40007, 40008, 60010, 60016, 60017, 60020, 60021, 60027, 70051, 70114, 70399, 70403, 71000],
		...[72001, 72011, 72012, 80005, 90009, 10007, 10008, 10016],
	],
	"not-found": [40003, 70107, 90012, 90048, 10019],
	quota: [60028, 70050, 70398, 72000, 72002],
	"rate-limit": [60007, 60011, 60018, 60019, 72010, 10006],
	transient: [
		...[40006, 60008, 60013, 60014, 70169, 70202, 70500, 80003, 90992, 90994, 90995, 91000],
		...[10002, 30006, 30007, 30008],
	],
};

describe("describeCode", () => {
	const unknown = describeCode(1).text;

	for (const [codeClass, codes] of Object.entries(listed)) {
		it(`returns a description and a next step for each code of the class ${codeClass}`, () => {
			for (const code of codes) {
				const { class: found, text, nextStep } = describeCode(code);
				assert.equal(found, codeClass, `${code}`);
				assert.notEqual(text, unknown, `${code}`);
				assert.ok(text.length > 0 && nextStep.length > 0, `${code}`);
				assert.doesNotMatch(`${text}${nextStep}`, /\n|;.*;/, `${code}`);
			}
		});
	}

	it("returns the classes transient and rate-limit only for retryable codes", () => {
		const retryable = Object.entries(listed).filter(([, codes]) =>
			codes.some((code) => apiError(aCall, code).retryable),
		);
		assert.deepEqual(
			retryable.map(([codeClass]) => codeClass),
			["rate-limit", "transient"],
		);
	});

	it("returns the description of an unknown error code for a code that is not in the table", () => {
		assert.deepEqual(describeCode(1), {
			class: "bad-request",
			text: "unknown error code",
			nextStep: "look up the code in the service's list of error codes",
		});
	});
});

const aCall = { command: "portrait_get", accounts: ["alice"] };
