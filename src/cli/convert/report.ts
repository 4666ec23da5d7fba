import type { SavedFile } from '../../checkpoint/save/write-checkpoint.ts';
import { json } from '../output/json.ts';
import { printable } from '../output/printable.ts';
import { bytes, counted, grouped } from '../output/quantity.ts';
import type { Converted, Plan } from './plan.ts';

/** What a conversion did. */
export interface Done extends Plan {
  readonly files: readonly SavedFile[];
  /** Finite values that were too large for their new type, by the tensor's name: they became infinite, in F8_E4M3 NaN. */
  readonly over: ReadonlyMap<string, number>;
}

/** For programs. Sizes in bytes. */
export function asJson({ files, tensors, left, over }: Done): string {
  return json({
    files: files.map(({ target, size, tensors: count }) => ({ path: target, bytes: size, tensors: count ?? 0 })),
    tensors: tensors.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    dtypes: Object.fromEntries(dtypes(tensors)),
    converted: tensors
      .filter(({ recode }) => recode !== undefined)
      .map(({ slot, info, dtype }) => ({ name: slot.path, from: info.dtype, to: dtype })),
    renamed: tensors
      .filter(({ slot, source }) => slot.path !== source)
      .map(({ slot, source }) => ({ from: source, to: slot.path })),
    leftOut: left,
    infinite: became('infinite', over, tensors),
    nan: became('NaN', over, tensors),
  });
}

/** For people: the files, and what became of the tensors. */
export function asText({ files, tensors, left }: Done): string {
  const lines = files.map(
    ({ target, size, tensors: count }) =>
      `${printable(target)}  ${bytes(size)}${count === undefined ? '' : `, ${counted(count, 'tensor')}`}`,
  );
  const what = Array.from(dtypes(tensors), ([dtype, count]) => `${grouped(count)} ${dtype}`).join(', ');
  if (what !== '') lines.push(what);
  const changes = new Map<string, number>();
  for (const { recode, info, dtype } of tensors) if (recode !== undefined) add(changes, `${info.dtype} to ${dtype}`);
  for (const [change, count] of changes) lines.push(`${counted(count, 'tensor')} from ${change}`);
  const renamed = tensors.filter(({ slot, source }) => slot.path !== source).length;
  if (renamed > 0) lines.push(`${counted(renamed, 'tensor')} renamed`);
  if (left.length > 0) lines.push(`${counted(left.length, 'tensor')} left out`);
  return `${lines.join('\n')}\n`;
}

/** The most tensors that are named. */
const NAMED = 20;

/** What should be looked at. */
export function warnings({ over, tensors }: Pick<Done, 'over' | 'tensors'>): readonly string[] {
  const lines = WHAT.flatMap((what) =>
    became(what, over, tensors).map(
      ({ name, count }) => `'${printable(name)}': ${counted(count, 'finite value')} became ${what}`,
    ),
  );
  return lines.length <= NAMED ?
      lines
    : [...lines.slice(0, NAMED), `and values of ${grouped(lines.length - NAMED)} tensors more`];
}

const WHAT = ['infinite', 'NaN'] as const;

/** The tensors of which finite values became one or the other. */
function became(
  what: (typeof WHAT)[number],
  over: Done['over'],
  tensors: readonly Converted[],
): readonly { readonly name: string; readonly count: number }[] {
  return tensors.flatMap(({ slot: { path }, dtype }) => {
    const count = over.get(path);
    return count !== undefined && (dtype === 'F8_E4M3') === (what === 'NaN') ? [{ name: path, count }] : [];
  });
}

function dtypes(tensors: readonly Converted[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { dtype } of tensors) add(counts, dtype);
  return counts;
}

const add = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
