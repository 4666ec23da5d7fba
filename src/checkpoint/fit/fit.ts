import type { Laid } from '../../../types/checkpoint/any.ts';
import type { Stored } from '../../../types/checkpoint/tensors.ts';
import type { Slot } from '../../../types/slot.ts';
import type { Dtype } from '../dtype/dtype.ts';
import type { TensorInfo } from '../header/header.ts';
import { withNearNames, type Misfit } from './misfit.ts';
import { ownersOf, type Owner } from './owner.ts';
import { renameBy, type Naming } from './rename.ts';
import { showShape } from '../text.ts';
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

/** A tensor of the file under the path that it has in the layout. */
interface Seen {
  readonly name: string;
  readonly info: TensorInfo;
}

/** @throws TypeError for options that mean nothing, or nothing for this layout */
export function judgeOf(layout: Laid, options: FitOptions, accepted: Accepted): Judge {
  const { extra = 'error', partial = false, transpose = [] } = options;
  if (extra !== 'error' && extra !== 'ignore') throw new TypeError(`extra must be 'error' or 'ignore', found ${JSON.stringify(extra)}`);
  const rename = renameBy(options);
  const isFlipped = transposedBy(layout, transpose);
  const owners = ownersOf(layout);
  const known = new Set(layout.slots.map((slot) => slot.path));

  return (tensors) => {
    const misfits: Misfit[] = [];
    const passed: Misfit[] = [];
    const seen = new Map<string, Seen>();
    const ignored = new Map<string, string>();
    for (const [name, info] of tensors) {
      const { path, ignored: isIgnored } = rename(name) ?? { path: undefined, ignored: false };
      if (path === undefined) continue;
      const other = seen.get(path);
      if (isIgnored) ignored.set(path, name);
      else if (other === undefined) seen.set(path, { name, info });
      else misfits.push({ problem: 'given twice', name, path, expected: `one tensor for '${path}'`, found: `'${other.name}' too` });
    }
    const stored = new Map<string, Stored<readonly number[], Dtype>>();
    for (const [path, owner] of owners) {
      const found = storedAs(owner, seen, isFlipped, accepted, misfits);
      if (found !== undefined) {
        stored.set(path, found);
        continue;
      }
      const left = ignored.get(path);
      const expected = `${accepted.native} ${showShape(owner.slot.shape)}`;
      (partial ? passed : misfits).push({ problem: 'missing', name: path, path, expected, found: left === undefined ? 'nothing' : `'${left}', which is ignored` });
    }
    for (const [path, { name, info }] of seen) {
      if (known.has(path)) continue;
      (extra === 'ignore' ? passed : misfits).push({ problem: 'unexpected', name, path, expected: 'nothing', found: `${info.dtype} ${showShape(info.shape)}` });
    }
    return { stored, misfits: withNearNames(misfits), passed };
  };
}

/** Under which of its names an owner is stored: its own before those of its ties, a plain tie before a transposed one. */
function storedAs(
  { slot, ties }: Owner,
  seen: ReadonlyMap<string, Seen>,
  isFlipped: (slot: Slot) => boolean,
  accepted: Accepted,
  misfits: Misfit[],
): Stored<readonly number[], Dtype> | undefined {
  if (ties.length === 0) return storedAlone(slot, seen, isFlipped, accepted, misfits);
  const present = [slot, ...ties].flatMap((each) => {
    const found = seen.get(each.path);
    if (found === undefined) return [];
    const isTurned = isFlipped(each);
    check(each, isTurned, found, accepted, misfits);
    const { name, info } = found;
    return [{ name, dtype: info.dtype, start: info.start, end: info.end, transposed: each.transposed !== isTurned }];
  });
  const own = seen.has(slot.path) ? present[0] : undefined;
  const first = own ?? present.find(({ transposed }) => !transposed) ?? present[0];
  if (first === undefined) return undefined;
  return { ...first, shape: slot.shape, copies: present.filter((each) => each !== first) };
}

/** The same for most leaves, to which nothing is tied, without lists of one: it takes a fifth of the time. */
function storedAlone(slot: Slot, seen: ReadonlyMap<string, Seen>, isFlipped: (slot: Slot) => boolean, accepted: Accepted, misfits: Misfit[]): Stored<readonly number[], Dtype> | undefined {
  const found = seen.get(slot.path);
  if (found === undefined) return undefined;
  const transposed = isFlipped(slot);
  check(slot, transposed, found, accepted, misfits);
  const { name, info } = found;
  return { name, dtype: info.dtype, start: info.start, end: info.end, transposed, shape: slot.shape, copies: NONE };
}
const NONE: readonly never[] = Object.freeze([]);

function check(slot: Slot, isTurned: boolean, { name, info: { dtype, shape } }: Seen, accepted: Accepted, misfits: Misfit[]): void {
  const { path } = slot;
  const why = accepted.whyNot(dtype);
  if (why !== undefined) misfits.push({ problem: 'wrong dtype', name, path, expected: accepted.native, found: why === '' ? dtype : `${dtype}: ${why}` });
  const expected = isTurned ? [...slot.shape].reverse() : slot.shape;
  if (shape.length !== expected.length || shape.some((dim, i) => dim !== expected[i])) {
    misfits.push({ problem: 'wrong shape', name, path, expected: showShape(expected), found: showShape(shape) });
  }
}
