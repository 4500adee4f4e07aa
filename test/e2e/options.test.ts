import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "@/emulator";
import { type CommandResult, startCommand } from "@/test/support/command";
import { findEngine } from "@/test/support/engine";
import { assertExitCode, storedTags } from "@/test/support/profile-stack";
import { createStack, type Stack } from "@/test/support/stack";

/** A resource of the program. Its option `deletedWith` is the name of another resource. */
interface Declared {
	readonly kind: "Account" | "Profile" | "ProfileSet" | "Robot";
	readonly args: Readonly<Record<string, unknown>>;
	readonly options?: Readonly<Record<string, unknown>>;
}

type Program = Readonly<Record<string, Declared>>;

const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const tim = require("pulumi-tim");
const made = {};
for (const [name, { kind, args, options }] of Object.entries(require("./declared.json"))) {
	const nick = args.secretNick && pulumi.secret(args.secretNick);
	const { secretNick, ...rest } = args;
	const deletedWith = made[options?.deletedWith];
	made[name] = new tim[kind](name, { ...rest, ...(nick && { nick }) }, { ...options, ...(deletedWith && { deletedWith }) });
}
`;

const SECRET = "canary-hidden";
const profile = (account: string, args: object = {}, options: object = {}): Declared => ({
	kind: "Profile",
	args: { account, nick: "Mine", onDelete: "reset", ...args },
	options: { ...options },
});

const first: Program = {
	home: { kind: "Account", args: { account: "home", onDelete: "delete" } },
	tenant: profile("home", {}, { deletedWith: "home" }),
	moved: { kind: "Account", args: { account: "moved", onDelete: "delete" } },
	faq: { kind: "Robot", args: { account: "@RBT#faq", onDelete: "delete" }, options: { retainOnDelete: true } },
	fixed: { kind: "Account", args: { account: "fixed" }, options: { ignoreChanges: ["onDelete"] } },
	guarded: profile("guarded", {}, { protect: true }),
	retained: profile("retained", {}, { retainOnDelete: true }),
	aliased: profile("aliased", { onDelete: "restore" }),
	replaced: profile("replaced", {}, { replaceOnChanges: ["nick"] }),
	aimed: profile("aimed"),
	missed: profile("missed"),
	sharedNick: { kind: "Profile", args: { account: "shared", nick: "Mine" } },
	sharedLevel: { kind: "ProfileSet", args: { profiles: { shared: { level: 5 } } } },
	moving: { kind: "Profile", args: { account: "moving", secretNick: SECRET, onDelete: "reset" } },
	forgotten: profile("forgotten"),
	relabelled: profile("relabelled"),
};

const targeted: Program = {
	...first,
	aimed: profile("aimed", { nick: "Again" }),
	missed: profile("missed", { nick: "Again" }),
};

const { aliased, moved, ...unaliased } = targeted;
const second: Program = {
	...unaliased,
	aliasedNow: profile("aliased", { onDelete: "restore" }, { aliases: [{ name: "aliased" }] }),
	movedNow: { ...moved, options: { aliases: [{ name: "moved" }] } } as Declared,
	fixed: { ...unaliased.fixed, args: { account: "fixed", onDelete: "delete" } } as Declared,
	replaced: profile("replaced", { nick: "Again" }, { replaceOnChanges: ["nick"] }),
};

const { moving, forgotten, relabelled, ...rest } = second;
const third: Program = { ...rest, relabelledNow: profile("relabelled") };

const fileOf = (program: Program) => ({ "declared.json": JSON.stringify(program) });

describe("the provider with resource options on the real engine", function () {
	this.timeout(120_000);
	let emulator: Emulator;
	let stack: Stack;
	const urnOf = async (name: string) => {
		const { urn } = (await stack.resources()).find((each) => each.urn.endsWith(`::${name}`)) ?? {};
		return urn ?? assert.fail(`the state contains no resource ${name}`);
	};
	const outputsOf = async (name: string) =>
		(await stack.resources()).find(({ urn }) => urn.endsWith(`::${name}`))?.outputs;
	/** Runs `work`. Returns the accounts that were written, created or deleted meanwhile. */
	const writtenDuring = async (work: () => Promise<unknown>) => {
		const seen = emulator.requests.length;
		await work();
		const writes = emulator.requests.slice(seen).filter(({ command }) => /set|import|create|delete/.test(command));
		return writes.flatMap(({ accounts }) => accounts).sort();
	};
	/** Runs a command of Pulumi without the argument `--stack`. */
	const pulumi = async (...args: readonly string[]): Promise<CommandResult> =>
		startCommand((await findEngine()).pulumi, [...args, "--non-interactive", "--color", "never"], {
			cwd: stack.folder,
			env: stack.env,
		}).result;

	before(async () => {
		const names = ["guarded", "retained", "replaced", "aimed", "missed", "shared", "moving", "forgotten", "relabelled"];
		emulator = await startEmulator({
			accounts: {
				...Object.fromEntries(names.map((name) => [name, {}])),
				aliased: { Tag_Profile_IM_Nick: "Before" },
			},
			quirks: { deletion: "allowed" },
		});
		const env = { ...emulator.env, TIM_ALLOW_ACCOUNT_DELETION: "true" };
		stack = await createStack({ files: { "index.js": PROGRAM, ...fileOf(first) }, env });
	});
	after(async () => {
		stack?.dispose();
		await emulator?.close();
	});

	const rivals: readonly { readonly name: string; readonly two: Declared }[] = [
		{ name: "two profiles", two: profile("shared") },
		{
			name: "a profile and a set",
			two: { kind: "ProfileSet", args: { defaults: { nick: "Ours" }, profiles: { shared: {} } } },
		},
	];
	for (const { name, two } of rivals) {
		it(`rejects ${name} that own the same tag in the preview, with the names of both resources`, async () => {
			stack.write(fileOf({ one: profile("shared"), two }));
			const message =
				/error: two: nick of shared is already owned by Profile "one"; declare it in only one of the two resources$/m;
			assert.match(assertExitCode(await stack.preview(), 1), message);
			assert.equal(emulator.calls(), 0);
		});
	}

	it("rejects the option import in the preview", async () => {
		stack.write(fileOf({ one: profile("shared", {}, { import: "shared" }) }));
		const message =
			/error: one: the resource option import is not supported; remove it, since creation adopts the existing object$/m;
		assert.match(assertExitCode(await stack.preview(), 1), message);
		assert.equal(emulator.calls(), 0);
	});

	it("allows a profile and a set to own different tags of an account", async () => {
		stack.write(fileOf(first));
		assertExitCode(await stack.up(), 0);
		assert.deepEqual(storedTags(emulator, "shared"), { Nick: "Mine", Level: 5 });
	});

	it("writes only the resource that --target selects", async () => {
		stack.write(fileOf(targeted));
		const written = await writtenDuring(async () =>
			assertExitCode(await stack.up("--target", await urnOf("aimed")), 0),
		);
		assert.deepEqual(written, ["aimed"]);
		assert.equal((await outputsOf("missed"))?.nick, "Mine");
		assert.equal(storedTags(emulator, "missed").Nick, "Mine");
	});

	it("keeps an aliased resource, replaces a profile without a reset, and ignores a changed policy in ignoreChanges", async () => {
		stack.write(fileOf(second));
		const written = await writtenDuring(async () => {
			assert.match(assertExitCode(await stack.up(), 0), /Profile replaced (created|creating) replacement/);
		});
		assert.deepEqual(written, ["missed", "replaced"]);
		assert.equal(storedTags(emulator, "replaced").Nick, "Again");
		assert.ok((await outputsOf("aliasedNow"))?.adopted, "the adopted values are missing");
		assert.equal((await outputsOf("fixed"))?.onDelete, undefined);
	});

	it("makes no call when pulumi state renames, deletes or moves a resource, and then shows no change", async () => {
		assertExitCode(await pulumi("stack", "init", "other"), 0);
		const calls = emulator.calls();
		assertExitCode(await stack.run("state", "rename", await urnOf("relabelled"), "relabelledNow", "--yes"), 0);
		assertExitCode(await stack.run("state", "delete", await urnOf("forgotten"), "--yes"), 0);
		const move = ["state", "move", await urnOf("moving"), "--source", "dev", "--dest", "other", "--yes"];
		assertExitCode(await pulumi(...move), 0);
		assert.equal(emulator.calls(), calls);
		stack.write(fileOf(third));
		assertExitCode(await stack.preview("--expect-no-changes"), 0);
		assertExitCode(await pulumi("refresh", "--stack", "other", "--preview-only", "--expect-no-changes"), 0);
		assert.ok(!stack.backendText().includes(SECRET), "a secret input is in plain text");
	});

	it("destroys each resource as its options and policies declare, except a protected resource", async () => {
		const written = await writtenDuring(async () => {
			assert.match(assertExitCode(await stack.destroy(), 1), /guarded" cannot be deleted\s+because it is protected/);
		});
		assert.deepEqual(written, ["aimed", "aliased", "home", "missed", "moved", "relabelled", "replaced"]);
		const nickOf = (account: string) => storedTags(emulator, account).Nick;
		const nicks = ["guarded", "retained", "aliased", "forgotten", "moving", "relabelled", "replaced"].map(nickOf);
		assert.deepEqual(nicks, ["Mine", "Mine", "Before", "Mine", SECRET, "", ""]);
		assert.deepEqual(["home", "moved", "fixed", "@RBT#faq"].map(emulator.profile), [undefined, undefined, {}, {}]);
	});

	it("destroys the protected resource after pulumi state unprotect", async () => {
		assertExitCode(await stack.run("state", "unprotect", await urnOf("guarded"), "--yes"), 0);
		const written = await writtenDuring(async () => assertExitCode(await stack.destroy(), 0));
		assert.deepEqual(written, ["guarded"]);
		assert.deepEqual(await stack.resources(), []);
	});
});
