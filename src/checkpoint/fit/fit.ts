import type { Stored } from '../../../types/checkpoint/tensors.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { Slot } from '../../../types/place/slot.ts';
import type { Owner } from '../../place/owner.ts';
import type { Dtype } from '../dtype/dtype.ts';
import type { TensorInfo } from '../header/header.ts';
import { showShape } from '../text.ts';
import { type Misfit, withNearNames } from './misfit.ts';
import { ownersOf } from './owner.ts';
import { keepsNames, type Naming, renameBy } from './rename.ts';
import { type Seen, seenBy } from './seen.ts';
import { transposedBy } from './transposed.ts';

/** How a file is held against a layout. */
export interface FitOptions extends Naming {
  /** Patterns of paths whose matrices the file holds transposed. */
  readonly transpose?: readonly string[] | undefined;
  /** What becomes of tensors that the layout does not have: an error if not given. */
  readonly extra?: 'error' | 'ignore' | undefined;
  /** Whether the file may lack tensors of the layout. */
  readonly partial?: boolean | undefined;
}
/** The element types that are taken. */
export interface Accepted {
  /** The one that is expected, for the messages. */
  readonly native: Dtype;
  /** Why another one is not taken, or '' for no more than that it is another; undefined where it is taken. */
  whyNot(dtype: Dtype): string | undefined;
}

/** The tensors of a file, held against a layout: all that the header can tell, all of it at once. */
export interface Fit {
  readonly stored: ReadonlyMap<string, Stored<readonly number[], Dtype>>;
  readonly misfits: readonly Misfit[];
  /** What the options let pass. */
  readonly passed: readonly Misfit[];
}
export type Judge = (tensors: ReadonlyMap<string, TensorInfo>) => Fit;

/** @throws TypeError for options that mean nothing, or nothing for this layout */
export function judgeOf(layout: LayoutLike, options: FitOptions, accepted: Accepted): Judge {
  const { extra = 'error', partial = false, transpose = [] } = options;
  if (extra !== 'error' && extra !== 'ignore')
    throw new TypeError(`extra must be 'error' or 'ignore', found ${JSON.stringify(extra)}`);
  const rename = keepsNames(options) ? undefined : renameBy(options);
  const isFlipped = transposedBy(layout, transpose);
  const owners = ownersOf(layout);

  return (tensors) => {
    const misfits: Misfit[] = [];
    const passed: Misfit[] = [];
    const seen = seenBy(rename, tensors, misfits);
    const fitting: Fitting = { seen, isFlipped, accepted, misfits };
    const stored = new Map<string, Stored<readonly number[], Dtype>>();
    let taken = 0;
    for (const [path, owner] of owners) {
      const found = storedAs(owner, fitting);
      if (found !== undefined) {
        stored.set(path, found);
        taken += 1 + found.copies.length;
        continue;
      }
      const left = seen.ignored.get(path);
      const expected = `${accepted.native} ${showShape(owner.slot.shape)}`;
      (partial ? passed : misfits).push({
        problem: 'missing',
        name: path,
        path,
        expected,
        found: left === undefined ? 'nothing' : `'${left}', which is ignored`,
      });
    }
    if (taken < seen.infos.size)
      for (const misfit of unexpected(layout, seen)) (extra === 'ignore' ? passed : misfits).push(misfit);
    return { stored, misfits: withNearNames(misfits), passed };
  };
}

function* unexpected(layout: LayoutLike, { infos, nameOf }: Seen): Generator<Misfit> {
  const known = new Set(layout.slots.map((slot) => slot.path));
  for (const [path, { dtype, shape }] of infos) {
    if (!known.has(path))
      yield {
        problem: 'unexpected',
        name: nameOf(path),
        path,
        expected: 'nothing',
        found: `${dtype} ${showShape(shape)}`,
      };
  }
}

/** What tensors are held against a layout with, and where it is noted what does not fit. */
interface Fitting {
  readonly seen: Seen;
  readonly isFlipped: (slot: Slot) => boolean;
  readonly accepted: Accepted;
  readonly misfits: Misfit[];
}

/** Under which of its names an owner is stored: its own before those of its ties, a plain tie before a transposed one. */
function storedAs({ slot, ties }: Owner, fitting: Fitting): Stored<readonly number[], Dtype> | undefined {
  const { seen, isFlipped } = fitting;
  if (ties.length === 0) return storedAlone(slot, fitting);
  const present = [slot, ...ties].flatMap((each) => {
    const info = seen.infos.get(each.path);
    if (info === undefined) return [];
    const isTurned = isFlipped(each);
    check(each, isTurned, info, fitting);
    const { dtype, start, end } = info;
    return [{ name: seen.nameOf(each.path), dtype, start, end, transposed: each.transposed !== isTurned }];
  });
  const own = seen.infos.has(slot.path) ? present[0] : undefined;
  const first = own ?? present.find(({ transposed }) => !transposed) ?? present[0];
  if (first === undefined) return undefined;
  return { ...first, shape: slot.shape, copies: present.filter((each) => each !== first) };
}

/** The same for most leaves, to which nothing is tied, without lists of one: it takes a fifth of the time. */
function storedAlone(slot: Slot, fitting: Fitting): Stored<readonly number[], Dtype> | undefined {
  const { seen, isFlipped } = fitting;
  const info = seen.infos.get(slot.path);
  if (info === undefined) return undefined;
  const transposed = isFlipped(slot);
  check(slot, transposed, info, fitting);
  return {
    name: seen.nameOf(slot.path),
    dtype: info.dtype,
    start: info.start,
    end: info.end,
    transposed,
    shape: slot.shape,
    copies: NONE,
  };
}
const NONE: readonly never[] = Object.freeze([]);

function check(
  slot: Slot,
  isTurned: boolean,
  { dtype, shape }: TensorInfo,
  { seen, accepted, misfits }: Fitting,
): void {
  const { path } = slot;
  const why = accepted.whyNot(dtype);
  if (why !== undefined)
    misfits.push({
      problem: 'wrong dtype',
      name: seen.nameOf(path),
      path,
      expected: accepted.native,
      found: why === '' ? dtype : `${dtype}: ${why}`,
    });
  const expected = isTurned ? [...slot.shape].reverse() : slot.shape;
  if (!isSame(shape, expected))
    misfits.push({
      problem: 'wrong shape',
      name: seen.nameOf(path),
      path,
      expected: showShape(expected),
      found: showShape(shape),
    });
}

function isSame(shape: readonly (number | bigint)[], other: readonly number[]): boolean {
  if (shape.length !== other.length) return false;
  for (let i = 0; i < shape.length; i++) if (shape[i] !== other[i]) return false;
  return true;
}
