import type { SavedFile } from '../../checkpoint/save/write-checkpoint.ts';
import { toPrintable } from '../../array/printable.ts';
import { formatBytes, groupDigits, jsonTextOf, pluralize } from '../output/quantity.ts';
import type { ConvertedTensor, ConvertPlan } from './convert-plan.ts';

/** The result of a conversion. */
export interface Conversion extends ConvertPlan {
  readonly files: readonly SavedFile[];
  /**
   * The number of finite values that were too large for the new dtype, by tensor name. They became infinite, or NaN in
   * F8_E4M3.
   */
  readonly overflows: ReadonlyMap<string, number>;
}

/** Formats the result for programs. Sizes are in bytes. */
export function conversionJsonOf({ files, tensors, leftOut, overflows }: Conversion): string {
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
    leftOut,
    infinite: overflowsOf('infinite', overflows, tensors),
    nan: overflowsOf('NaN', overflows, tensors),
  });
}

/** Formats the result for people: the files, and what changed in the tensors. */
export function conversionTextOf({ files, tensors, leftOut }: Conversion): string {
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
  if (leftOut.length > 0) lines.push(`${pluralize(leftOut.length, 'tensor')} left out`);
  return `${lines.join('\n')}\n`;
}

/** The most tensors that get a warning of their own. */
const MAX_WARNINGS = 20;

/** Warns of values that became infinite or NaN. */
export function conversionWarningsOf({
  overflows,
  tensors,
}: Pick<Conversion, 'overflows' | 'tensors'>): readonly string[] {
  const lines = OVERFLOW_VALUES.flatMap((what) =>
    overflowsOf(what, overflows, tensors).map(
      ({ name, count }) => `'${toPrintable(name)}': ${pluralize(count, 'finite value')} became ${what}`,
    ),
  );
  return lines.length <= MAX_WARNINGS ?
      lines
    : [...lines.slice(0, MAX_WARNINGS), `and values of ${groupDigits(lines.length - MAX_WARNINGS)} more tensors`];
}

const OVERFLOW_VALUES = ['infinite', 'NaN'] as const;

/** Counts the finite values of each tensor that became infinite or NaN. */
function overflowsOf(
  what: (typeof OVERFLOW_VALUES)[number],
  overflows: Conversion['overflows'],
  tensors: readonly ConvertedTensor[],
): readonly { readonly name: string; readonly count: number }[] {
  return tensors.flatMap(({ slot: { path }, dtype }) => {
    const count = overflows.get(path);
    return count !== undefined && (dtype === 'F8_E4M3') === (what === 'NaN') ? [{ name: path, count }] : [];
  });
}

function countDtypes(tensors: readonly ConvertedTensor[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { dtype } of tensors) increment(counts, dtype);
  return counts;
}

const increment = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
