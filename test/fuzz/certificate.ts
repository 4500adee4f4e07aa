import { generateKeyPairSync, sign } from "node:crypto";

/** A certificate and its private key, in PEM format. */
export interface Certificate {
	readonly cert: string;
	readonly key: string;
}

const SEQUENCE = 0x30;
const OID = 0x06;
const ECDSA_WITH_SHA256 = der(SEQUENCE, der(OID, Buffer.from("2a8648ce3d040302", "hex")));
const COMMON_NAME = der(OID, Buffer.from("550403", "hex"));
const ALTERNATIVE_NAMES = der(OID, Buffer.from("551d11", "hex"));
const YEAR_MS = 365 * 24 * 3600 * 1000;

/** Creates a self-signed certificate for some host names. Source: RFC 5280, section 4.1 */
export function createCertificate(...hosts: readonly string[]): Certificate {
	const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
	const name = der(SEQUENCE, der(0x31, der(SEQUENCE, COMMON_NAME, der(0x0c, Buffer.from("pulumi-tim test")))));
	const names = der(SEQUENCE, ...hosts.map((host) => der(0x82, Buffer.from(host))));
	const body = der(
		SEQUENCE,
		der(0xa0, der(0x02, Buffer.from([2]))),
		der(0x02, Buffer.from([1])),
		ECDSA_WITH_SHA256,
		name,
		der(SEQUENCE, time(Date.now() - YEAR_MS), time(Date.now() + YEAR_MS)),
		name,
		publicKey.export({ type: "spki", format: "der" }),
		der(0xa3, der(SEQUENCE, der(SEQUENCE, ALTERNATIVE_NAMES, der(0x04, names)))),
	);
	const signature = der(0x03, Buffer.from([0]), sign("sha256", body, privateKey));
	const base64 = der(SEQUENCE, body, ECDSA_WITH_SHA256, signature).toString("base64");
	const cert = `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join("\n")}\n-----END CERTIFICATE-----\n`;
	return { cert, key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
	const content = Buffer.concat(parts);
	const { length } = content;
	const head = length < 128 ? [length] : [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

function time(ms: number): Buffer {
	return der(0x18, Buffer.from(`${new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, "")}`));
}
