import { DTYPE_BITS } from '../../checkpoint/dtype/dtype.ts';
import { kindOfDtype } from '../../checkpoint/dtype/native-dtype.ts';
import type { AnyLayout } from '../../index.ts';
import type { KeptTensor } from './select-ties.ts';

export type NamedTensor = readonly [name: string, kept: KeptTensor];

/** Sorts tensors by the order of their data. Empty tensors come last, since they fit anywhere. */
export function sortByOffset(
  kept: ReadonlyMap<string, KeptTensor>,
  fileOf: (name: string) => number,
): readonly NamedTensor[] {
  const isEmpty = ([, { info }]: NamedTensor): number => (info.start === info.end ? 1 : 0);
  return [...kept].sort(
    (a, b) => isEmpty(a) - isEmpty(b) || fileOf(a[0]) - fileOf(b[0]) || a[1].info.start - b[1].info.start,
  );
}

/** Finds the first tensor that is separated from the rest of its subtree. No nesting of fields has such an order. */
export function findSplitSubtree(
  tensors: readonly NamedTensor[],
): { readonly name: string; readonly subtree: string } | undefined {
  const left = new Set<string>();
  let open: readonly string[] = [];
  for (const [name, { path, info }] of tensors) {
    if (info.start === info.end) continue;
    const above = path.split('.').slice(0, -1);
    const shared = open.findIndex((segment, i) => segment !== above[i]);
    if (shared >= 0) for (let i = shared; i < open.length; i++) left.add(open.slice(0, i + 1).join('.'));
    for (let i = 0; i < above.length; i++) {
      const subtree = above.slice(0, i + 1).join('.');
      if (left.has(subtree)) return { name, subtree };
    }
    open = above;
  }
  return undefined;
}

/** Finds the first tensor whose offset in the layout differs from the order of the file. */
export function findMovedTensor(layout: AnyLayout, tensors: readonly NamedTensor[]): string | undefined {
  let offset = 0;
  for (const [name, { path, shape }] of tensors) {
    const length = shape.reduce((product, dim) => product * dim, 1);
    if (length > 0 && layout.at(path).offset !== offset) return name;
    offset += length;
  }
  return undefined;
}

/** Why `fromBytes` cannot use the data in place although the order fits; undefined if it can. */
export function whyNotInPlace(
  tensors: readonly NamedTensor[],
  files: number,
  dataStart: number | undefined,
): string | undefined {
  if (files > 1) return 'they lie in several files';
  const [first, ...rest] = tensors.filter(([, { info }]) => info.start < info.end);
  if (first === undefined) return undefined;
  const { dtype, end } = first[1].info;
  if (kindOfDtype(dtype) === undefined) return `no typed array holds ${dtype}`;
  const size = DTYPE_BITS[dtype] / 8;
  let last = end;
  for (const [name, { info }] of rest) {
    if (info.dtype !== dtype) return `'${name}' is ${info.dtype}, the tensors before it are ${dtype}`;
    if (info.start !== last) return `other data lie before '${name}'`;
    last = info.end;
  }
  return dataStart !== undefined && (dataStart + first[1].info.start) % size !== 0 ?
      `they begin at byte ${dataStart + first[1].info.start}, which is not a multiple of ${size}`
    : undefined;
}
