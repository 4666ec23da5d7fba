import type { Slot } from '../../types/slot.ts';
import type { Laid } from '../../types/checkpoint/any.ts';
import type { Stored } from '../../types/checkpoint/tensors.ts';
import { isNear } from '../near.ts';
import type { TensorInfo } from './header.ts';
import { ownersOf, type Owner } from './owner.ts';

/** Why a tensor of a file does not fit a layout, or one of a layout is not in the file. */
export interface Misfit {
  readonly problem: 'missing' | 'unexpected' | 'wrong dtype' | 'wrong shape';
  /** The tensor's name: the layout's where it is missing, else the file's. */
  readonly name: string;
  readonly expected: string;
  readonly found: string;
  /** The near name that could have been meant; on the other side. */
  readonly near?: string;
}
export interface Fit {
  readonly stored: ReadonlyMap<string, Stored>;
  readonly misfits: readonly Misfit[];
}

/** Near names are looked for among so many at most: the search grows with the product of both sides. */
const NEAR_LIMIT = 500;

const showShape = (shape: readonly (number | bigint)[]): string => `[${shape.join(', ')}]`;

/** Holds the tensors of a file against a layout: all that the header can tell, all of it at once. */
export function fit(layout: Laid, tensors: ReadonlyMap<string, TensorInfo>): Fit {
  const misfits: Misfit[] = [];
  const stored = new Map<string, Stored>();
  const owners = ownersOf(layout);
  for (const [path, owner] of owners) {
    const found = storedAs(owner, tensors, misfits);
    if (found !== undefined) stored.set(path, found);
    else misfits.push({ problem: 'missing', name: path, expected: `F32 ${showShape(owner.slot.shape)}`, found: 'nothing' });
  }
  const known = new Set(layout.slots.map((slot) => slot.path));
  for (const [name, { dtype, shape }] of tensors) {
    if (!known.has(name)) misfits.push({ problem: 'unexpected', name, expected: 'nothing', found: `${dtype} ${showShape(shape)}` });
  }
  return { stored, misfits: misfits.length === 0 ? misfits : withNearNames(misfits) };
}

/** Under which of its names an owner is stored: its own before those of its ties, a plain tie before a transposed one. */
function storedAs({ slot, ties }: Owner, tensors: ReadonlyMap<string, TensorInfo>, misfits: Misfit[]): Stored | undefined {
  const present = [slot, ...ties.filter((tie) => !tie.transposed), ...ties.filter((tie) => tie.transposed)].flatMap((each) => {
    const info = tensors.get(each.path);
    if (info === undefined) return [];
    check(each, info, misfits);
    return [{ name: each.path, start: info.start, end: info.end, transposed: each.transposed }];
  });
  const [first, ...copies] = present;
  if (first === undefined) return undefined;
  const { name, start, end, transposed } = first;
  return { dtype: 'F32', shape: slot.shape, name, start, end, transposed, copies };
}

function check(slot: Slot, { dtype, shape }: TensorInfo, misfits: Misfit[]): void {
  const name = slot.path;
  if (dtype !== 'F32') misfits.push({ problem: 'wrong dtype', name, expected: 'F32', found: dtype });
  if (shape.length !== slot.shape.length || shape.some((dim, i) => dim !== slot.shape[i])) {
    misfits.push({ problem: 'wrong shape', name, expected: showShape(slot.shape), found: showShape(shape) });
  }
}

/** A name that is not expected is often one that is missing, misspelt. */
function withNearNames(misfits: readonly Misfit[]): readonly Misfit[] {
  const names = (problem: Misfit['problem']): string[] => misfits.flatMap((each) => (each.problem === problem ? [each.name] : [])).slice(0, NEAR_LIMIT);
  const others = { missing: names('unexpected'), unexpected: names('missing') };
  return misfits.map((each, i) => {
    if (i >= NEAR_LIMIT || (each.problem !== 'missing' && each.problem !== 'unexpected')) return each;
    const near = others[each.problem].find((name) => isNear(name, each.name));
    return near === undefined ? each : { ...each, near };
  });
}
