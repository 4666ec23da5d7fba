import type { Dtype } from '../../checkpoint/dtype/dtype.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { pairedTensorsOf, scalePairsOf } from '../../checkpoint/load/scale-pairs.ts';
import { buffersOf } from '../input/find-buffers.ts';
import { type Checkpoint, type DroppedTensor, droppedTensorsIn } from '../input/open-checkpoint.ts';
import { byteCountOf, digestOf, elementCountOf, signatureOf } from '../input/tensor-data.ts';
import type { OnProgress } from '../output/terminal.ts';

/** The header of an open file, or a list of tensors. */
export type ListedTensors = Pick<Checkpoint, 'tensors' | 'metadata' | 'files'> & {
  readonly format: Checkpoint['format'] | 'list';
};

/** The header and what follows from it, for people and programs. */
export interface InspectContent extends ListedTensors {
  /** The tensors, with each pair of elements and scales as one. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** The tensors of the file. */
  readonly stored: ReadonlyMap<string, TensorInfo>;
  /** The names of scales, and what they are. */
  readonly scales: ReadonlyMap<string, string>;
  readonly buffers: ReadonlyMap<string, string>;
  readonly ties: readonly DroppedTensor[];
  readonly all: Totals;
  readonly ofParameters: Totals;
  readonly ofBuffers: Totals;
  /** The dtype with the most bytes comes first. */
  readonly byDtype: ReadonlyMap<Dtype, Totals>;
}

export function inspectContentOf(listed: ListedTensors): InspectContent {
  const { tensors: stored, metadata } = listed;
  const pairs = scalePairsOf(stored);
  const tensors = pairedTensorsOf(stored, pairs, 'F4');
  const scales = new Map(pairs.map((pair) => [pair.scales, `scales of ${pair.kind}`]));
  const buffers = buffersOf(tensors);
  let [ofParameters, ofBuffers] = [NO_TENSORS, NO_TENSORS];
  const dtypes = new Map<Dtype, Totals>();
  for (const [name, info] of tensors) {
    if (buffers.has(name)) ofBuffers = addTensor(ofBuffers, info);
    else ofParameters = addTensor(ofParameters, info);
    dtypes.set(info.dtype, addTensor(dtypes.get(info.dtype) ?? NO_TENSORS, info));
  }
  const all = {
    tensors: tensors.size,
    elements: ofParameters.elements + ofBuffers.elements,
    bytes: ofParameters.bytes + ofBuffers.bytes,
  };
  for (const name of scales.keys()) all.bytes += byteCountOf(stored.get(name) as TensorInfo);
  const byDtype = new Map([...dtypes].sort(([, a], [, b]) => b.bytes - a.bytes));
  const ties = droppedTensorsIn(metadata, stored);
  return { ...listed, tensors, stored, scales, buffers, ties, all, ofParameters, ofBuffers, byDtype };
}

const addTensor = ({ tensors, elements, bytes }: Totals, info: TensorInfo): Totals => ({
  tensors: tensors + 1,
  elements: elements + elementCountOf(info),
  bytes: bytes + info.end - info.start,
});

/** The sums of several tensors. */
interface Totals {
  readonly tensors: number;
  readonly elements: number;
  readonly bytes: number;
}

const NO_TENSORS: Totals = { tensors: 0, elements: 0, bytes: 0 };

/** Tensors of the same dtype, shape and bytes. */
export interface EqualTensors {
  readonly groups: readonly (readonly string[])[];
  /**
   * The number of tensors that consist of one repeated value and equal others. They are not in `groups`, since they
   * may be equal by chance.
   */
  readonly constant: number;
}

/** Reads all tensors that may be equal by dtype and shape. */
export async function findEqualTensors(
  checkpoint: Checkpoint,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<EqualTensors> {
  const { tensors } = checkpoint;
  const sets = [...groupBySignature(tensors).values()].filter(
    (names) => names.length > 1 && elementCountOf(tensors.get(names[0] as string) as TensorInfo) > 0,
  );
  const wanted = new Set(sets.flat());
  const total = [...wanted].reduce((sum, name) => sum + byteCountOf(tensors.get(name) as TensorInfo), 0);
  let done = 0;
  const onRead = (bytes: number): void => onProgress({ done: (done += bytes), total });
  const byHash = new Map<string, { readonly names: string[]; readonly constant: boolean }>();
  for (const [name, info] of tensors) {
    if (!wanted.has(name)) continue; // the order of the file, to read it once from front to back
    const { hash, constant } = await digestOf(checkpoint, name, signal, onRead);
    const key = `${signatureOf(info)}${hash}`;
    const known = byHash.get(key);
    if (known === undefined) byHash.set(key, { names: [name], constant });
    else known.names.push(name);
  }
  const equal = [...byHash.values()].filter(({ names }) => names.length > 1);
  return {
    groups: equal.filter(({ constant }) => !constant).map(({ names }) => names),
    constant: equal.reduce((sum, { names, constant }) => sum + (constant ? names.length : 0), 0),
  };
}

/** Groups tensors that may hold the same data: those of equal dtype and shape. */
function groupBySignature(
  tensors: Iterable<readonly [name: string, info: TensorInfo]>,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, info] of tensors) {
    const kind = signatureOf(info);
    const known = groups.get(kind);
    if (known === undefined) groups.set(kind, [name]);
    else known.push(name);
  }
  return groups;
}
