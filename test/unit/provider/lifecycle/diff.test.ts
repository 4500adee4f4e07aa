import assert from "node:assert/strict";
import { apiError, networkError } from "@/provider/errors/im-error";
import type { HandlerContext } from "@/provider/lifecycle/context";
import { AllowType } from "@/provider/model/fields";
import { type ProfileInputs, type ProfileState, type TagValues, unknownValue } from "@/provider/model/types";
import {
	ALLOW_TYPE,
	APP,
	failureOf,
	fakeService,
	handlerContext,
	LEVEL,
	NICK,
	profileInputs,
	profileState,
} from "@/test/support/builders";
import { kinds } from "@/test/support/profile-kinds";

interface Row {
	readonly name: string;
	/** Outputs beside the nick Alice. */
	readonly olds?: Partial<ProfileState>;
	readonly news?: Partial<ProfileInputs>;
	/** What is live; `undefined` for no such account. @default the nick Alice */
	readonly live?: TagValues | "gone";
	readonly answer: object;
	readonly lines?: readonly string[];
	/** @default one look */
	readonly looks?: readonly string[];
	/** Speaks of another account, which a set does not replace. */
	readonly replaces?: boolean;
}

const drift = (paths: string) => `alice: changed outside Pulumi: ${paths}`;

const gone =
	"alice: the account is not in the service; import it (account_import) before the next up, or remove the profile";

const same = { changes: false };

const moved = { changes: true };

const inputsDiffer = {};

/** The rows of the rules, "what diff answers". */
const rows: readonly Row[] = [
	{ name: "all three are equal", answer: same },
	{ name: "the live profile alone differs", live: { [NICK]: "X" }, answer: moved, lines: [drift("nick")] },
	{ name: "the inputs differ", news: { nick: "B" }, answer: inputsDiffer },
	{
		name: "the inputs differ and live has them already",
		news: { nick: "B" },
		live: { [NICK]: "B" },
		answer: inputsDiffer,
		lines: [drift("nick")],
	},
	{ name: "a tag is new", news: { level: 3 }, answer: inputsDiffer },
	{
		name: "a tag is new and live has its value",
		news: { level: 3 },
		live: { [NICK]: "Alice", [LEVEL]: 3 },
		answer: inputsDiffer,
	},
	{ name: "a tag is new and its value is zero", news: { level: 0 }, answer: inputsDiffer },
	{
		name: "the inputs differ in one tag and live in another",
		olds: { level: 1 },
		news: { level: 2 },
		live: { [NICK]: "X", [LEVEL]: 1 },
		answer: inputsDiffer,
		lines: [drift("nick")],
		looks: ["get alice nick,level"],
	},
	{
		name: "a tag is released",
		olds: { level: 1 },
		answer: inputsDiffer,
		lines: ["alice: level released, left as it is on the service"],
	},
	{
		name: "a tag is released and live has another value of it",
		olds: { level: 1 },
		live: { [NICK]: "Alice", [LEVEL]: 9 },
		answer: inputsDiffer,
		lines: ["alice: level released, left as it is on the service"],
	},
	{ name: "the account is gone", live: "gone", answer: moved, lines: [gone] },
	{
		name: "the account is gone and the inputs differ",
		live: "gone",
		news: { nick: "B" },
		answer: inputsDiffer,
		lines: [gone],
	},
	{
		name: "the account is another",
		news: { account: "bob" },
		live: { [NICK]: "X" },
		answer: { changes: true, replaces: ["account"] },
		looks: [],
		replaces: true,
	},
	{ name: "an input is unknown", news: { nick: unknownValue }, live: { [NICK]: "X" }, answer: inputsDiffer, looks: [] },
	{ name: "the account is unknown", news: { account: unknownValue }, answer: inputsDiffer, looks: [] },
	{
		name: "a value deep inside is unknown",
		news: { tags: { Tag_New: { uint64: unknownValue } } },
		answer: inputsDiffer,
		looks: [],
	},
	{
		name: "live has other tags that nobody owns",
		live: { [NICK]: "Alice", [LEVEL]: 9, [ALLOW_TYPE]: AllowType.DenyAny },
		answer: same,
	},
	{
		name: "a zero is declared and live has none",
		olds: { level: 0 },
		news: { level: 0 },
		answer: same,
		looks: ["get alice nick,level"],
	},
	{
		name: "an allow type is declared and live has none",
		olds: { allowType: AllowType.AllowAny },
		news: { allowType: AllowType.AllowAny },
		answer: moved,
		lines: [drift("allowType")],
		looks: ["get alice nick,allowType"],
	},
	{
		name: "the state knows the drift already",
		olds: { nick: "X" },
		live: { [NICK]: "X" },
		answer: inputsDiffer,
	},
	{
		name: "what moved is left to others",
		news: { __unmanaged: ["nick"] },
		live: { [NICK]: "X" },
		answer: same,
		looks: ["get alice "],
	},
	{
		name: "one of two that moved is left to others",
		olds: { level: 1 },
		news: { level: 1, __unmanaged: ["nick"] },
		live: { [NICK]: "X", [LEVEL]: 2 },
		answer: moved,
		lines: [drift("level")],
		looks: ["get alice level"],
	},
];

