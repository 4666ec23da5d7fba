import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { byteCountOf, elementCountOf } from '../input/tensor-data.ts';
import { foldNames } from '../names/fold-names.ts';
import { toPrintable } from '../../array/printable.ts';
import { formatTable, shortenMiddle } from '../output/printable-text.ts';
import { formatBytes, groupDigits, pluralize } from '../output/quantity.ts';
import type { Terminal } from '../output/terminal.ts';
import type { EqualTensors, InspectContent } from './inspect-content.ts';

/** Formats the sections below the tree. Empty sections are left out. */
export function inspectSectionsOf(
  content: InspectContent,
  equals: EqualTensors | undefined,
  most: number,
  terminal: Terminal,
): readonly string[] {
  const parts: readonly (readonly [heading: string, rows: readonly (readonly string[])[], numbers?: true])[] = [
    ['Dtypes', dtypeRowsOf(content), true],
    ['Buffers, recognised by name and dtype: not counted as parameters', groupRowsOf(content.buffers, content.tensors)],
    ['Scales: each is one parameter with the tensor that it scales', groupRowsOf(content.scales, content.stored)],
    [
      'Shared tensors that the metadata name: not stored in the file',
      content.ties.map(({ removed, kept }) => [toPrintable(removed), `→ ${toPrintable(kept)}`]),
    ],
    ['Equal bytes: shared or copied', equals === undefined ? [] : equalRowsOf(equals, content)],
    ['Files', content.files.size > 1 ? fileRowsOf(content) : [], true],
    ['Metadata', Array.from(content.metadata, ([key, text]) => [toPrintable(key), toPrintable(text)])],
  ];
  return parts
    .filter(([, rows]) => rows.length > 0)
    .map(([heading, rows, numbers]) => formatInspectSection(heading, rows, numbers === true, most, terminal));
}

function formatInspectSection(
  heading: string,
  rows: readonly (readonly string[])[],
  numbers: boolean,
  most: number,
  { width, colors }: Terminal,
): string {
  const shown = rows.length > most ? rows.slice(0, most - 1) : rows;
  const wide = shown.map((row) =>
    row.map((cell, i) => (i === 0 ? shortenMiddle(cell, Math.floor(width * (numbers ? 0.6 : 0.45))) : cell)),
  );
  const first = wide.reduce((longest, [name = '']) => Math.max(longest, name.length), 0);
  const fitting =
    numbers ? wide : (
      wide.map(([name = '', ...rest]) => [
        name,
        shortenMiddle(rest.join('  '), width - first - 2 * INSPECT_INDENT.length),
      ])
    );
  const more = rows.length > shown.length ? `\n${INSPECT_INDENT}… ${groupDigits(rows.length - shown.length)} more` : '';
  const align = ['left', ...(numbers ? (['right', 'right', 'right'] as const) : [])] as const;
  return `${colors.bold(heading)}\n${formatTable(fitting, align, INSPECT_INDENT)}${more}`;
}
const INSPECT_INDENT = '  ';

function dtypeRowsOf({ byDtype }: InspectContent): readonly (readonly string[])[] {
  return Array.from(byDtype, ([dtype, { tensors, elements, bytes: size }]) => [
    dtype,
    pluralize(tensors, 'tensor'),
    pluralize(elements, 'element'),
    formatBytes(size),
  ]);
}

/**
 * Lists tensors of one kind in one row, by its reason: by the collapsed name if there is only one, otherwise by the
 * pattern of the last segment.
 */
function groupRowsOf(
  reasons: ReadonlyMap<string, string>,
  tensors: InspectContent['stored'],
): readonly (readonly string[])[] {
  const kinds = new Map<string, { readonly pattern: string; readonly reason: string; readonly names: string[] }>();
  for (const [name, reason] of reasons) {
    const pattern = `**.${name.split('.').at(-1)}`;
    const known = kinds.get(`${reason} ${pattern}`);
    if (known === undefined) kinds.set(`${reason} ${pattern}`, { pattern, reason, names: [name] });
    else known.names.push(name);
  }
  return Array.from(kinds.values(), ({ pattern, reason, names }) => {
    const [{ labels: [label = ''] = [] } = {}, other] = foldNames(names, (name) => [name]);
    const size = names.reduce((sum, name) => sum + byteCountOf(tensors.get(name) as TensorInfo), 0);
    return [
      toPrintable(other === undefined ? label : pattern),
      `${reason}: ${pluralize(names.length, 'tensor')}, ${formatBytes(size)}`,
    ];
  });
}

function equalRowsOf(
  { groups, constant }: EqualTensors,
  { stored: tensors }: InspectContent,
): readonly (readonly string[])[] {
  const rows = groups.map(([first = '', ...others]) => {
    const info = tensors.get(first) as TensorInfo;
    return [
      toPrintable(first),
      [
        `= ${others.map(toPrintable).join(' = ')}, ${formatBytes(byteCountOf(info))}`,
        elementCountOf(info) < MIN_TELLING_ELEMENTS ? ': few elements, perhaps by chance' : '',
      ].join(''),
    ];
  });
  const rest =
    constant === 0 ?
      []
    : [[`${pluralize(constant, 'tensor')} of one value`, 'such as zeros or ones: equal to others by chance']];
  return rows.length + rest.length > 0 ? [...rows, ...rest] : [['none', '']];
}
/** Tensors with fewer elements may be equal by chance. */
const MIN_TELLING_ELEMENTS = 4;

function fileRowsOf({ files: all }: InspectContent): readonly (readonly string[])[] {
  return Array.from(all, ([name, header]) => [
    toPrintable(name),
    pluralize(header.size, 'tensor'),
    formatBytes(Array.from(header.values()).reduce((sum, info) => sum + byteCountOf(info), 0)),
  ]);
}
