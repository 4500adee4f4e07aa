import { isUint64 } from "../../provider/model/compare";
import { AdminForbidType, AllowType, type Field, type FieldName, fields, Gender } from "../../provider/model/fields";
import type { ProfileAttributes, TagValue } from "../../provider/model/types";
import type { Expression, ObjectLiteral } from "./expression";

type Entries = ObjectLiteral["entries"];

/** The constants of the package by the text they stand for. */
const constants = new Map(
	Object.entries({ AdminForbidType, AllowType, Gender }).flatMap(([type, values]) =>
		Object.entries(values).map(([name, text]) => [text as string, `tim.${type}.${name}`]),
	),
);

/** The attributes of a profile as a program writes them, standard ones first, in the order of the field table. */
export function attributeEntries({ custom, tags, ...standard }: ProfileAttributes): Entries {
	const values: Readonly<Record<string, TagValue | undefined>> = standard;
	const named = (Object.keys(fields) as readonly FieldName[]).flatMap((name) => entryOf(name, values[name]));
	return [...named, ...mapEntry("custom", custom), ...mapEntry("tags", tags)];
}

function entryOf(name: FieldName, value: TagValue | undefined): Entries {
	if (value === undefined) return [];
	const { type }: Field = fields[name];
	const constant = type === "enum" ? constants.get(String(value)) : undefined;
	return [[name, constant === undefined ? valueLiteral(value) : { code: constant }]];
}

function mapEntry(name: string, map: Readonly<Record<string, TagValue>> | undefined): Entries {
	if (map === undefined) return [];
	return [[name, { entries: Object.entries(map).map(([key, value]) => [key, valueLiteral(value)] as const) }]];
}

function valueLiteral(value: TagValue): Expression {
	return isUint64(value) ? { entries: [["uint64", value.uint64]] } : value;
}
