import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { showShape } from '../../checkpoint/text.ts';
import type { Checkpoint } from '../input/checkpoint.ts';
import { foldNames } from '../names/names-fold.ts';
import { printable, shortened, shownName } from '../output/printable.ts';
import { bytes, counted, grouped } from '../output/quantity.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import { isSame, type Changes } from './changes.ts';
import { shownSection, type Section } from './section.ts';
import type { Pair, Side } from './sides.ts';
import { valuesSection } from './values-section.ts';

/** Both files in a line each, then a section for each kind of change, and what the answer is. */
export function render(changes: Changes, [a, b]: readonly [Named, Named], most: number, terminal: Terminal): string {
  const { added, removed, renamed, retyped, reshaped, metadata, values } = changes;
  const ambiguous = renamed.some((each) => each.ambiguous);
  const sections: readonly (Section | undefined)[] = [
    section(
      'Removed: only in A',
      'red',
      removed,
      ({ stored }) => [stored],
      ({ info }) => [what(info)],
    ),
    section(
      'Added: only in B',
      'green',
      added,
      ({ name }) => [name],
      ({ info }) => [what(info)],
    ),
    withNote(
      section(
        'Renamed: the same dtype, shape and data',
        'yellow',
        renamed,
        (each) => [each.a.stored, each.b.name],
        (each) => [what(each.b.info) + (each.ambiguous ? ' *' : '')],
      ),
      ambiguous,
    ),
    section('Retyped', 'yellow', retyped, nameOf, ({ a: { info: from }, b: { info: to } }) => [
      `${from.dtype} → ${to.dtype}`,
    ]),
    section('Reshaped', 'yellow', reshaped, nameOf, ({ a: { info: from }, b: { info: to } }) => [
      `${showShape(from.shape)} → ${showShape(to.shape)}`,
    ]),
    metadata.length === 0 ?
      undefined
    : {
        heading: 'Metadata',
        color: 'yellow',
        count: metadata.length,
        rows: metadata.map(({ key, a: from, b: to }) => ({
          names: [printable(key)],
          rest: [`${shownText(from)} → ${shownText(to)}`],
        })),
      },
  ];
  const parts = [
    headings(a, b, terminal),
    ...sections.flatMap((each) => (each === undefined ? [] : [shownSection(each, most, terminal)])),
  ];
  if (values !== undefined) parts.push(...valuesSection(values, most, terminal));
  return [...parts, verdict(changes)].join('\n\n');
}

const withNote = (renamed: Section | undefined, ambiguous: boolean): Section | undefined =>
  renamed === undefined || !ambiguous ?
    renamed
  : { ...renamed, note: '* of several with the same data: paired in the order of their names' };

/** A checkpoint and how it was called on the command line. */
export interface Named {
  readonly file: string;
  readonly checkpoint: Checkpoint;
}

function headings(a: Named, b: Named, { width }: Terminal): string {
  const rows = [a, b].map(({ file, checkpoint: { tensors } }, i) => {
    const size = Array.from(tensors.values()).reduce((sum, { start, end }) => sum + end - start, 0);
    return [
      i === 0 ? 'A' : 'B',
      shortened(printable(file), Math.floor(width / 2)),
      counted(tensors.size, 'tensor'),
      bytes(size),
    ];
  });
  return table(rows, ['left', 'left', 'right', 'right']);
}

const what = ({ dtype, shape }: TensorInfo): string => `${dtype} ${showShape(shape)}`;
const nameOf = ({ a, b }: Pair): readonly string[] => (a.stored === b.name ? [b.name] : [`${a.stored} = ${b.name}`]);
const shownText = (text: string | undefined): string =>
  text === undefined ? 'none' : `'${shortened(printable(text), 30)}'`;

/** Changes of one kind; where the same is said of names that differ in indices only, they are one row, in the place of the first. */
function section<T extends Side | object>(
  heading: string,
  color: Section['color'],
  items: readonly T[],
  namesOf: (item: T) => readonly string[],
  restOf: (item: T) => readonly string[],
): Section | undefined {
  if (items.length === 0) return undefined;
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = restOf(item).join();
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [item]);
    else known.push(item);
  }
  const place = new Map(items.map((item, i) => [item, i]));
  const folds = [...groups.values()].flatMap((group) => foldNames(group, namesOf));
  const first = ({ items: [item] }: { readonly items: readonly T[] }): number => place.get(item as T) as number;
  const rows = folds
    .sort((x, y) => first(x) - first(y))
    .map(({ labels, items: all }) => ({
      names: labels.map(shownName),
      rest: [all.length > 1 ? `× ${grouped(all.length)}` : '', ...restOf(all[0] as T)],
    }));
  return { heading, color, count: items.length, rows };
}

/** The answer in a sentence, and what it does not speak of. */
function verdict(changes: Changes): string {
  const { pairs, values, metadata } = changes;
  const what = values === undefined ? 'names, dtypes and shapes' : 'names, dtypes, shapes and values';
  const lines = [isSame(changes) ? `The same ${what}: ${counted(pairs.length, 'tensor')}.` : 'They differ.'];
  if (metadata.length > 0) lines.push('The metadata do not count.');
  if (values === undefined) lines.push('Data were compared only to find renames; --values compares them all.');
  return lines.join('\n');
}
