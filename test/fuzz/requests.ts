import fc from "fast-check";
import { resolveOptions } from "@/emulator/options";
import type { ServiceRequest } from "@/emulator/request";
import { anyJson, anyText, reservedName } from "@/test/support/arbitraries";
import { NICK, packUserSig, queryOf, TEAM } from "@/test/unit/emulator/in-memory-emulator";

/** The app of the valid queries, which is the emulator's default app. */
const app = resolveOptions({});
const validQuery = queryOf(app);

const commands = ["portrait_get", "portrait_set", "account_import", "multiaccount_import", "account_check"];
const moreCommands = ["kick", "query_online_status", "create_robot", "delete_robot", "get_all_robots"];
const command = fc.constantFrom(...commands.map(pathOf), pathOf("account_delete"), ...moreCommands.map(pathOf));
const account = fc.oneof(
	fc.constantFrom("alice", "bob", "missing", "", "@TLS#NOT_FOUND", "@RBT#faq"),
	reservedName,
	anyText,
);
const tag = fc.oneof(
	fc.constantFrom(NICK, "Tag_Profile_IM_Level", "Tag_Profile_IM_Gender", TEAM, "Tag_X"),
	reservedName,
);
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 });
const orAny = (arbitrary: fc.Arbitrary<unknown>) =>
	fc.oneof({ arbitrary, weight: 6 }, { arbitrary: anyJson, weight: 1 });
const value = fc.oneof(anyText, fc.integer(), anyJson);
const loose: { requiredKeys: []; noNullPrototype: boolean } = { requiredKeys: [], noNullPrototype: true };

const user = fc.record({ UserID: orAny(account), Nick: value, FaceUrl: value }, loose);

/** A body that has the properties that the commands read. Most values are valid or almost valid. */
const body = fc
	.record(
		{
			To_Account: orAny(some(account)),
			TagList: orAny(some(tag)),
			From_Account: orAny(account),
			ProfileItem: orAny(some(orAny(fc.record({ Tag: orAny(tag), Value: value }, loose)))),
			UserID: orAny(account),
			Nick: value,
			SelfSignature: value,
			Robot_Account: orAny(account),
			Identifier: orAny(account),
			IsNeedDetail: orAny(fc.constantFrom(0, 1)),
			AccountList: orAny(some(orAny(user))),
			Accounts: orAny(some(account)),
			CheckItem: orAny(some(orAny(user))),
			DeleteItem: orAny(some(orAny(user))),
		},
		loose,
	)
	.chain((known) =>
		fc.dictionary(reservedName, anyJson, { maxKeys: 1 }).map((reserved) => ({ ...known, ...reserved })),
	);

/** Valid bodies, so that many calls succeed. */
const validBody = fc.constantFrom<object>(
	{ To_Account: ["alice", "missing"], TagList: [NICK] },
	{ From_Account: "alice", ProfileItem: [{ Tag: NICK, Value: "Other" }] },
	{ UserID: "carl" },
	{ UserID: "@RBT#faq", Nick: "FAQ", Robot_Account: "@RBT#faq" },
	{ CheckItem: [{ UserID: "alice" }], DeleteItem: [{ UserID: "bob" }], AccountList: [{ UserID: "dora" }] },
);

const json = fc.oneof({ arbitrary: body, weight: 5 }, validBody, anyJson).map((item) => JSON.stringify(item));

/** The text of a body that is truncated, contains an inserted text, or is deeply nested. */
const brokenText = fc.oneof(
	fc.tuple(json, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
	fc.tuple(json, fc.nat(), anyText).map(([text, at, other]) => insert(text, at % (text.length + 1), other)),
	fc.tuple(fc.constantFrom("[", '{"a":', '{"ProfileItem":['), fc.nat(20_000)).map(([open, n]) => open.repeat(n)),
	fc.integer({ min: 0, max: 9000 }).map((n) => `{"To_Account":${"[".repeat(n)}${"]".repeat(n)}}`),
	fc
		.integer({ min: 1, max: 4000 })
		.map((n) => `{"From_Account":"alice","ProfileItem":[{"Tag":"x","Value":1${"0".repeat(n)}}]}`),
);

const bytes = fc.oneof(
	{ arbitrary: json.map((text) => Buffer.from(text)), weight: 12 },
	{ arbitrary: brokenText.map((text) => Buffer.from(text)), weight: 2 },
	fc.uint8Array({ maxLength: 64 }).map((array) => Buffer.from(array)),
	fc.tuple(json, fc.uint8Array({ maxLength: 4 })).map(([text, junk]) => Buffer.concat([Buffer.from(text), junk])),
);

const claims = fc
	.record({
		"TLS.ver": orAny(fc.constant("2.0")),
		"TLS.identifier": orAny(fc.constant("administrator")),
		"TLS.sdkappid": orAny(fc.constant(app.sdkAppId)),
		"TLS.time": orAny(fc.nat()),
		"TLS.expire": orAny(fc.nat()),
		"TLS.sig": orAny(fc.base64String()),
	})
	.map(packUserSig);

const userSig = fc.oneof(
	claims,
	fc.base64String().map((text) => text.replaceAll("=", "_")),
	anyText,
);
const queryPart = fc.oneof(fc.constantFrom(undefined, "", "0", "-1", "NaN", "9".repeat(400), "json,json"), anyText);
const brokenQuery = fc.oneof(
	userSig.map((usersig) => queryOf(app, { usersig })),
	fc
		.tuple(fc.constantFrom("sdkappid", "identifier", "usersig", "random", "contenttype"), queryPart)
		.map(([name, part]) => queryOf(app, { [name]: part })),
	fc
		.tuple(fc.constantFrom("usersig=x&", "sdkappid=1&", "&&&", "%zz&", "?"), fc.constant(validQuery))
		.map((p) => p.join("")),
	anyText,
);
const query = fc.oneof({ arbitrary: fc.constant(validQuery), weight: 8 }, brokenQuery);

const path = fc.oneof(
	{ arbitrary: command, weight: 12 },
	fc.tuple(reservedName, reservedName).map(([service, name]) => `/v4/${service}/${name}`),
	fc.constantFrom("/", "", "/v4/profile", "/v4//portrait_get", "/v4/profile/portrait_get/", "/v4/%zz/%00", "*"),
	anyText,
);

const method = fc.oneof(
	{ arbitrary: fc.constant("POST"), weight: 12 },
	fc.constantFrom("GET", "post", "PUT", "HEAD", "OPTIONS", "", "__proto__"),
);

/** A valid or invalid request. In many requests a single part is invalid, and in some every part is invalid. */
export const anyRequest: fc.Arbitrary<ServiceRequest> = fc
	.record({ method, path, query, body: fc.option(bytes, { nil: undefined, freq: 50 }) })
	.map(({ path: at, query: asked, ...rest }) => ({ ...rest, url: `${at}?${asked}` }));

function pathOf(name: string): string {
	if (name.startsWith("query")) return `/v4/openim/${name}`;
	if (name.includes("robot")) return `/v4/openim_robot_http_svc/${name}`;
	return name.startsWith("portrait") ? `/v4/profile/${name}` : `/v4/im_open_login_svc/${name}`;
}

function insert(text: string, at: number, other: string): string {
	return text.slice(0, at) + other + text.slice(at);
}
