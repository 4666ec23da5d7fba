import type { Slot } from '../../../types/place/slot.ts';
import { DTYPE_BITS, type Dtype } from '../../checkpoint/dtype/dtype.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import type { Checkpoint } from '../input/open-checkpoint.ts';
import { elementCountOf } from '../input/tensor-data.ts';
import { formatBytes, pluralize } from '../output/quantity.ts';

/** A tensor of a picture. Offset and length are in the units of the picture. */
export interface DrawnTensor {
  readonly path: string;
  readonly shape: readonly number[];
  readonly offset: number;
  /** 0 for a tie, which owns no memory. Its offset is where the walk of the layout meets it. */
  readonly length: number;
  readonly elements: number;
  readonly dtype?: Dtype;
  /** The path of the owner, for a tie. */
  readonly tiedTo?: string;
  readonly transposed?: boolean;
}

/** The tensors to draw, in the order of memory. */
export interface DrawSubject {
  readonly title: string;
  readonly leaves: readonly DrawnTensor[];
  /** Elements if all tensors have one dtype of whole bytes, otherwise bytes. */
  readonly unit: 'elements' | 'bytes';
  /** The bytes of a unit. */
  readonly unitBytes: number;
  /** The total length in units. */
  readonly total: number;
  /** The dtypes, the largest first. */
  readonly dtype: string;
}

/** Takes the tensors of a checkpoint in the order of their data, one file after the other. */
export function subjectOfCheckpoint(title: string, { files, tensors, dataOf }: Checkpoint): DrawSubject {
  const all: [name: string, info: TensorInfo, start: number][] = [];
  let before = 0;
  for (const [, header] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    let end = 0;
    for (const [name, info] of header) {
      end = Math.max(end, info.end);
      if (tensors.has(name) && dataOf(name).header === header) all.push([name, info, before + info.start]);
    }
    before += end;
  }
  return subjectOfTensors(title, all, before);
}

/** Takes the tensors of a list, one after the other. */
export const subjectOfList = (title: string, tensors: ReadonlyMap<string, TensorInfo>): DrawSubject =>
  subjectOfTensors(
    title,
    Array.from(tensors, ([name, info]) => [name, info, info.start]),
    [...tensors.values()].at(-1)?.end ?? 0,
  );

function subjectOfTensors(
  title: string,
  tensors: readonly (readonly [name: string, info: TensorInfo, start: number])[],
  bytes: number,
): DrawSubject {
  const dtypes = new Set(tensors.map(([, { dtype }]) => dtype));
  const [only] = dtypes;
  const bits = dtypes.size === 1 ? DTYPE_BITS[only as Dtype] : 8;
  const byElements = dtypes.size === 1 && bits % 8 === 0;
  const unitBytes = byElements ? bits / 8 : 1;
  const leaves = tensors.map(([path, info, start]): DrawnTensor => {
    const { dtype, shape } = info;
    return {
      path,
      shape: shape.map(Number),
      offset: start / unitBytes,
      length: (info.end - info.start) / unitBytes,
      elements: elementCountOf(info),
      dtype,
    };
  });
  const named = Array.from(dtypes).sort((a, b) => DTYPE_BITS[b] - DTYPE_BITS[a] || (a < b ? -1 : 1));
  return {
    title,
    leaves,
    unit: byElements ? 'elements' : 'bytes',
    unitBytes,
    total: bytes / unitBytes,
    dtype: named.join(', '),
  };
}

/** Takes the slots of a layout over a Float32Array. A tie stands where the walk of the layout meets it. */
export function subjectOfLayout(
  title: string,
  { slots, length }: { readonly slots: readonly Slot[]; readonly length: number },
): DrawSubject {
  let end = 0;
  const leaves = slots.map(({ path, shape, offset, length: elements, tiedTo, transposed }): DrawnTensor => {
    if (tiedTo !== undefined) return { path, shape, offset: end, length: 0, elements, tiedTo, transposed };
    end = offset + elements;
    return { path, shape, offset, length: elements, elements };
  });
  return { title, leaves, unit: 'elements', unitBytes: 4, total: length, dtype: 'F32' };
}

export const formatPercent = (share: number): string =>
  share > 0 && share < 0.0005 ? '<0.1 %' : `${(100 * share).toFixed(1)} %`;

/** Describes a size: `1,769,472 elements, 6.8 MiB, 1.4 %`. */
export function sizeTextOf(size: number, { unit, unitBytes, total }: DrawSubject): string {
  const exact =
    unit === 'bytes' ? pluralize(size, 'byte') : `${pluralize(size, 'element')}, ${formatBytes(size * unitBytes)}`;
  return total === 0 ? exact : `${exact}, ${formatPercent(size / total)}`;
}
