import { type Compiler, type Diagnostic, diagnose } from './compilers.ts';
import type { Naive } from './naive.ts';
import type { Installed } from './package.ts';
import type { Program } from './program.ts';
import type { Untyped } from './runtime.ts';

/** Where two of the three do not say the same. */
export interface Disagreement {
  readonly between: string;
  readonly about: string;
  /** The schema, or the line, as source. */
  readonly code: string;
  readonly found: string;
}

/** The runtime against the naive reference. */
export function againstNaive(code: string, model: Untyped, { length, places }: Naive): Disagreement[] {
  const disagree = (about: string, found: unknown, expected: unknown): Disagreement[] =>
    JSON.stringify(found) === JSON.stringify(expected)
      ? []
      : [{ between: 'runtime and naive reference', about, code, found: `${JSON.stringify(found)}, not ${JSON.stringify(expected)}` }];
  return [
    ...disagree('length', model.length, length),
    ...[...places].flatMap(([path, { offset, length: size, leaf, tiedTo }]) => {
      const expected = leaf === undefined ? { path, offset, length: size } : { path, offset, length: size, ...leaf, ...(tiedTo === undefined ? {} : { tiedTo }) };
      return disagree(JSON.stringify(path), attempt(() => model.at(path)), expected);
    }),
  ];
}
const attempt = (make: () => unknown): unknown => {
  try {
    return make();
  } catch (error) {
    return String(error);
  }
};

/** A compiler against what each line must come to: no error where none is expected, and the very sentence where one is. */
export async function againstCompiler(compiler: Compiler, installed: Installed, program: Program): Promise<Disagreement[]> {
  for (const { name, text } of program.files) installed.write(name, text);
  const all = await diagnose(compiler, installed.folder, program.files.map(({ name }) => name));
  const found = new Map<string, Diagnostic[]>();
  for (const each of all) found.set(`${each.file}:${each.line}`, [...(found.get(`${each.file}:${each.line}`) ?? []), each]);
  const disagreements: Disagreement[] = [];
  for (const { name, text, expected } of program.files) {
    const lines = text.split('\n');
    expected.forEach(({ about, refusal }, line) => {
      const here = found.get(`${name}:${line}`) ?? [];
      found.delete(`${name}:${line}`);
      const complaint = refusal === undefined ? here.map((each) => each.text).join('\n') : refusalComplaint(here, refusal);
      if (complaint !== '') disagreements.push({ between: `runtime and ${compiler}`, about, code: context(lines, line), found: complaint });
    });
  }
  for (const [place, here] of found) disagreements.push({ between: `runtime and ${compiler}`, about: 'an error outside of all lines', code: place, found: here.map((each) => each.text).join('\n') });
  return disagreements;
}

function refusalComplaint(here: readonly Diagnostic[], { says, column }: { readonly says: string; readonly column: number }): string {
  if (here.length === 0) return `accepted, but the runtime says: ${says}`;
  const sentences = new Set(here.flatMap(({ text }) => [...text.matchAll(/Refused<("(?:[^"\\]|\\.)*")>/g)].map(([, literal]) => JSON.parse(literal as string) as string)));
  const wrongWords = sentences.size === 1 && sentences.has(says) ? '' : `the runtime says: ${says}\nthe compiler says: ${[...sentences].join('\n') || here.map((each) => each.text).join('\n')}`;
  const wrongPlace = here.length === 1 && here[0]?.column === column ? '' : `at columns ${here.map((each) => each.column).join(', ')}, expected at ${column}`;
  return [wrongWords, wrongPlace].filter((each) => each !== '').join('\n');
}

/** The schema that a line is about, and the line. */
function context(lines: readonly string[], line: number): string {
  let start = line - 1;
  while (start > 0 && !(lines[start] as string).startsWith('{ // ')) start--;
  const schema = lines[start + 1] as string;
  return start + 1 === line - 1 ? schema : `${schema}\n${lines[line - 1]}`;
}

/** What a failing test prints: the first disagreements, and how many there are. */
export function reported(all: readonly Disagreement[]): string {
  if (all.length === 0) return '';
  const shown = all.slice(0, 10).map(({ between, about, code, found }) => `${between}: ${about}\n${code}\n${found}`);
  return `${all.length} disagreements\n\n${shown.join('\n\n')}`;
}