for (const kind of kinds) {
	describe(`the diff of a ${kind.name}`, () => {
		const diff = (context: HandlerContext, olds: Partial<ProfileState> = {}, news: Partial<ProfileInputs> = {}) =>
			kind.hooks(context).diff("alice", profileState(olds), profileInputs(news));
		const fits = ({ replaces = false }: Row) => !replaces || kind.name === "Profile";

		for (const {
			name,
			olds,
			news,
			live = { [NICK]: "Alice" },
			answer,
			lines = [],
			looks = ["get alice nick"],
		} of rows.filter(fits)) {
			it(`answers ${JSON.stringify(answer)} when ${name}`, async () => {
				const service = fakeService({ accounts: live === "gone" ? {} : { alice: live } });
				const context = handlerContext(service);
				assert.deepEqual(await diff(context, olds, news), answer);
				assert.deepEqual({ lines: context.lines, looks: service.log }, { lines, looks });
			});
		}

		describe("with compare: state", () => {
			const offline: readonly Row[] = [
				{ name: "the inputs are equal, whatever is live", live: { [NICK]: "X" }, answer: same },
				{ name: "the inputs differ", news: { nick: "B" }, answer: inputsDiffer },
				{
					name: "the account is another",
					news: { account: "bob" },
					answer: { changes: true, replaces: ["account"] },
					replaces: true,
				},
				{
					name: "a tag is released",
					olds: { level: 1 },
					answer: inputsDiffer,
					lines: ["alice: level released, left as it is on the service"],
				},
			];
			for (const { name, olds, news, answer, lines = [] } of offline.filter(fits)) {
				it(`answers ${JSON.stringify(answer)} when ${name}, and needs no service`, async () => {
					const unused = () => assert.fail("a service was asked for");
					const context = { ...handlerContext(fakeService(), { compare: "state" }), service: unused };
					assert.deepEqual(await diff(context, olds, news), answer);
					assert.deepEqual(context.lines, lines);
				});
			}
		});

		it("throws what the read throws, and never takes it for gone", async () => {
			const lost = networkError({ command: "portrait_get", accounts: ["alice"] }, "ECONNREFUSED");
			const context = handlerContext(fakeService({ failRead: () => lost }));
			assert.equal(await failureOf(diff(context)), lost);
		});

		it("throws the error of a tag that the service would not read", async () => {
			const refusal = apiError({ command: "portrait_get", accounts: ["alice"] }, 40007);
			const context = handlerContext(fakeService({ unreadable: new Map([[NICK, refusal]]) }));
			assert.equal(await failureOf(diff(context)), refusal);
		});

		it("refuses a state of another app before it reads", async () => {
			const service = fakeService();
			const context = handlerContext(service, { app: APP + 1 });
			const { message } = await failureOf(diff(context));
			const words = `: the state belongs to app ${APP}, the settings name app ${APP + 1}: use another stack`;
			assert.ok(message.endsWith(words), message);
			assert.deepEqual(service.log, []);
		});
	});
}
