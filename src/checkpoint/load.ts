import type { Laid } from '../../types/checkpoint/any.ts';
import type { Stored } from '../../types/checkpoint/tensors.ts';
import type { FlatOf, SchemaOf } from '../../types/any-layout.ts';
import type { FlatIn } from '../../types/flat.ts';
import { readRuns, type Data } from './data.ts';
import { fit } from './fit.ts';
import { checkFlat, fromFileBytes } from './flat.ts';
import type { Header } from './header.ts';
import { lengthOf, ownersOf, type Owner } from './owner.ts';
import { headerOf } from './read.ts';
import { misfitError } from './report.ts';
import { runs } from './run.ts';
import { checkpointSchema } from './schema.ts';
import { reading, type Source } from './source.ts';
import { compareCopy, readTransposed } from './tied.ts';

export interface LoadOptions<A = Float32Array> {
  /** A flat array to load into. It is written only when all has been read and found right: until then it stays as it was. */
  readonly into?: A;
}

/**
 * Loads a safetensors file of F32 into a flat array. Every name, element type and shape is held against the layout before the first
 * byte of data is read, and all problems are reported at once. A tied position may be stored under its owner's name, under its
 * own, or under both with the same bits. It succeeds whole or changes nothing.
 *
 * `source` is a path or `file:` URL, the file's bytes, a `Blob` or `File`, or anything with `read(offset, length)`.
 *
 * @example
 * const flat = await load(model, 'model.safetensors');
 * await load(model, await file.arrayBuffer(), { into: flat });
 *
 * @throws CheckpointError where the file is no checkpoint or does not fit: the tensor, what was expected and found, and in `issues` all
 * problems; RangeError or TypeError where `into` does not fit the layout; the source's own error where reading fails
 */
export function load<L extends Laid>(layout: L, source: Source, options?: { readonly into?: undefined }): Promise<FlatOf<L>>;
export function load<L extends Laid, A extends Float32Array>(
  layout: L,
  source: Source,
  options: LoadOptions<FlatIn<SchemaOf<L>, A>>,
): Promise<A>;
export async function load(layout: Laid, source: Source, { into }: { readonly into?: Float32Array | undefined } = {}): Promise<Float32Array> {
  const owners = ownersOf(layout);
  const length = lengthOf(owners);
  if (into !== undefined) checkFlat(into, length);
  const flat = await reading(source, async (input) => {
    const header = await headerOf(input);
    const stored = judge(layout, header);
    const staged = new Float32Array(length);
    await readInto(staged, owners, stored, { input, header });
    return staged;
  });
  if (into === undefined) return flat;
  into.set(flat);
  return into;
}

/** Where the file holds each owner. @throws CheckpointError with all that does not fit */
function judge(layout: Laid, header: Header): ReadonlyMap<string, Stored> {
  const { success, data, error } = checkpointSchema(layout).safeParse(header);
  if (success) return new Map(Object.entries(data));
  throw misfitError(fit(layout, header).misfits, error.issues, error);
}

async function readInto(flat: Float32Array, owners: ReadonlyMap<string, Owner>, stored: ReadonlyMap<string, Stored>, data: Data): Promise<void> {
  const held = Array.from(owners, ([path, { slot }]) => ({ slot, stored: stored.get(path) as Stored })); // judge saw them all
  const plain = held.filter((each) => !each.stored.transposed).map(({ slot, stored: { start } }) => ({ slot, start }));
  plain.sort((a, b) => a.start - b.start);
  await readRuns(data, runs(plain), new Uint8Array(flat.buffer));
  const words = new Uint32Array(flat.buffer);
  for (const { slot, stored: each } of held) if (each.transposed) await readTransposed(data, slot, each, words);
  for (const { slot, stored: each } of held) for (const copy of each.copies) await compareCopy(data, slot, each, copy, words);
  fromFileBytes(flat);
}
