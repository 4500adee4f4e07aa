import assert from "node:assert/strict";
import { lookAtFields } from "@/cli/doctor/fields";
import { apiError, configError } from "@/provider/errors/im-error";
import { aPatient } from "./doctor-context";

const call = { command: "portrait_get", accounts: ["administrator"] };
const TEAM = "Tag_Profile_Custom_Team";
const LEVEL = "Tag_Profile_Custom_Level";
const OTHER = "Tag_Profile_IM_New";

describe("doctor on custom fields", () => {
	it("says which can be read, and of the others why not", async () => {
		const asked: (readonly string[])[] = [];
		const read = async (tags: readonly string[]) => {
			asked.push(tags);
			const refused = new Map([
				[LEVEL, apiError(call, 40009)],
				[OTHER, apiError(call, 40007)],
			]);
			return { values: {}, refused };
		};
		const findings = await lookAtFields(aPatient({ tags: [TEAM, LEVEL, OTHER], read }));
		assert.deepEqual(asked, [[TEAM, LEVEL, OTHER]]);
		assert.deepEqual(
			findings.map(({ status, words }) => `${status} ${words}`),
			[
				"ok Team: can be read",
				"failure Level: api 40009 tag does not exist",
				"failure Tag_Profile_IM_New: api 40007 no read permission on the tag",
			],
		);
		assert.match(findings[1]?.next ?? "", /create the custom field in the console/);
	});

	const skips = [
		{ name: "none are named", patient: aPatient(), words: "none named; give --custom, --stack or --state" },
		{
			name: "there are no settings",
			patient: aPatient({ tags: [TEAM], settings: configError("sdkAppId", "not set") }),
			words: "no settings to call with",
		},
		{
			name: "the service refuses every call",
			patient: aPatient({
				tags: [TEAM],
				probe: async () => ({ error: apiError(call, 70009), tookMs: 1, skewMs: 0 }),
			}),
			words: "the service could not be asked",
		},
	];
	for (const { name, patient, words } of skips) {
		it(`skips where ${name}`, async () =>
			assert.deepEqual(await lookAtFields(patient), [{ status: "skipped", words }]));
	}
});
