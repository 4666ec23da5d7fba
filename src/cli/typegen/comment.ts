import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { showShape } from '../../checkpoint/text.ts';
import { parsePattern } from '../../place/pattern.ts';
import { nameRanges } from '../names/name-ranges.ts';
import { foldNames } from '../names/names-fold.ts';
import { printable, shortened, wrapped } from '../output/printable.ts';
import { counted } from '../output/quantity.ts';
import { WIDTH } from './print.ts';
import type { Selection } from './selection.ts';
import { quoted } from './text.ts';

/** What the comment says of where a module came from. Names of files are those without folders, so that the module is the same on every machine. */
export interface Origin {
  readonly file: string;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly selection: Selection;
  /** Undefined for a manifest. */
  readonly parameters: number | undefined;
  /** The command that checks the module, undefined for a manifest. */
  readonly check: string | undefined;
}

/** The comment above a module: what it was made from, how it is checked, and what of the file it does not hold as it is. Lines of `//`, which no name can end. */
export function commentOf({ file, tensors, selection, parameters, check }: Origin): string {
  const { held, leftOut, renamed, shared, refused } = selection;
  const dtypes = [...new Set(Array.from(held.values(), ({ info }) => info.dtype))].sort().join(', ');
  const figures = [
    counted(held.size, 'tensor'),
    ...(parameters === undefined ? [] : [counted(parameters, 'parameter')]),
    ...(dtypes === '' ? [] : [dtypes]),
  ];
  const lines = wrapped(
    `Made by paramlayout typegen from ${shortened(printable(file), WIDTH / 2)}: ${figures.join(', ')}.`,
    WIDTH - 3,
  ).split('\n');
  if (check !== undefined) lines.push(`Check: ${check}`);
  const isStored = shared.filter((each) => each.isStored);
  section(
    lines,
    'Left out, with the reason (--keep holds what is no parameter):',
    Array.from(leftOut, ([name, why]) => [name, `${described(tensors.get(name) as TensorInfo)}, ${why}`]),
  );
  if (check !== undefined) {
    lines.push(...loadHint(selection));
    // Of many blocks' tensors both names have the same indices.
    const together = foldNames(
      renamed,
      ([name, { path }]) => [name, path],
      ([, { why }]) => why,
    );
    entries(
      lines,
      'Named otherwise than in the file:',
      together.map(({ labels: [name = '', path = ''], items }) => ({
        label: quoted(name),
        text: `'${path}', since ${items[0]?.[1].why}`,
      })),
    );
    section(
      lines,
      'Stored under the names of their ties too:',
      Array.from(isStored, ({ name, ownerPath }) => [name, `tied to ${ownerPath}`]),
    );
    section(lines, 'Shared according to the metadata, but left out:', Array.from(refused));
  }
  // Once more printable, whatever goes into a line: what breaks out of it would be code.
  return `${lines.map((line) => `// ${printable(line)}`.trimEnd()).join('\n')}\n\n`;
}

/** The option with which the library's `load` leaves out the same tensors, where a few patterns say it. */
function loadHint({ held, leftOut }: Selection): readonly string[] {
  const names = [...leftOut.keys()];
  if (names.length === 0 || names.some((name) => /[*{]/.test(name))) return []; // a pattern would read them as wildcards
  const byEnd = new Set(names.map((name) => `**.${name.split('.').at(-1)}`));
  const byIndex = nameRanges(names.map((name) => [name, ''])).map((each) => each.pattern);
  const patterns = [[...byEnd], byIndex].find((all) => all.length <= MOST_PATTERNS && !matchesAny(held.keys(), all));
  return patterns === undefined ?
      []
    : ['', ...wrapped(`load(…, { ignore: [${patterns.map(quoted).join(', ')}] })`, WIDTH - 3).split('\n')];
}
function matchesAny(names: Iterable<string>, patterns: readonly string[]): boolean {
  const all = patterns.map(parsePattern);
  for (const name of names) if (all.some((each) => each.matches(name))) return true;
  return false;
}
const MOST_PATTERNS = 8;

const described = ({ dtype, shape }: TensorInfo): string => `${dtype} ${showShape(shape)}`;

function section(lines: string[], title: string, said: readonly (readonly [name: string, text: string])[]): void {
  entries(lines, title, nameRanges(said));
}

function entries(
  lines: string[],
  title: string,
  all: readonly { readonly label: string; readonly text: string }[],
): void {
  if (all.length === 0) return;
  lines.push('', title);
  for (const { label, text } of all) {
    const said = shortened(printable(text), WIDTH - 10);
    const line = `${printable(label)}: ${said}`;
    const room = WIDTH - '//   '.length;
    lines.push(
      `  ${line.length <= room ? line : `${shortened(printable(label), Math.max(room - said.length - 2, 20))}: ${shortened(said, room - 22)}`}`,
    );
  }
}
