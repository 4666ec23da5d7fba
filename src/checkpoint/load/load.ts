import type { Laid } from '../../../types/checkpoint/any.ts';
import type { CheckOptions, Loaded } from '../../../types/checkpoint/options.ts';
import type { AnyArray } from '../../../types/view.ts';
import { checked } from '../../flat.ts';
import type { Owner, Owners } from '../../owner.ts';
import { kindOf, typeOfKind, type ArrayType } from '../../leaf.ts';
import { CheckpointError } from '../error.ts';
import { judgeOf, type Fit, type Judge } from '../fit/fit.ts';
import { acceptedBy, checkFlat } from './flat.ts';
import type { TensorInfo } from '../header/header.ts';
import { lengthOf, ownersOf } from '../fit/owner.ts';
import { issueOf } from '../fit/issue.ts';
import { misfitError } from '../fit/report.ts';
import { opened } from './opened.ts';
import type { LoadOptions } from './options.ts';
import type { CheckpointSource, Store } from './store.ts';
import { readStored } from './stored.ts';
import { warningsOf } from '../fit/warning.ts';
import { Ranges } from './ranges.ts';

/**
 * Loads a checkpoint, one safetensors file or several, into a flat array. Every name, element type and shape is held against the layout
 * before the first byte of data is read, and all problems are reported at once. A tied position may be stored under its owner's name,
 * under its own, or under both with the same bits. It succeeds whole or changes nothing. Besides the flat array (two of them with
 * `into`, unless `staged` is false) it takes a few MB, however large the file is.
 *
 * `source` is a path, a URL, the file's bytes, a `Blob`, a `FileHandle`, anything with `read(offset, length)`; for shards the path or
 * URL of their index, their folder, or the index as data beside what opens each.
 *
 * @example
 * const flat = await load(model, 'model.safetensors', { ignore: ['h.*.attn.bias'] });
 * await load(model, await file.arrayBuffer(), { into: flat });
 * const block = await load(model.sub('h.1'), 'model.safetensors', { prefix: 'h.1.' });
 *
 * @throws CheckpointError where the file is no checkpoint or does not fit: the tensor, what was expected and found, and in `issues` all
 * problems; RangeError or TypeError where an option does not fit the layout; the source's own error where reading fails
 */
export async function load<L extends Laid, const O extends LoadOptions>(
  layout: L,
  source: CheckpointSource,
  options?: LoadOptions & O & CheckOptions<L, O, LoadOptions>,
): Promise<Loaded<L, O>> {
  return (await loadFrom(layout, options ?? {}, (use) => opened(source, options ?? {}, use))) as Loaded<L, O>; // its kind is the one that was asked for, its length the layout's
}

/** Opens a store, runs `use` on it and closes it, whatever happens. */
export type Opener = (use: (store: Store) => Promise<AnyArray>) => Promise<AnyArray>;

/** The same out of any store of tensors. */
export async function loadFrom(layout: Laid, options: LoadOptions, open: Opener): Promise<AnyArray> {
  const owners = ownersOf(layout);
  const length = lengthOf(owners);
  const { into, staged = true } = options;
  if (into !== undefined) checkFlat(into, length);
  if (into === undefined && !staged)
    throw new TypeError('staged: false reads into the array that into gives, but there is none');
  const Type =
    into === undefined ?
      checked((options.type as ArrayType | undefined) ?? Float32Array)
    : (typeOfKind(kindOf(into)) as ArrayType);
  const judge = judgeOf(layout, options, acceptedBy(kindOf(new Type(0)) as string));

  return open(async (store) => {
    const fit = fitting(judge, store.tensors);
    for (const warning of warningsOf(store, fit)) options.onWarning?.(warning);
    await store.checkEnds();
    if (into !== undefined && !staged) return readInPlace(into, owners, fit, store, options);
    const flat = new Type(length);
    await readStored(flat, owners, fit, store, options, () => undefined);
    if (into === undefined) return flat;
    checkFlat(into, length); // its buffer may have been given away or resized meanwhile
    if (fit.stored.size === owners.size) into.set(flat);
    else for (const path of fit.stored.keys()) copySlot(owners.get(path) as Owner, flat, into); // the rest stays as it was
    return into;
  });
}

/** Where the file holds each owner. @throws CheckpointError with all that does not fit */
export function fitting(judge: Judge, tensors: ReadonlyMap<string, TensorInfo>): Fit {
  const fit = judge(tensors);
  if (fit.misfits.length === 0) return fit;
  throw misfitError(fit.misfits, fit.misfits.map(issueOf));
}

async function readInPlace(
  into: AnyArray,
  owners: Owners,
  fit: Fit,
  store: Store,
  options: LoadOptions,
): Promise<AnyArray> {
  const ranges = new Ranges();
  try {
    const { length: expected } = into;
    await readStored(into, owners, fit, store, options, (offset, length) => ranges.add(offset, length));
    checkFlat(into, expected); // as above
    return into;
  } catch (cause) {
    const written = ranges.all();
    if (written.length === 0) throw cause;
    const what = written.map(({ offset, length }) => `${offset} to ${offset + length}`);
    const where =
      what.length > 8 ? `${what.slice(0, 8).join(', ')} and ${what.length - 8} further ranges` : what.join(', ');
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CheckpointError(
      `loading in place failed, and elements ${where} of the flat array were already written: ${reason}`,
      { written, cause },
    );
  }
}

/** From one array to another of the same kind, bit for bit. */
function copySlot({ slot: { offset, length } }: Owner, from: AnyArray, to: AnyArray): void {
  const Type = typeOfKind(kindOf(from)) as ArrayType;
  to.set(new Type(from.buffer, from.byteOffset + offset * from.BYTES_PER_ELEMENT, length), offset);
}
