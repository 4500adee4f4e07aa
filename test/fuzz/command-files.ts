import fc from "fast-check";
import type { Draft } from "./command-documents";
import { byteChange, documentMutations, encodings, textChange } from "./file-mutation";
import { mutate } from "./mutation";

/** The part of a file that a mutation changes: nothing, one part of its document, any part, its text or its bytes. */
export type MutationLevel = "bytes" | "document" | "encoding" | "none" | "part" | "text";

/** The content of a file that a user passes to a command. */
export interface CommandFile {
	readonly level: MutationLevel;
	readonly bytes: Buffer;
	/** Whether the document still contains everything that it says about the account that no mutation changes. */
	readonly isIntact: boolean;
	/** The parts of the document before the mutation. */
	readonly parts: readonly unknown[];
}

const position = fc.nat();
const someTextChanges = fc.array(textChange, { minLength: 1, maxLength: 2 });
const someByteChanges = fc.array(byteChange, { minLength: 1, maxLength: 2 });

/**
 * Generates files from valid documents: a twelfth of the files is valid, and in the others one part of the document, the
 * whole document, its text or its bytes are changed.
 */
export function filesFrom(drafts: fc.Arbitrary<Draft>): fc.Arbitrary<CommandFile> {
	return fc
		.oneof(
			{ arbitrary: drafts.map((draft) => toFile("none", draft, draft.parts)), weight: 1 },
			{
				arbitrary: fc
					.tuple(drafts, position, documentMutations)
					.map(([draft, at, changes]) => toFile("part", draft, mutatePart(draft.parts, at, changes))),
				weight: 4,
			},
			{
				arbitrary: fc.tuple(drafts, fc.constantFrom(...encodings)).map(([draft, encode]) => {
					const file = toFile("encoding", draft, draft.parts);
					return { ...file, bytes: encode(file.bytes) };
				}),
				weight: 1,
			},
			{
				arbitrary: fc.tuple(drafts, documentMutations).map(([draft, changes]) => {
					const { document } = mutate({ document: draft.assemble(draft.parts) }, changes);
					return { ...toFile("document", draft, draft.parts), bytes: Buffer.from(draft.print(document)) };
				}),
				weight: 2,
			},
			{
				arbitrary: fc.tuple(drafts, someTextChanges).map(([draft, changes]) => {
					const text = draft.print(draft.assemble(draft.parts));
					const changed = changes.reduce((each, change) => change(each), text);
					return { ...toFile("text", draft, draft.parts), bytes: Buffer.from(changed) };
				}),
				weight: 2,
			},
			{
				arbitrary: fc.tuple(drafts, someByteChanges).map(([draft, changes]) => {
					const file = toFile("bytes", draft, draft.parts);
					return { ...file, bytes: changes.reduce((each, change) => change(each), file.bytes) };
				}),
				weight: 2,
			},
		)
		.map(withReadableText);
}

const intactLevels: readonly MutationLevel[] = ["none", "part", "encoding"];

function toFile(level: MutationLevel, draft: Draft, parts: readonly unknown[]): CommandFile {
	const bytes = Buffer.from(draft.print(draft.assemble(parts)));
	return { level, bytes, isIntact: intactLevels.includes(level), parts: draft.parts };
}

/** Returns the parts, one of which is mutated or removed. */
function mutatePart(parts: readonly unknown[], at: number, changes: Parameters<typeof mutate>[1]): readonly unknown[] {
	const index = at % Math.max(parts.length, 1);
	return parts.flatMap((part, each) => (each === index ? Object.values(mutate({ part }, changes)) : [part]));
}

const MAX_SHOWN = 3000;

/** Makes fast-check print the text of a file instead of its bytes, if the file is the counterexample of a property. */
function withReadableText(file: CommandFile): CommandFile {
	const describe = () => {
		const text = JSON.stringify(file.bytes.toString("latin1"));
		const rest = text.length > MAX_SHOWN ? ` and ${text.length - MAX_SHOWN} more characters` : "";
		return `${file.level} (latin1): ${text.slice(0, MAX_SHOWN)}${rest}`;
	};
	return Object.assign({ ...file }, { [fc.toStringMethod]: describe });
}
