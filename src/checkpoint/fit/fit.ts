import type { Laid } from '../../../types/checkpoint/any.ts';
import type { StoredTensor } from '../../../types/checkpoint/tensors.ts';
import type { Slot } from '../../../types/slot.ts';
import type { Owner } from '../../owner.ts';
import type { Dtype } from '../dtype/dtype.ts';
import type { TensorInfo } from '../header/header.ts';
import { addNearNames, type FitIssue } from './misfit.ts';
import { ownersOf } from './owner.ts';
import { keepsNames, renamerOf, type Naming } from './rename.ts';
import { renameTensors, type NamedTensors } from './seen.ts';
import { showShape } from '../text.ts';
import { transposedTestOf } from './transposed.ts';

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
export interface FitResult {
  readonly stored: ReadonlyMap<string, StoredTensor<readonly number[], Dtype>>;
  readonly issues: readonly FitIssue[];
  /** What the options let pass. */
  readonly warnings: readonly FitIssue[];
}
export type Judge = (tensors: ReadonlyMap<string, TensorInfo>) => FitResult;

/** @throws TypeError for options that mean nothing, or nothing for this layout */
export function judgeOf(layout: Laid, options: FitOptions, accepted: Accepted): Judge {
  const { extra = 'error', partial = false, transpose = [] } = options;
  if (extra !== 'error' && extra !== 'ignore')
    throw new TypeError(`extra must be 'error' or 'ignore', found ${JSON.stringify(extra)}`);
  const rename = keepsNames(options) ? undefined : renamerOf(options);
  const isTransposed = transposedTestOf(layout, transpose);
  const owners = ownersOf(layout);

  return (tensors) => {
    const issues: FitIssue[] = [];
    const warnings: FitIssue[] = [];
    const seen = renameTensors(rename, tensors, issues);
    const context: FitContext = { seen, isTransposed, accepted, issues };
    const stored = new Map<string, StoredTensor<readonly number[], Dtype>>();
    let taken = 0;
    for (const [path, owner] of owners) {
      const found = findStored(owner, context);
      if (found !== undefined) {
        stored.set(path, found);
        taken += 1 + found.copies.length;
        continue;
      }
      const left = seen.ignored.get(path);
      const expected = `${accepted.native} ${showShape(owner.slot.shape)}`;
      (partial ? warnings : issues).push({
        problem: 'missing',
        name: path,
        path,
        expected,
        found: left === undefined ? 'nothing' : `'${left}', which is ignored`,
      });
    }
    if (taken < seen.infos.size)
      for (const issue of findUnexpected(layout, seen)) (extra === 'ignore' ? warnings : issues).push(issue);
    return { stored, issues: addNearNames(issues), warnings };
  };
}

function* findUnexpected(layout: Laid, { infos, nameOf }: NamedTensors): Generator<FitIssue> {
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
interface FitContext {
  readonly seen: NamedTensors;
  readonly isTransposed: (slot: Slot) => boolean;
  readonly accepted: Accepted;
  readonly issues: FitIssue[];
}

/** Under which of its names an owner is stored: its own before those of its ties, a plain tie before a transposed one. */
function findStored({ slot, ties }: Owner, context: FitContext): StoredTensor<readonly number[], Dtype> | undefined {
  const { seen, isTransposed } = context;
  if (ties.length === 0) return findStoredAlone(slot, context);
  const present = [slot, ...ties].flatMap((each) => {
    const info = seen.infos.get(each.path);
    if (info === undefined) return [];
    const isTurned = isTransposed(each);
    checkTensor(each, isTurned, info, context);
    const { dtype, start, end } = info;
    return [{ name: seen.nameOf(each.path), dtype, start, end, transposed: each.transposed !== isTurned }];
  });
  const own = seen.infos.has(slot.path) ? present[0] : undefined;
  const first = own ?? present.find(({ transposed }) => !transposed) ?? present[0];
  if (first === undefined) return undefined;
  return { ...first, shape: slot.shape, copies: present.filter((each) => each !== first) };
}

/** The same for most leaves, to which nothing is tied, without lists of one: it takes a fifth of the time. */
function findStoredAlone(slot: Slot, context: FitContext): StoredTensor<readonly number[], Dtype> | undefined {
  const { seen, isTransposed } = context;
  const info = seen.infos.get(slot.path);
  if (info === undefined) return undefined;
  const transposed = isTransposed(slot);
  checkTensor(slot, transposed, info, context);
  return {
    name: seen.nameOf(slot.path),
    dtype: info.dtype,
    start: info.start,
    end: info.end,
    transposed,
    shape: slot.shape,
    copies: NO_COPIES,
  };
}
const NO_COPIES: readonly never[] = Object.freeze([]);

function checkTensor(
  slot: Slot,
  isTurned: boolean,
  { dtype, shape }: TensorInfo,
  { seen, accepted, issues }: FitContext,
): void {
  const { path } = slot;
  const why = accepted.whyNot(dtype);
  if (why !== undefined)
    issues.push({
      problem: 'wrong dtype',
      name: seen.nameOf(path),
      path,
      expected: accepted.native,
      found: why === '' ? dtype : `${dtype}: ${why}`,
    });
  const expected = isTurned ? [...slot.shape].reverse() : slot.shape;
  if (!isSameShape(shape, expected))
    issues.push({
      problem: 'wrong shape',
      name: seen.nameOf(path),
      path,
      expected: showShape(expected),
      found: showShape(shape),
    });
}

function isSameShape(shape: readonly (number | bigint)[], other: readonly number[]): boolean {
  if (shape.length !== other.length) return false;
  for (let i = 0; i < shape.length; i++) if (shape[i] !== other[i]) return false;
  return true;
}
