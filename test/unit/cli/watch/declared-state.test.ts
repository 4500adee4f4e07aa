import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDeclaredState } from "@/cli/watch/declared-state";
import { APP, LEVEL, NICK, TEAM } from "@/test/support/builders";
import { buildResource, buildSetResource, buildStateExport, encrypted } from "@/test/support/stack-export";
import { createEvent } from "@/test/unit/cli/watch/event";

const IMAGE = "Tag_Profile_IM_Image";

const OTHER = "Tag_Extra_Text";

describe("a declared state", () => {
	let folder: string;
	let file: string;
	let said: string[];
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "pulumi-tim-state-"));
		file = join(folder, "state.json");
		said = [];
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const write = (...resources: readonly ReturnType<typeof buildResource>[]) =>
		writeFileSync(file, JSON.stringify(buildStateExport(resources)));
	const open = (sdkAppId = APP) => openDeclaredState({ file, sdkAppId, print: (line) => said.push(line) });

	const rows: readonly { name: string; resource: ReturnType<typeof buildResource>; paths: readonly string[] }[] = [
		{
			name: "a profile",
			resource: buildResource("alice", { nick: "x", custom: { Team: "y" } }),
			paths: ["nick", "custom.Team"],
		},
		{ name: "one of a set", resource: buildSetResource({ alice: { level: 3 }, bob: { nick: "x" } }), paths: ["level"] },
		{ name: "another account", resource: buildResource("bob", { nick: "x" }), paths: [] },
		{ name: "other inputs", resource: buildResource("alice", { image: "x" }), paths: [] },
		{
			name: "an input left to others",
			resource: buildResource("alice", { nick: "x", __unmanaged: ["nick"] }),
			paths: [],
		},
		{ name: "an encrypted input", resource: buildResource("alice", { nick: encrypted() }), paths: ["nick"] },
		{ name: "encrypted custom fields", resource: buildResource("alice", { custom: encrypted() }), paths: ["custom"] },
		{ name: "encrypted tags of other names", resource: buildResource("alice", { tags: encrypted() }), paths: ["tags"] },
		{
			name: "an encrypted profile of a set",
			resource: buildSetResource({ alice: encrypted() }),
			paths: ["an input that is a secret"],
		},
		{
			name: "a profile whose last up failed in part",
			resource: buildResource("alice", { image: "x" }, { initErrors: ["nick: refused"] }),
			paths: [],
		},
	];
	for (const { name, resource, paths } of rows) {
		it(`finds ${paths.join(", ") || "nothing"} where the state declares ${name}`, async () => {
			write(resource);
			const tags = [NICK, LEVEL, TEAM, OTHER];
			assert.deepEqual(await (await open()).changedInputs(createEvent({ tags })), paths);
		});
	}

	it("passes over profiles of another app", async () => {
		write(buildResource("alice", { nick: "x" }));
		assert.deepEqual(await (await open(APP + 1)).changedInputs(createEvent()), []);
	});

	it("reads the file again when it has changed, also between two events that come together", async () => {
		write(buildResource("alice", { image: "x" }));
		const declared = await open();
		const tags = [NICK, IMAGE];
		assert.deepEqual(await declared.changedInputs(createEvent({ tags })), ["image"]);
		write(buildResource("alice", { nick: "x" }));
		const both = [declared.changedInputs(createEvent({ tags })), declared.changedInputs(createEvent({ tags }))];
		assert.deepEqual(await Promise.all(both), [["nick"], ["nick"]]);
	});

	it("goes on with what it had while the file is half-written or gone, and says so once", async () => {
		write(buildResource("alice", { nick: "x" }));
		const declared = await open();
		writeFileSync(file, '{"version":3,');
		for (let times = 0; times < 2; times += 1) assert.deepEqual(await declared.changedInputs(createEvent()), ["nick"]);
		rmSync(file);
		for (let times = 0; times < 2; times += 1) assert.deepEqual(await declared.changedInputs(createEvent()), ["nick"]);
		assert.deepEqual(said, [
			`${file}: not valid JSON; going on with what it said before`,
			`${file}: no such file; going on with what it said before`,
		]);
		write(buildResource("alice", { image: "x" }));
		assert.deepEqual(await declared.changedInputs(createEvent()), []);
	});

	it("fails where the file cannot be read the first time", async () => {
		await assert.rejects(open(), { message: `${file}: no such file` });
	});
});
