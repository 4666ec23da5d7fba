import { buffersOf } from '../input/buffer.ts';
import { elementsOf } from '../input/data.ts';
import type { Checkpoint } from '../input/checkpoint.ts';
import type { Dtype } from '../../checkpoint/dtype/dtype.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { NOTHING, type Totals } from '../tree/totals.ts';
import { droppedIn, type Dropped } from '../input/dropped.ts';

/** What a header is known to hold: of a file that was opened, or of a list without data. */
export type Listed = Pick<Checkpoint, 'tensors' | 'metadata' | 'files'> & {
  readonly format: Checkpoint['format'] | 'list';
};

/** What a header says and what can be told from it, for people and programs alike. */
export interface Content extends Listed {
  readonly buffers: ReadonlyMap<string, string>;
  readonly ties: readonly Dropped[];
  readonly all: Totals;
  readonly ofParameters: Totals;
  readonly ofBuffers: Totals;
  /** The element type of most bytes first. */
  readonly byDtype: ReadonlyMap<Dtype, Totals>;
}

export function contentOf(listed: Listed): Content {
  const { tensors, metadata } = listed;
  const buffers = buffersOf(tensors);
  let [ofParameters, ofBuffers] = [NOTHING, NOTHING];
  const dtypes = new Map<Dtype, Totals>();
  for (const [name, info] of tensors) {
    if (buffers.has(name)) ofBuffers = and(ofBuffers, info);
    else ofParameters = and(ofParameters, info);
    dtypes.set(info.dtype, and(dtypes.get(info.dtype) ?? NOTHING, info));
  }
  const all = {
    tensors: tensors.size,
    elements: ofParameters.elements + ofBuffers.elements,
    bytes: ofParameters.bytes + ofBuffers.bytes,
  };
  const byDtype = new Map([...dtypes].sort(([, a], [, b]) => b.bytes - a.bytes));
  return { ...listed, buffers, ties: droppedIn(metadata, tensors), all, ofParameters, ofBuffers, byDtype };
}

const and = ({ tensors, elements, bytes }: Totals, info: TensorInfo): Totals => ({
  tensors: tensors + 1,
  elements: elements + elementsOf(info),
  bytes: bytes + info.end - info.start,
});
