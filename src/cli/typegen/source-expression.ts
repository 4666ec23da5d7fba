import { wrapLines } from '../output/printable-text.ts';
import { areLayers, describeRuns, layerRowsOf } from './layer-rows.ts';
import { MAX_SOURCE_WIDTH } from './source-text.ts';

/** An expression to print: a word, or a call, array or object of expressions. */
export type SourceDoc =
  | string
  | {
      readonly open: string;
      readonly items: readonly DocItem[];
      readonly close: string;
      readonly kind: 'call' | 'array' | 'object' | 'numbers';
    };

/** The text before an expression in its line, such as `key: `, and the expression. */
export type DocItem = readonly [lead: string, doc: SourceDoc];

const isArrayDoc = (doc: SourceDoc): boolean =>
  typeof doc !== 'string' && (doc.kind === 'array' || doc.kind === 'numbers');

export const isHuggable = (doc: SourceDoc): boolean => typeof doc !== 'string' && doc.kind !== 'call';

/** Whether a list must break: prettier never puts several arrays or objects of more than one item on one line. */
export function mustBreak({ kind, items }: Exclude<SourceDoc, string>): boolean {
  const [first] = items;
  if (kind !== 'array' || items.length < 2 || first === undefined) return false;
  return items.every(
    ([, doc]) =>
      typeof doc !== 'string' &&
      doc.kind !== 'call' &&
      isArrayDoc(doc) === isArrayDoc(first[1]) &&
      doc.items.length > 1,
  );
}

/** The names in a list of layers. A formatter would give each a line of its own. */
export function layerNamesIn(doc: SourceDoc): readonly string[] | undefined {
  if (typeof doc === 'string' || doc.kind !== 'array') return undefined;
  const names = doc.items.map(([, each]) => each).filter((each) => typeof each === 'string');
  return names.length === doc.items.length && areLayers(names) ? names : undefined;
}

export function printLayers(names: readonly string[], indent: string): string {
  const inner = `${indent}  `;
  const runs = describeRuns(names);
  const comment =
    runs === undefined ?
      []
    : wrapLines(runs, MAX_SOURCE_WIDTH - inner.length - '// '.length)
        .split('\n')
        .map((line) => `// ${line}`);
  const lines = [...comment, ...layerRowsOf(names, MAX_SOURCE_WIDTH - inner.length)];
  return `[\n${lines.map((line) => `${inner}${line}\n`).join('')}${indent}]`;
}

/** Fills lines with numbers, as few lines as possible. */
export function fillLines(numbers: readonly string[], indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const number of numbers) {
    const next = `${line === indent ? line : `${line} `}${number},`;
    if (next.length > MAX_SOURCE_WIDTH && line !== indent) {
      lines.push(line);
      line = `${indent}${number},`;
    } else line = next;
  }
  return [...lines, line].join('\n');
}
