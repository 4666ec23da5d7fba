// What the compiler says of each mistake that it can see: docs/errors.md shows it, word for word, and `npm run
// docs:errors` writes that page anew.
//
// Needs the built package: `npm run build`.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Diagnostic, openEditors } from '../bench/editor/open.mjs';
import { compilerCases, type CompilerCase } from './compiler-cases.ts';
import { preamble, invalidCasesOf } from './invalid-cases.ts';

const MARK = '/*@*/';
const groups: Readonly<Record<string, readonly CompilerCase[]>> = {
  ...invalidCasesOf,
  'What only the compiler sees': compilerCases,
};
const cases = Object.values(groups).flat();
const versions = ['7.0', '5.9'] as const;

/** A case as a user writes it, and what each compiler has against it; lines count from its own first. */
interface Judged extends CompilerCase {
  readonly source: string;
  readonly place: { readonly line: number; readonly column: number };
  readonly found: Readonly<Record<(typeof versions)[number], readonly Diagnostic[]>>;
}
let judged: ReadonlyMap<CompilerCase, Judged>;

const before =
  'import { aligned, asFlat, dim, indexOf, layout, ordered, owners, part, repeat, scope, ' +
  `shard, shardRows, tied, tuple } from 'paramlayout';\n${preamble.trim()}\n`;
const linesOf = (text: string): number => text.split('\n').length;

beforeAll(async () => {
  const sources = cases.map(({ code }) => `${code.replace(MARK, '')};`);
  const starts = sources.map((_, i) => linesOf(before + sources.slice(0, i).join('\n')) + (i === 0 ? 0 : 1));
  const { editors, close } = await openEditors(before + sources.join('\n'));
  const said = { '7.0': await editors['7.0'].diagnose(), '5.9': await editors['5.9'].diagnose() };
  await close();
  judged = new Map(
    cases.map((each, i) => {
      const start = starts[i] as number;
      const source = sources[i] as string;
      const upTo = each.code.slice(0, each.code.indexOf(MARK)).split('\n');
      const found = (version: (typeof versions)[number]): Diagnostic[] =>
        said[version]
          .filter(({ line }) => line >= start && line < start + linesOf(source))
          .map((one) => ({ ...one, line: one.line - start + 1 }));
      const place = { line: upTo.length, column: (upTo.at(-1) as string).length + 1 };
      return [each, { ...each, source, place, found: { '7.0': found('7.0'), '5.9': found('5.9') } }];
    }),
  );
}, 60_000);

describe.each(versions)('TypeScript %s', (version) => {
  it.each(cases)(
    `TypeScript ${version} reports the issue at its place, once, whole and in the first line: $what`,
    (each) => {
      const { place, found } = judged.get(each) as Judged;
      const here = found[version].filter(({ line, column }) => line === place.line && column === place.column);
      expect(found[version]).toEqual(expect.arrayContaining(here));
      expect(here).toHaveLength(1);
      const lines = (here[0] as Diagnostic).message.split('\n');
      const sentence = each.says.replaceAll('\\', '\\\\');
      if (each.last === true) expect(lines.at(-1)).toContain(sentence);
      else
        expect([lines[0]?.split(sentence).length, lines.slice(1).join('\n').includes(sentence)]).toEqual([
          2,
          each.again === true,
        ]);
    },
  );
});

it('docs/errors.md shows the errors of both compilers', async () => {
  await expect(page()).toMatchFileSnapshot('../docs/errors.md');
});

function page(): string {
  const sections = Object.entries(groups).map(
    ([group, each]) => `## ${group}\n\n${each.map((one) => shown(judged.get(one) as Judged)).join('\n')}`,
  );
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

function shown({ what, note, source, found }: Judged): string {
  const [seven, five] = versions.map((version) => found[version].map(saidAt).join('\n'));
  const said = seven === five ? seven : `TypeScript 7.0\n${seven}\nTypeScript 5.9\n${five}`;
  return `**${what[0]?.toUpperCase()}${what.slice(1)}**${note === undefined ? '' : `: ${note}`}\n\n\`\`\`text\n${source}\n\n${said}\n\`\`\`\n`;
}
const saidAt = ({ line, column, code, message }: Diagnostic): string => `${line}:${column} TS${code}: ${message}`;

const INTRODUCTION = `# What the compiler says

This page lists the mistakes that the compiler can see, and the errors of TypeScript 7.0 and 5.9 with line and column.
Where the page shows one error, both compilers report the same. The compiler's own words are only "Type … is not
assignable to type …". The second type is the sentence of the library: it names the place in the schema, what was
expected and what was found. \`layout\` throws the same sentence at run time.

For a path that does not exist, the compiler also lists paths that exist, one segment longer than the part that is
right. An editor offers these paths.

\`npm run docs:errors\` writes this page, and a test checks it against both compilers. This code precedes each case:

\`\`\`text
${before.trim()}
\`\`\`
`;
