import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { parsePattern } from '../../place/pattern.ts';
import { describeTensor } from '../input/tensor-data.ts';
import { foldNames } from '../names/fold-names.ts';
import { nameRangesOf } from '../names/name-ranges.ts';
import { toPrintable } from '../../array/printable.ts';
import { shortenMiddle, wrapLines } from '../output/printable-text.ts';
import { pluralize } from '../output/quantity.ts';
import type { Selection } from './select-tensors.ts';
import { MAX_SOURCE_WIDTH, quoteLiteral } from './source-text.ts';

/**
 * The origin of a module, for its comment. File names have no folders, so that the module is equal on every machine.
 */
interface ModuleOrigin {
  readonly file: string;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly selection: Selection;
  /** The number of parameters; undefined for a manifest. */
  readonly parameters: number | undefined;
  /** The command that checks the module; undefined for a manifest. */
  readonly check: string | undefined;
}

/**
 * Writes the comment above a module: its origin, how to check it, and how it differs from the file. No name can end a
 * line comment.
 */
export function moduleCommentOf({ file, tensors, selection, parameters, check }: ModuleOrigin): string {
  const { kept, leftOut, renamed, shared, tieIssues } = selection;
  const dtypes = [...new Set(Array.from(kept.values(), ({ info }) => info.dtype))].sort().join(', ');
  const figures = [
    pluralize(kept.size, 'tensor'),
    ...(parameters === undefined ? [] : [pluralize(parameters, 'parameter')]),
    ...(dtypes === '' ? [] : [dtypes]),
  ];
  const lines = wrapLines(
    'Made by paramlayout typegen from ' +
      `${shortenMiddle(toPrintable(file), MAX_SOURCE_WIDTH / 2)}: ${figures.join(', ')}.`,
    MAX_SOURCE_WIDTH - 3,
  ).split('\n');
  if (check !== undefined) lines.push(`Check: ${check}`);
  const isStored = shared.filter((each) => each.isStored);
  addSection(
    lines,
    'Left out, with the reason (override with --keep):',
    Array.from(leftOut, ([name, why]) => [name, `${describeTensor(tensors.get(name) as TensorInfo)}, ${why}`]),
  );
  if (check !== undefined) {
    lines.push(...loadHintOf(selection));
    // Both names of the tensors of equal blocks have the same indices.
    const together = foldNames(
      renamed,
      ([name, { path }]) => [name, path],
      ([, { why }]) => why,
    );
    addEntries(
      lines,
      'Renamed, with the reason:',
      together.map(({ labels: [name = '', path = ''], items }) => ({
        label: quoteLiteral(name),
        text: `'${path}', because ${items[0]?.[1].why}`,
      })),
    );
    addSection(
      lines,
      'Ties that the file stores too:',
      Array.from(isStored, ({ name, ownerPath }) => [name, `tied to ${ownerPath}`]),
    );
    addSection(lines, 'Shared according to the metadata, but left out:', Array.from(tieIssues));
  }
  // Each line is escaped once more: a name that breaks out of the comment would become code.
  return `${lines.map((line) => `// ${toPrintable(line)}`.trimEnd()).join('\n')}\n\n`;
}

/** The option with which `load` leaves out the same tensors, if a few patterns can say it. */
function loadHintOf({ kept, leftOut }: Selection): readonly string[] {
  const names = [...leftOut.keys()];
  // Patterns read these characters as wildcards.
  if (names.length === 0 || names.some((name) => /[*{]/.test(name))) return [];
  const byEnd = new Set(names.map((name) => `**.${name.split('.').at(-1)}`));
  const byIndex = nameRangesOf(names.map((name) => [name, ''])).map((each) => each.pattern);
  const patterns = [[...byEnd], byIndex].find(
    (all) => all.length <= MAX_HINT_PATTERNS && !matchesAny(kept.keys(), all),
  );
  return patterns === undefined ?
      []
    : [
        '',
        ...wrapLines(`load(…, { ignore: [${patterns.map(quoteLiteral).join(', ')}] })`, MAX_SOURCE_WIDTH - 3).split(
          '\n',
        ),
      ];
}
function matchesAny(names: Iterable<string>, patterns: readonly string[]): boolean {
  const all = patterns.map(parsePattern);
  for (const name of names) if (all.some((each) => each.matches(name))) return true;
  return false;
}
const MAX_HINT_PATTERNS = 8;

function addSection(lines: string[], title: string, rows: readonly (readonly [name: string, text: string])[]): void {
  addEntries(lines, title, nameRangesOf(rows));
}

function addEntries(
  lines: string[],
  title: string,
  all: readonly { readonly label: string; readonly text: string }[],
): void {
  if (all.length === 0) return;
  lines.push('', title);
  for (const { label, text } of all) {
    const reason = shortenMiddle(toPrintable(text), MAX_SOURCE_WIDTH - 10);
    const line = `${toPrintable(label)}: ${reason}`;
    const room = MAX_SOURCE_WIDTH - '//   '.length;
    const name = shortenMiddle(toPrintable(label), Math.max(room - reason.length - 2, 20));
    lines.push(`  ${line.length <= room ? line : `${name}: ${shortenMiddle(reason, room - 22)}`}`);
  }
}
