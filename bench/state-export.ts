import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { serializedProvider } from "../provider/dynamic/serialized-provider";
import { accountAt } from "./emulator";

/** The resources that declare the accounts of a state: `ProfileSet`s of 100 accounts, or a `Profile` for each. */
export type StateForm = "sets" | "profiles";

/** The content of a state export. */
export interface StateExportOptions {
	readonly form: StateForm;
	readonly accounts: number;
	/** The attributes of each profile. */
	readonly attributes: Readonly<Record<string, number | string>>;
}

const SET_SIZE = 100;
const APP = 1400000000;
const stack = "urn:pulumi:production::accounts::pulumi:pulumi:Stack::accounts-production";
const provider = "urn:pulumi:production::accounts::pulumi:providers:pulumi-nodejs::default";
const providerId = "473f5b1a-a79d-42bc-b3cb-66602cb58b9b";
const times = { created: "2026-01-02T03:04:05.678901234Z", modified: "2026-01-02T03:04:05.678901234Z" };

/** Writes a file in the shape of `pulumi stack export`. Holds only one resource in memory at a time. */
export async function writeStateExport(file: string, options: StateExportOptions): Promise<void> {
	const output = createWriteStream(file);
	const write = async (text: string) => {
		if (!output.write(text)) await once(output, "drain");
	};
	const [head = "", tail = ""] = format({ version: 3, deployment: deployment() }, "").split('"0000"');
	await write(`${head}[`);
	let separator = "\n";
	for (const resource of resources(options)) {
		await write(`${separator}${" ".repeat(12)}${format(resource, " ".repeat(12))}`);
		separator = ",\n";
	}
	await write(`\n${" ".repeat(8)}]${tail}\n`);
	output.end();
	await finished(output);
}

function format(value: object, indent: string): string {
	return JSON.stringify(value, undefined, 4).replaceAll("\n", `\n${indent}`);
}

/** Returns a deployment in which `"0000"` stands in place of the list of resources. */
function deployment(): object {
	return {
		manifest: { time: times.created, magic: "5fd3bc8b", version: "v3.259.0" },
		secrets_providers: {
			type: "passphrase",
			state: { salt: "v1:o5taT8x9p/E=:v1:oI8KpL7F1/OfbxNU:lrhTtQtuEfZCvKPmN1==" },
		},
		resources: "0000",
		metadata: {},
	};
}

function* resources({ form, accounts, attributes }: StateExportOptions): Generator<object> {
	yield { urn: stack, custom: false, type: "pulumi:pulumi:Stack", ...times };
	yield { urn: provider, custom: true, id: providerId, type: "pulumi:providers:pulumi-nodejs", ...times };
	const step = form === "sets" ? SET_SIZE : 1;
	for (let index = 0; index < accounts; index += step) {
		const names = Array.from({ length: Math.min(step, accounts - index) }, (_, offset) => accountAt(index + offset));
		yield form === "sets" ? setResource(`set_${index / step}`, names, attributes) : profileResource(names, attributes);
	}
}

function setResource(name: string, accounts: readonly string[], attributes: object): object {
	const profiles = Object.fromEntries(accounts.map((account) => [account, attributes]));
	return toResource("ProfileSet", name, { __id: name, __provider: serializedProvider("profileSet"), profiles });
}

function profileResource([account = ""]: readonly string[], attributes: object): object {
	const inputs = { __provider: serializedProvider("profile"), account, ...attributes };
	return {
		...toResource("Profile", account, inputs, { adopted }),
		dependencies: [desk],
		propertyDependencies: { __provider: null, account: [desk], level: null, nick: [desk] },
	};
}

/** The replaced values of a profile, as a state contains them: an encrypted secret. */
const adopted = {
	"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
	ciphertext: `v1:i3XozbUJ7yy88Nkr:${"qI8yM2YfncAfuqhnijjJgFJ5nvuZCHZacuU".repeat(4)}=`,
};

/** The URN of a resource on which the profiles depend. */
const desk =
	"urn:pulumi:production::accounts::accounts:index:Desk$pulumi-nodejs:dynamic/tim:Account::support_desk_of_the_region";

function toResource(kind: "Profile" | "ProfileSet", name: string, inputs: object, outputs: object = {}): object {
	const type = `pulumi-nodejs:dynamic/tim:${kind}`;
	return {
		urn: `urn:pulumi:production::accounts::${type}::${name}`,
		custom: true,
		id: name,
		type,
		inputs,
		outputs: { ...inputs, app: APP, ...outputs },
		parent: stack,
		provider: `${provider}::${providerId}`,
		additionalSecretOutputs: ["adopted"],
		...times,
		sourcePosition: "project:///index.ts#12,2",
	};
}
