// The twin checks the types of parts: types/checkpoint/save/saved-parts.ts.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { SavedPart, SavedPartOptions } from '../../../types/checkpoint/save/saved-parts.ts';
import { checkOptions } from '../option-checks.ts';
import { CheckpointError } from '../error.ts';
import type { Metadata } from '../header/compose.ts';
import { filePiecesOf } from './file-pieces.ts';
import { SAVED_PART_OPTIONS, type SerializeOptions } from './options.ts';
import { planLeaves, type PlannedFile, type PlannedLeaf } from './plan.ts';

/** A leaf of one of several flat arrays. */
export interface PartLeaf extends PlannedLeaf {
  readonly flat: AnyArray;
}

/** The tensors to write, and the metadata with the names of aliases. */
export interface PlannedParts {
  readonly tensors: readonly PartLeaf[];
  readonly metadata: Metadata | undefined;
}

/** Those options of `serialize` that each of several flat arrays has for itself. */
export const partOptionsOf = ({
  prefix,
  names,
  transpose,
  mapping,
  dtype,
  bits,
}: SerializeOptions): SavedPartOptions => ({ prefix, names, transpose, mapping, dtype, bits });

/**
 * Plans several flat arrays as tensors of one checkpoint.
 *
 * @throws TypeError for what is no part; CheckpointError if two leaves would get one name; the errors of `planLeaves`
 */
export function planParts(parts: readonly SavedPart[], aliases: boolean, metadata: Metadata | undefined): PlannedParts {
  const tensors: PartLeaf[] = [];
  const known = new Map<string, string>();
  const records = new Map<string, string>();
  parts.forEach((part, i) => {
    if (!Array.isArray(part) || part.length < 2 || part.length > 3)
      throw new TypeError(
        `a list of [layout, flat] or [layout, flat, options] was expected; part ${i} is not such a list`,
      );
    const [layout, given, options = {}] = part as SavedPart;
    checkOptions(`part ${i} of save`, options, SAVED_PART_OPTIONS);
    const flat = given as AnyArray; // planLeaves checks it
    for (const leaf of planLeaves(layout, flat, options.dtype, { ...options, aliases })) {
      const { path: name } = leaf.slot;
      const { prefix = '' } = options;
      const where = `'${prefix !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name}' of layout ${i}`;
      const other = known.get(name);
      if (other !== undefined)
        throw new CheckpointError('two leaves would have one name in the file', {
          tensor: name,
          expected: 'one leaf; a prefix for one of the layouts keeps the names apart',
          found: `${other} and ${where}`,
        });
      known.set(name, where);
      if (leaf.alias !== undefined) records.set(name, leaf.alias);
      tensors.push({ ...leaf, flat });
    }
  });
  return { tensors, metadata: addRecords(metadata, records) };
}

/** Adds the names of aliases to metadata: each with its owner's name, as the official library records them. */
function addRecords(metadata: Metadata | undefined, records: ReadonlyMap<string, string>): Metadata | undefined {
  if (records.size === 0) return metadata;
  const given: [string, string][] = metadata instanceof Map ? [...metadata] : Object.entries(metadata ?? {});
  for (const [key, value] of given)
    if (records.has(key) && records.get(key) !== value)
      throw new CheckpointError(`the metadata '${key}' cannot be written, because it records the owner of this alias`, {
        expected: records.get(key),
        found: value,
      });
  // transformers refuses metadata without a format.
  return new Map([['format', 'pt'], ...given, ...records]);
}

/** The bytes of a file of several flat arrays. */
export function* partPiecesOf(
  { header, tensors }: PlannedFile<PartLeaf>,
  onWarning?: SerializeOptions['onWarning'],
): Generator<Uint8Array> {
  yield header;
  for (let i = 0; i < tensors.length;) {
    const { flat } = tensors[i] as PartLeaf;
    let end = i;
    let size = 0;
    for (let next = tensors[end]; next?.flat === flat; next = tensors[end]) {
      size += next.size;
      end++;
    }
    const file = { header: new Uint8Array(0), tensors: tensors.slice(i, end), size };
    for (const piece of filePiecesOf(file, flat, onWarning)) if (piece.length > 0) yield piece;
    i = end;
  }
}
