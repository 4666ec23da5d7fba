import type { StoredTensor } from '../../../types/checkpoint/fit/stored-tensor.ts';
import type { Slot } from '../../../types/place/slot.ts';
import type { Owner } from '../../place/owner.ts';
import type { Dtype } from '../dtype/dtype.ts';
import type { TensorInfo } from '../header/header.ts';
import { formatShape } from '../text.ts';
import type { FitIssue } from './fit-issue.ts';
import type { NamedTensors } from './names.ts';
import type { AcceptedDtypes } from './options.ts';

/** What a tensor is checked with, and the list of issues. */
export interface FitContext {
  readonly named: NamedTensors;
  readonly isTransposed: (slot: Slot) => boolean;
  readonly accepted: AcceptedDtypes;
  readonly issues: FitIssue[];
}

/**
 * Finds the name under which the file stores an owner: its own name takes precedence over those of its ties, and a
 * plain tie over a transposed one. A slice of the owner cannot stand for it, but it must agree with it.
 */
export function findStoredTensor(
  { slot, ties }: Owner,
  context: FitContext,
): StoredTensor<readonly number[], Dtype> | undefined {
  const { named, isTransposed } = context;
  if (ties.length === 0) return findUntiedTensor(slot, context);
  const present = [slot, ...ties].flatMap((each) => {
    const info = named.infos.get(each.path);
    if (info === undefined) return [];
    const isStoredTransposed = isTransposed(each);
    checkTensor(each, isStoredTransposed, info, context);
    const { dtype, start, end } = info;
    const transposed = each.transposed !== isStoredTransposed;
    const found = { name: named.nameOf(each.path), dtype, start, end, transposed };
    return [each.length === slot.length ? found : { ...found, slot: each }];
  });
  const own = named.infos.has(slot.path) ? present[0] : undefined;
  const whole = present.filter((each) => !('slot' in each));
  const first = own ?? whole.find(({ transposed }) => !transposed) ?? whole[0];
  if (first === undefined) return undefined;
  return { ...first, shape: slot.shape, copies: present.filter((each) => each !== first) };
}

/** The same for an owner without ties, as most leaves are. Without lists it takes a fifth of the time. */
function findUntiedTensor(slot: Slot, context: FitContext): StoredTensor<readonly number[], Dtype> | undefined {
  const { named, isTransposed } = context;
  const info = named.infos.get(slot.path);
  if (info === undefined) return undefined;
  const transposed = isTransposed(slot);
  checkTensor(slot, transposed, info, context);
  return {
    name: named.nameOf(slot.path),
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
  isStoredTransposed: boolean,
  { dtype, shape }: TensorInfo,
  { named, accepted, issues }: FitContext,
): void {
  const { path } = slot;
  const why = accepted.whyNot(dtype);
  if (why !== undefined)
    issues.push({
      problem: 'wrong dtype',
      name: named.nameOf(path),
      path,
      expected: accepted.native,
      found: why === '' ? dtype : `${dtype}: ${why}`,
    });
  const expected = isStoredTransposed ? [...slot.shape].reverse() : slot.shape;
  if (!matchesShape(shape, expected))
    issues.push({
      problem: 'wrong shape',
      name: named.nameOf(path),
      path,
      expected: formatShape(expected),
      found: formatShape(shape),
    });
}

function matchesShape(shape: readonly (number | bigint)[], other: readonly number[]): boolean {
  if (shape.length !== other.length) return false;
  for (let i = 0; i < shape.length; i++) if (shape[i] !== other[i]) return false;
  return true;
}
