import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDeclared } from "../../../../cli/watch/declared";
import { APP, LEVEL, NICK, TEAM } from "../../../support/builders";
import { anExport, aResource, aSetResource, encrypted } from "../../../support/stack-export";
import { anEvent } from "./an-event";

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

	const write = (...resources: readonly ReturnType<typeof aResource>[]) =>
		writeFileSync(file, JSON.stringify(anExport(resources)));
	const open = (sdkAppId = APP) => openDeclared({ file, sdkAppId, say: (line) => said.push(line) });

	const rows: readonly { name: string; resource: ReturnType<typeof aResource>; paths: readonly string[] }[] = [
		{
			name: "a profile",
			resource: aResource("alice", { nick: "x", custom: { Team: "y" } }),
			paths: ["nick", "custom.Team"],
		},
		{ name: "one of a set", resource: aSetResource({ alice: { level: 3 }, bob: { nick: "x" } }), paths: ["level"] },
		{ name: "another account", resource: aResource("bob", { nick: "x" }), paths: [] },
		{ name: "other inputs", resource: aResource("alice", { image: "x" }), paths: [] },
		{ name: "an input left to others", resource: aResource("alice", { nick: "x", __unmanaged: ["nick"] }), paths: [] },
		{ name: "an encrypted input", resource: aResource("alice", { nick: encrypted() }), paths: ["nick"] },
		{ name: "encrypted custom fields", resource: aResource("alice", { custom: encrypted() }), paths: ["custom"] },
		{ name: "encrypted tags of other names", resource: aResource("alice", { tags: encrypted() }), paths: ["tags"] },
		{
			name: "an encrypted profile of a set",
			resource: aSetResource({ alice: encrypted() }),
			paths: ["an input that is a secret"],
		},
		{
			name: "a profile whose last up failed in part",
			resource: aResource("alice", { image: "x" }, { initErrors: ["nick: refused"] }),
			paths: [],
		},
	];
	for (const { name, resource, paths } of rows) {
		it(`finds ${paths.join(", ") || "nothing"} where the state declares ${name}`, async () => {
			write(resource);
			const tags = [NICK, LEVEL, TEAM, OTHER];
			assert.deepEqual(await (await open()).touchedBy(anEvent({ tags })), paths);
		});
	}

	it("passes over profiles of another app", async () => {
		write(aResource("alice", { nick: "x" }));
		assert.deepEqual(await (await open(APP + 1)).touchedBy(anEvent()), []);
	});

	it("reads the file again when it has changed, also between two events that come together", async () => {
		write(aResource("alice", { image: "x" }));
		const declared = await open();
		const tags = [NICK, IMAGE];
		assert.deepEqual(await declared.touchedBy(anEvent({ tags })), ["image"]);
		write(aResource("alice", { nick: "x" }));
		const both = [declared.touchedBy(anEvent({ tags })), declared.touchedBy(anEvent({ tags }))];
		assert.deepEqual(await Promise.all(both), [["nick"], ["nick"]]);
	});

	it("goes on with what it had while the file is half-written or gone, and says so once", async () => {
		write(aResource("alice", { nick: "x" }));
		const declared = await open();
		writeFileSync(file, '{"version":3,');
		for (let times = 0; times < 2; times += 1) assert.deepEqual(await declared.touchedBy(anEvent()), ["nick"]);
		rmSync(file);
		for (let times = 0; times < 2; times += 1) assert.deepEqual(await declared.touchedBy(anEvent()), ["nick"]);
		assert.deepEqual(said, [
			`${file}: is not JSON; going on with what it said before`,
			`${file}: no such file; going on with what it said before`,
		]);
		write(aResource("alice", { image: "x" }));
		assert.deepEqual(await declared.touchedBy(anEvent()), []);
	});

	it("fails where the file cannot be read the first time", async () => {
		await assert.rejects(open(), { message: `${file}: no such file` });
	});
});
