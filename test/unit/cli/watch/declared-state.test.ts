import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDeclaredState } from "@/cli/watch/declared-state";
import { APP, LEVEL, NICK, TEAM } from "@/test/support/builders";
import { buildResource, buildSetResource, buildStateExport, encrypted, inClear } from "@/test/support/stack-export";
import { createEvent } from "./event";

const IMAGE = "Tag_Profile_IM_Image";
const OTHER = "Tag_Extra_Text";

describe("openDeclaredState", () => {
	let folder: string;
	let file: string;
	let warnings: string[];
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-state-"));
		file = join(folder, "state.json");
		warnings = [];
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const write = (...resources: readonly ReturnType<typeof buildResource>[]) =>
		writeFileSync(file, JSON.stringify(buildStateExport(resources)));
	const open = (sdkAppId = APP) => openDeclaredState({ file, sdkAppId, warn: (line) => warnings.push(line) });

	const rows: readonly { name: string; resource: ReturnType<typeof buildResource>; paths: readonly string[] }[] = [
		{
			name: "a profile",
			resource: buildResource("alice", { nick: "x", custom: { Team: "y" } }),
			paths: ["nick", "custom.Team"],
		},
		{
			name: "a profile of a set",
			resource: buildSetResource({ alice: { level: 3 }, bob: { nick: "x" } }),
			paths: ["level"],
		},
		{ name: "another account", resource: buildResource("bob", { nick: "x" }), paths: [] },
		{ name: "other inputs", resource: buildResource("alice", { image: "x" }), paths: [] },
		{
			name: "an unmanaged input",
			resource: buildResource("alice", { nick: "x", __unmanaged: ["nick"] }),
			paths: [],
		},
		{ name: "an encrypted input", resource: buildResource("alice", { nick: encrypted() }), paths: ["nick"] },
		{ name: "encrypted custom fields", resource: buildResource("alice", { custom: encrypted() }), paths: ["custom"] },
		{ name: "encrypted tags", resource: buildResource("alice", { tags: encrypted() }), paths: ["tags"] },
		{
			name: "an encrypted profile of a set",
			resource: buildSetResource({ alice: encrypted() }),
			paths: ["an unreadable input"],
		},
		{ name: "a lost input", resource: buildResource("alice", { nick: inClear(null) }), paths: ["nick"] },
		{
			name: "a profile with an app of the wrong type",
			resource: buildResource("alice", {}, { outputs: { account: "alice", nick: "x", app: "7" } }),
			paths: ["an unreadable input"],
		},
		{
			name: "a profile whose last up failed partially",
			resource: buildResource("alice", { image: "x" }, { initErrors: ["nick: refused"] }),
			paths: [],
		},
	];
	for (const { name, resource, paths } of rows) {
		it(`returns ${paths.join(", ") || "nothing"} if the state declares ${name}`, async () => {
			write(resource);
			const tags = [NICK, LEVEL, TEAM, OTHER];
			assert.deepEqual(await (await open()).changedInputs(createEvent({ tags })), paths);
		});
	}

	it("warns about resources whose accounts cannot be read", async () => {
		write(buildSetResource({}, "ok"), { ...buildSetResource({}, "lost"), outputs: { profiles: inClear(null) } });
		await open();
		assert.deepEqual(warnings, [
			`${file}: accounts of these resources cannot be read, and changes of them are not printed: lost; run pulumi-tim drift for the reasons`,
		]);
	});

	it("does not warn about a set without accounts whose last up failed partially", async () => {
		write(
			{ ...buildSetResource({}), initErrors: ["refused"] },
			{ ...buildSetResource({ bob: {} }), initErrors: ["x"] },
		);
		await open();
		assert.deepEqual(warnings, []);
	});

	it("skips profiles of another app", async () => {
		write(buildResource("alice", { nick: "x" }));
		assert.deepEqual(await (await open(APP + 1)).changedInputs(createEvent()), []);
	});

	it("reads a changed file again, and uses its new content for all concurrent events", async () => {
		write(buildResource("alice", { image: "x" }));
		const declared = await open();
		const tags = [NICK, IMAGE];
		assert.deepEqual(await declared.changedInputs(createEvent({ tags })), ["image"]);
		write(buildResource("alice", { nick: "x" }));
		const both = [declared.changedInputs(createEvent({ tags })), declared.changedInputs(createEvent({ tags }))];
		assert.deepEqual(await Promise.all(both), [["nick"], ["nick"]]);
	});

	it("uses the previous content while the file is incomplete or missing, and warns once", async () => {
		write(buildResource("alice", { nick: "x" }));
		const declared = await open();
		writeFileSync(file, '{"version":3,');
		for (let times = 0; times < 2; times += 1) assert.deepEqual(await declared.changedInputs(createEvent()), ["nick"]);
		rmSync(file);
		for (let times = 0; times < 2; times += 1) assert.deepEqual(await declared.changedInputs(createEvent()), ["nick"]);
		assert.deepEqual(warnings, [
			`${file}: not valid JSON; create it again; the previous content of the state file is used`,
			`${file}: the file does not exist; check the path; the previous content of the state file is used`,
		]);
		write(buildResource("alice", { image: "x" }));
		assert.deepEqual(await declared.changedInputs(createEvent()), []);
	});

	it("rejects if the file cannot be read when it is opened", async () => {
		await assert.rejects(open(), { message: `${file}: the file does not exist; check the path` });
	});
});
