import { elementsOf } from '../input/data.ts';
import type { Folded } from './fold.ts';
import type { Tree } from './tree.ts';

/** What lies under a place of a tree. */
export interface Totals {
  readonly tensors: number;
  readonly elements: number;
  readonly bytes: number;
}

export const NOTHING: Totals = { tensors: 0, elements: 0, bytes: 0 };

/** Of one of the blocks that a folded node stands for: multiply by its count for all. Every node below is counted as often as it stands there. */
export function totalsOf({ tree, children }: Folded): Totals {
  return children.reduce((sum, child) => plus(sum, times(totalsOf(child), child.count)), own(tree));
}

export const times = ({ tensors, elements, bytes }: Totals, count: number): Totals => ({ tensors: tensors * count, elements: elements * count, bytes: bytes * count });

const plus = (a: Totals, b: Totals): Totals => ({ tensors: a.tensors + b.tensors, elements: a.elements + b.elements, bytes: a.bytes + b.bytes });

const own = ({ tensor }: Tree): Totals => (tensor === undefined ? NOTHING : { tensors: 1, elements: elementsOf(tensor), bytes: tensor.end - tensor.start });
