import { formatShape } from '../../checkpoint/text.ts';
import type { Checkpoint } from '../input/open-checkpoint.ts';
import { describeTensor } from '../input/tensor-data.ts';
import { foldNames } from '../names/fold-names.ts';
import { toPrintable } from '../../array/printable.ts';
import { formatTable, toPrintableName, shortenMiddle } from '../output/printable-text.ts';
import { formatBytes, groupDigits, pluralize } from '../output/quantity.ts';
import type { Terminal } from '../output/terminal.ts';
import { type Changes, hasNoChanges } from './diff-changes.ts';
import { type DiffSection, formatSection, valueSectionsOf } from './diff-sections.ts';
import type { SideTensor, TensorPair } from './pair-tensors.ts';

/** Formats both files in a line each, then a section for each kind of change, then the conclusion. */
export function diffReportOf(
  changes: Changes,
  [a, b]: readonly [DiffFile, DiffFile],
  most: number,
  terminal: Terminal,
): string {
  const { added, removed, renamed, retyped, reshaped, metadata, values } = changes;
  const ambiguous = renamed.some((each) => each.ambiguous);
  const sections: readonly (DiffSection | undefined)[] = [
    changeSectionOf(
      'Removed: only in A',
      'red',
      removed,
      ({ stored }) => [stored],
      ({ info }) => [describeTensor(info)],
    ),
    changeSectionOf(
      'Added: only in B',
      'green',
      added,
      ({ name }) => [name],
      ({ info }) => [describeTensor(info)],
    ),
    addAmbiguityNote(
      changeSectionOf(
        'Renamed: the same dtype, shape and data',
        'yellow',
        renamed,
        (each) => [each.a.stored, each.b.name],
        (each) => [describeTensor(each.b.info) + (each.ambiguous ? ' *' : '')],
      ),
      ambiguous,
    ),
    changeSectionOf('Retyped', 'yellow', retyped, pairNamesOf, ({ a: { info: from }, b: { info: to } }) => [
      `${from.dtype} → ${to.dtype}`,
    ]),
    changeSectionOf('Reshaped', 'yellow', reshaped, pairNamesOf, ({ a: { info: from }, b: { info: to } }) => [
      `${formatShape(from.shape)} → ${formatShape(to.shape)}`,
    ]),
    metadata.length === 0 ?
      undefined
    : {
        heading: 'Metadata',
        color: 'yellow',
        count: metadata.length,
        rows: metadata.map(({ key, a: from, b: to }) => ({
          names: [toPrintable(key)],
          rest: [`${quoteValue(from)} → ${quoteValue(to)}`],
        })),
      },
  ];
  const parts = [
    fileLinesOf(a, b, terminal),
    ...sections.flatMap((each) => (each === undefined ? [] : [formatSection(each, most, terminal)])),
  ];
  if (values !== undefined) parts.push(...valueSectionsOf(values, most, terminal));
  return [...parts, conclusionOf(changes)].join('\n\n');
}

const addAmbiguityNote = (renamed: DiffSection | undefined, ambiguous: boolean): DiffSection | undefined =>
  renamed === undefined || !ambiguous ?
    renamed
  : { ...renamed, note: '* several tensors have the same data; they are paired in the order of their names' };

/** A checkpoint and its name on the command line. */
interface DiffFile {
  readonly file: string;
  readonly checkpoint: Checkpoint;
}

function fileLinesOf(a: DiffFile, b: DiffFile, { width }: Terminal): string {
  const rows = [a, b].map(({ file, checkpoint: { tensors } }, i) => {
    const size = Array.from(tensors.values()).reduce((sum, { start, end }) => sum + end - start, 0);
    return [
      i === 0 ? 'A' : 'B',
      shortenMiddle(toPrintable(file), Math.floor(width / 2)),
      pluralize(tensors.size, 'tensor'),
      formatBytes(size),
    ];
  });
  return formatTable(rows, ['left', 'left', 'right', 'right']);
}

const pairNamesOf = ({ a, b }: TensorPair): readonly string[] =>
  a.stored === b.name ? [b.name] : [`${a.stored} = ${b.name}`];
const quoteValue = (text: string | undefined): string =>
  text === undefined ? 'none' : `'${shortenMiddle(toPrintable(text), 30)}'`;

/**
 * Makes the section of one kind of change. Changes with the same description whose names differ only in indices share a
 * row, in the place of the first.
 */
function changeSectionOf<T extends SideTensor | object>(
  heading: string,
  color: DiffSection['color'],
  items: readonly T[],
  namesOf: (item: T) => readonly string[],
  restOf: (item: T) => readonly string[],
): DiffSection | undefined {
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
      names: labels.map(toPrintableName),
      rest: [all.length > 1 ? `× ${groupDigits(all.length)}` : '', ...restOf(all[0] as T)],
    }));
  return { heading, color, count: items.length, rows };
}

/** The answer in a sentence, and what it leaves out. */
function conclusionOf(changes: Changes): string {
  const { pairs, values, metadata } = changes;
  const what = values === undefined ? 'names, dtypes and shapes' : 'names, dtypes, shapes and values';
  const lines = [hasNoChanges(changes) ? `The same ${what}: ${pluralize(pairs.length, 'tensor')}.` : 'They differ.'];
  if (metadata.length > 0) lines.push('Differences in metadata do not count.');
  if (values === undefined) lines.push('Data were compared only to find renamed tensors; --values compares all data.');
  return lines.join('\n');
}
