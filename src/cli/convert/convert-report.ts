import type { WrittenFile } from '../../checkpoint/save/write-checkpoint.ts';
import { printable } from '../output/printable-text.ts';
import { formatBytes, groupDigits, jsonText, pluralize } from '../output/quantity.ts';
import type { ConvertedTensor, ConvertPlan } from './convert-plan.ts';

/** What a conversion did. */
export interface Conversion extends ConvertPlan {
  readonly files: readonly WrittenFile[];
  /** Finite values that were too large for their new type, by the tensor's name: they became infinite, in F8_E4M3 NaN. */
  readonly over: ReadonlyMap<string, number>;
}

/** For programs. Sizes in bytes. */
export function conversionJsonOf({ files, tensors, left, over }: Conversion): string {
  return jsonText({
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
    leftOut: left,
    infinite: overflowsOf('infinite', over, tensors),
    nan: overflowsOf('NaN', over, tensors),
  });
}

/** For people: the files, and what became of the tensors. */
export function conversionTextOf({ files, tensors, left }: Conversion): string {
  const lines = files.map(
    ({ target, size, tensors: count }) =>
      `${printable(target)}  ${formatBytes(size)}${count === undefined ? '' : `, ${pluralize(count, 'tensor')}`}`,
  );
  const what = Array.from(countDtypes(tensors), ([dtype, count]) => `${groupDigits(count)} ${dtype}`).join(', ');
  if (what !== '') lines.push(what);
  const changes = new Map<string, number>();
  for (const { recode, info, dtype } of tensors)
    if (recode !== undefined) increment(changes, `${info.dtype} to ${dtype}`);
  for (const [change, count] of changes) lines.push(`${pluralize(count, 'tensor')} from ${change}`);
  const renamed = tensors.filter(({ slot, source }) => slot.path !== source).length;
  if (renamed > 0) lines.push(`${pluralize(renamed, 'tensor')} renamed`);
  if (left.length > 0) lines.push(`${pluralize(left.length, 'tensor')} left out`);
  return `${lines.join('\n')}\n`;
}

/** The most tensors that are named. */
const MAX_WARNINGS = 20;

/** What should be looked at. */
export function conversionWarningsOf({ over, tensors }: Pick<Conversion, 'over' | 'tensors'>): readonly string[] {
  const lines = OVERFLOW_VALUES.flatMap((what) =>
    overflowsOf(what, over, tensors).map(
      ({ name, count }) => `'${printable(name)}': ${pluralize(count, 'finite value')} became ${what}`,
    ),
  );
  return lines.length <= MAX_WARNINGS ?
      lines
    : [...lines.slice(0, MAX_WARNINGS), `and values of ${groupDigits(lines.length - MAX_WARNINGS)} tensors more`];
}

const OVERFLOW_VALUES = ['infinite', 'NaN'] as const;

/** The tensors of which finite values became one or the other. */
function overflowsOf(
  what: (typeof OVERFLOW_VALUES)[number],
  over: Conversion['over'],
  tensors: readonly ConvertedTensor[],
): readonly { readonly name: string; readonly count: number }[] {
  return tensors.flatMap(({ slot: { path }, dtype }) => {
    const count = over.get(path);
    return count !== undefined && (dtype === 'F8_E4M3') === (what === 'NaN') ? [{ name: path, count }] : [];
  });
}

function countDtypes(tensors: readonly ConvertedTensor[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { dtype } of tensors) increment(counts, dtype);
  return counts;
}

const increment = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
