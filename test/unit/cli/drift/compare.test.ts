import assert from "node:assert/strict";
import { classify } from "@/cli/drift/compare";
import type { UnreadableInput } from "@/cli/drift/declared";
import type { DriftTarget, TargetTag } from "@/cli/drift/targets";
import { accountError, apiError } from "@/provider/errors/im-error";
import { AllowType, Gender } from "@/provider/model/fields";
import { ownedTags } from "@/provider/model/managed-profiles";
import type { ProfileAttributes, TagValues } from "@/provider/model/types";
import { ALLOW_TYPE, LEVEL, NICK } from "@/test/support/builders";

/** Returns a target whose tags have the given values in the program and in the state. The value `hush` is a secret. */
function compareTarget(
	program: ProfileAttributes,
	state: ProfileAttributes = program,
	unreadable: readonly UnreadableInput[] = [],
): DriftTarget {
	const stored = new Map(ownedTags(state).map(({ tag, value }) => [tag, value]));
	const tags: readonly TargetTag[] = ownedTags(program).map((owned) => ({
		...owned,
		secret: owned.value === "hush",
		state: stored.get(owned.tag),
	}));
	return { urn: "u", account: "alice", tags, unreadable };
}

describe("classify", () => {
	const live = (values: TagValues) => ({ values, refused: new Map() });

	const kinds: readonly {
		readonly name: string;
		readonly program?: string;
		readonly state?: string;
		readonly now?: string;
		readonly kind?: string;
	}[] = [
		{ name: "program, state and live value are equal", program: "A", state: "A", now: "A" },
		{ name: "only the live value changed", program: "A", state: "A", now: "X", kind: "live-moved" },
		{ name: "the live value was cleared", program: "A", state: "A", kind: "live-moved" },
		{ name: "only the program changed", program: "B", state: "A", now: "A", kind: "code-moved" },
		{ name: "the attribute is new in the program", program: "B", now: "A", kind: "code-moved" },
		{
			name: "the program and the live value changed to different values",
			program: "B",
			state: "A",
			now: "X",
			kind: "both-moved",
		},
		{ name: "the program and the live value changed to the same value", program: "B", state: "A", now: "B" },
		{ name: "the attribute is new in the program and equals the live value", program: "B", now: "B" },
	];
	for (const { name, program = "", state, now, kind } of kinds) {
		it(`returns ${kind ?? "no finding"} if ${name}`, () => {
			const result = live(now === undefined ? {} : { [NICK]: now });
			const found = classify(compareTarget({ nick: program }, state === undefined ? {} : { nick: state }), result);
			assert.deepEqual(
				found.map((finding) => finding.kind),
				kind === undefined ? [] : [kind],
			);
		});
	}

	it("compares like the provider: an absent tag equals zero, digits equal a number, and allowType has no zero value", () => {
		const unchanged = compareTarget({ nick: "", gender: Gender.Unknown, level: 3 });
		assert.deepEqual(classify(unchanged, live({ [LEVEL]: "3" })), []);
		const [found] = classify(compareTarget({ allowType: AllowType.AllowAny }), live({}));
		assert.deepEqual(found, {
			...{ kind: "live-moved", urn: "u", account: "alice", path: "allowType", tag: ALLOW_TYPE },
			...{ declared: AllowType.AllowAny, live: null },
		});
	});

	it("reports both the declared value and the value in the state if the program changed the value", () => {
		const [found] = classify(compareTarget({ nick: "B" }, { nick: "A" }), live({ [NICK]: "X" }));
		assert.deepEqual([found?.declared, found?.state, found?.live], ["B", "A", "X"]);
	});

	it("masks the declared and the live value of a secret", () => {
		const found = classify(compareTarget({ nick: "hush" }), live({ [NICK]: "canary" }));
		assert.doesNotMatch(JSON.stringify(found), /hush|canary/);
		assert.deepEqual([found[0]?.declared, found[0]?.live, found[0]?.secret], ["[secret]", "[secret]", true]);
	});

	it("returns a single finding for an account that is gone", () => {
		const gone = classify(compareTarget({ nick: "A" }, {}, [{ path: "level", reason: "encrypted" }]), "gone");
		assert.deepEqual(gone, [{ kind: "account-gone", urn: "u", account: "alice" }]);
	});

	it("reports the reason why an account could not be read", () => {
		const [found] = classify(compareTarget({ nick: "A" }), accountError("portrait_get", "alice", 70051));
		assert.equal(found?.kind, "not-readable");
		assert.match(found?.reason ?? "", /^account 70051 account is blocked; /);
	});

	it("reports the reason why a tag could not be read, and compares the other tags", () => {
		const refused = new Map([[NICK, apiError({ command: "portrait_get", accounts: ["alice"] }, 40007)]]);
		const found = classify(compareTarget({ nick: "A", level: 3 }), { values: {}, refused });
		assert.deepEqual(
			found.map(({ kind, path, reason = "" }) => [kind, path, reason.slice(0, 9)]),
			[
				["live-moved", "level", ""],
				["not-readable", "nick", "api 40007"],
			],
		);
	});

	it("reports an unreadable input as not compared, with the reason", () => {
		const unreadable: readonly UnreadableInput[] = [
			{ path: "nick", tag: NICK, reason: "encrypted" },
			{ path: "level", tag: LEVEL, reason: "unknown" },
			{ path: "", reason: "unfinished" },
		];
		const found = classify(compareTarget({}, {}, unreadable), live({}));
		assert.deepEqual(
			found.map(({ kind, path, tag, reason }) => [kind, path, tag, reason]),
			[
				["not-compared", "nick", NICK, "the declared value is encrypted"],
				["not-compared", "level", LEVEL, "the declared value is unknown until the next up"],
				[
					"not-compared",
					undefined,
					undefined,
					"the last up failed partially, so the state may differ from the program",
				],
			],
		);
	});
});
