import type { RoundingLoss } from '../../checkpoint/dtype/loss.ts';
import type { SavedFile } from '../../checkpoint/save/write-checkpoint.ts';
import { toPrintable } from '../../array/printable.ts';
import { formatBytes, groupDigits, jsonTextOf, pluralize } from '../output/quantity.ts';
import type { ConvertedTensor, ConvertPlan } from './convert-plan.ts';

/** The result of a conversion. */
export interface Conversion extends ConvertPlan {
  readonly files: readonly SavedFile[];
  /** The names in the input of the tensors that other files replaced. */
  readonly replaced: readonly string[];
  /**
   * The number of values that were too large or too small for the new dtype, by tensor name. They became infinite, or
   * NaN in F8_E4M3, or 0.
   */
  readonly losses: ReadonlyMap<string, RoundingLoss>;
}

/** Formats the result for programs. Sizes are in bytes. */
export function conversionJsonOf({ files, tensors, replaced, leftOut, losses }: Conversion): string {
  return jsonTextOf({
    files: files.map(({ target, size, tensors: count }) => ({ path: target, bytes: size, tensors: count ?? 0 })),
    tensors: tensors.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    dtypes: Object.fromEntries(countDtypes(tensors)),
    converted: tensors
      .filter(({ recode }) => recode !== undefined)
      .map(({ slot, info, dtype }) => ({ name: slot.path, from: info.dtype, to: dtype })),
    renamed: tensors
      .filter(({ slot, source }) => slot.path !== source)
      .map(({ slot, source }) => ({ from: source, to: slot.path })),
    replaced,
    leftOut,
    infinite: lossesOf('infinite', losses, tensors),
    nan: lossesOf('NaN', losses, tensors),
    zero: lossesOf('0', losses, tensors),
  });
}

/** Formats the result for people: the files, and what changed in the tensors. */
export function conversionTextOf({ files, tensors, replaced, leftOut }: Conversion): string {
  const lines = files.map(
    ({ target, size, tensors: count }) =>
      `${toPrintable(target)}  ${formatBytes(size)}${count === undefined ? '' : `, ${pluralize(count, 'tensor')}`}`,
  );
  const what = Array.from(countDtypes(tensors), ([dtype, count]) => `${groupDigits(count)} ${dtype}`).join(', ');
  if (what !== '') lines.push(what);
  const changes = new Map<string, number>();
  for (const { recode, info, dtype } of tensors)
    if (recode !== undefined) increment(changes, `${info.dtype} to ${dtype}`);
  for (const [change, count] of changes) lines.push(`${pluralize(count, 'tensor')} from ${change}`);
  const renamed = tensors.filter(({ slot, source }) => slot.path !== source).length;
  if (renamed > 0) lines.push(`${pluralize(renamed, 'tensor')} renamed`);
  if (replaced.length > 0) lines.push(`${pluralize(replaced.length, 'tensor')} replaced`);
  if (leftOut.length > 0) lines.push(`${pluralize(leftOut.length, 'tensor')} left out`);
  return `${lines.join('\n')}\n`;
}

/** The most tensors that get a warning of their own. */
const MAX_WARNINGS = 20;

/** Warns of values that became infinite, NaN or 0. */
export function conversionWarningsOf({ losses, tensors }: Pick<Conversion, 'losses' | 'tensors'>): readonly string[] {
  const lines = LOSS_VALUES.flatMap((what) =>
    lossesOf(what, losses, tensors).map(
      ({ name, count }) =>
        `'${toPrintable(name)}': ${pluralize(count, what === '0' ? 'value' : 'finite value')} became ${what}`,
    ),
  );
  return lines.length <= MAX_WARNINGS ?
      lines
    : [...lines.slice(0, MAX_WARNINGS), `and values of ${groupDigits(lines.length - MAX_WARNINGS)} more tensors`];
}

const LOSS_VALUES = ['infinite', 'NaN', '0'] as const;

/** Counts the finite values of each tensor that became infinite, NaN or 0. */
function lossesOf(
  what: (typeof LOSS_VALUES)[number],
  losses: Conversion['losses'],
  tensors: readonly ConvertedTensor[],
): readonly { readonly name: string; readonly count: number }[] {
  return tensors.flatMap(({ slot: { path }, dtype }) => {
    const { infinite = 0, zero = 0 } = losses.get(path) ?? {};
    const isThis = what === '0' || (dtype === 'F8_E4M3') === (what === 'NaN');
    const count = what === '0' ? zero : infinite;
    return isThis && count > 0 ? [{ name: path, count }] : [];
  });
}

function countDtypes(tensors: readonly ConvertedTensor[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { dtype } of tensors) increment(counts, dtype);
  return counts;
}

const increment = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
