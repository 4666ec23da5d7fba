import { buffersOf } from '../input/buffer.ts';
import { elementCountOf } from '../input/data.ts';
import type { Checkpoint } from '../input/checkpoint.ts';
import type { Dtype } from '../../checkpoint/dtype/dtype.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { NO_TENSORS, type Totals } from '../tree/totals.ts';
import { droppedTensorsIn, type DroppedTensor } from '../input/dropped.ts';

/** What a header is known to hold: of a file that was opened, or of a list without data. */
export type ListedTensors = Pick<Checkpoint, 'tensors' | 'metadata' | 'files'> & {
  readonly format: Checkpoint['format'] | 'list';
};

/** What a header says and what can be told from it, for people and programs alike. */
export interface InspectContent extends ListedTensors {
  readonly buffers: ReadonlyMap<string, string>;
  readonly ties: readonly DroppedTensor[];
  readonly all: Totals;
  readonly ofParameters: Totals;
  readonly ofBuffers: Totals;
  /** The element type of most bytes first. */
  readonly byDtype: ReadonlyMap<Dtype, Totals>;
}

export function inspectContentOf(listed: ListedTensors): InspectContent {
  const { tensors, metadata } = listed;
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
  const byDtype = new Map([...dtypes].sort(([, a], [, b]) => b.bytes - a.bytes));
  return { ...listed, buffers, ties: droppedTensorsIn(metadata, tensors), all, ofParameters, ofBuffers, byDtype };
}

const addTensor = ({ tensors, elements, bytes }: Totals, info: TensorInfo): Totals => ({
  tensors: tensors + 1,
  elements: elements + elementCountOf(info),
  bytes: bytes + info.end - info.start,
});
