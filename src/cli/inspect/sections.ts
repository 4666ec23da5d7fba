import { printable, shortened } from '../output/printable.ts';
import { bytes, counted, grouped } from '../output/quantity.ts';
import { elementsOf, sizeOf } from '../input/data.ts';
import { foldNames } from '../names/names-fold.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import type { Content } from './content.ts';
import type { Equals } from './shared.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';

/** What is shown below the tree: each part under a heading, and only where there is anything to say. */
export function sections(
  content: Content,
  equals: Equals | undefined,
  most: number,
  terminal: Terminal,
): readonly string[] {
  const parts: readonly (readonly [heading: string, rows: readonly (readonly string[])[], numbers?: true])[] = [
    ['Element types', dtypes(content), true],
    ['Buffers, by their names and types: not counted as parameters', buffers(content)],
    [
      'Shared, by the metadata: left out of the file',
      content.ties.map(({ removed, kept }) => [printable(removed), `→ ${printable(kept)}`]),
    ],
    ['Equal bytes: shared or copied', equals === undefined ? [] : equal(equals, content)],
    ['Files', content.files.size > 1 ? files(content) : [], true],
    ['Metadata', Array.from(content.metadata, ([key, text]) => [printable(key), printable(text)])],
  ];
  return parts
    .filter(([, rows]) => rows.length > 0)
    .map(([heading, rows, numbers]) => section(heading, rows, numbers === true, most, terminal));
}

function section(
  heading: string,
  rows: readonly (readonly string[])[],
  numbers: boolean,
  most: number,
  { width, colors }: Terminal,
): string {
  const shown = rows.length > most ? rows.slice(0, most - 1) : rows;
  const wide = shown.map((row) =>
    row.map((cell, i) => (i === 0 ? shortened(cell, Math.floor(width * (numbers ? 0.6 : 0.45))) : cell)),
  );
  const first = wide.reduce((longest, [name = '']) => Math.max(longest, name.length), 0);
  const fitting =
    numbers ? wide : (
      wide.map(([name = '', ...rest]) => [name, shortened(rest.join('  '), width - first - 2 * INDENT.length)])
    );
  const more = rows.length > shown.length ? `\n${INDENT}… ${grouped(rows.length - shown.length)} more` : '';
  return `${colors.bold(heading)}\n${table(fitting, ['left', ...(numbers ? (['right', 'right', 'right'] as const) : [])], INDENT)}${more}`;
}
const INDENT = '  ';

function dtypes({ byDtype }: Content): readonly (readonly string[])[] {
  return Array.from(byDtype, ([dtype, { tensors, elements, bytes: size }]) => [
    dtype,
    counted(tensors, 'tensor'),
    counted(elements, 'element'),
    bytes(size),
  ]);
}

/** Buffers of one kind in a row: by their folded name where that is one, else by the pattern of their last part. */
function buffers({ buffers: reasons, tensors }: Content): readonly (readonly string[])[] {
  const kinds = new Map<string, { readonly pattern: string; readonly reason: string; readonly names: string[] }>();
  for (const [name, reason] of reasons) {
    const pattern = `**.${name.split('.').at(-1)}`;
    const known = kinds.get(`${reason} ${pattern}`);
    if (known === undefined) kinds.set(`${reason} ${pattern}`, { pattern, reason, names: [name] });
    else known.names.push(name);
  }
  return Array.from(kinds.values(), ({ pattern, reason, names }) => {
    const [{ labels: [label = ''] = [] } = {}, other] = foldNames(names, (name) => [name]);
    const size = names.reduce((sum, name) => sum + sizeOf(tensors.get(name) as TensorInfo), 0);
    return [
      printable(other === undefined ? label : pattern),
      `${reason}: ${counted(names.length, 'tensor')}, ${bytes(size)}`,
    ];
  });
}

function equal({ groups, constant }: Equals, { tensors }: Content): readonly (readonly string[])[] {
  const rows = groups.map(([first = '', ...others]) => {
    const info = tensors.get(first) as TensorInfo;
    return [
      printable(first),
      `= ${others.map(printable).join(' = ')}, ${bytes(sizeOf(info))}${elementsOf(info) < FEW ? ': few elements, perhaps by chance' : ''}`,
    ];
  });
  const rest =
    constant === 0 ?
      []
    : [[`${counted(constant, 'tensor')} of one value`, 'zeros, ones and the like: equal to others by chance']];
  return rows.length + rest.length > 0 ? [...rows, ...rest] : [['none', '']];
}
/** So few elements may be equal without being shared. */
const FEW = 4;

function files({ files: all }: Content): readonly (readonly string[])[] {
  return Array.from(all, ([name, header]) => [
    printable(name),
    counted(header.size, 'tensor'),
    bytes(Array.from(header.values()).reduce((sum, info) => sum + sizeOf(info), 0)),
  ]);
}
