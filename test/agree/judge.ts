import type { AnyLayout } from '../../src/index.ts';
import type { Finding } from './case.ts';
import { type Compiler, diagnose, type Diagnostic } from './compilers.ts';
import type { Disagreement } from './disagreement.ts';
import type { Naive } from './naive.ts';
import type { Installed } from './package.ts';
import { type ExpectedError, type File, GROUP, type Program } from './program.ts';

/** Compares the run time with the naive reference. */
export function againstNaive(code: string, model: AnyLayout, { length, places }: Naive): Finding[] {
  const disagree = (about: string, found: unknown, expected: unknown): Finding[] =>
    JSON.stringify(found) === JSON.stringify(expected) ?
      []
    : [
        {
          between: 'runtime and naive reference',
          about,
          code,
          found: `${JSON.stringify(found)}, not ${JSON.stringify(expected)}`,
        },
      ];
  return [
    ...disagree('length', model.length, length),
    ...[...places].flatMap(([path, { offset, length: size, leaf, tiedTo, count, stride }]) => {
      const expected =
        leaf === undefined ?
          { path, offset, length: size, ...(stride === undefined ? {} : { count, stride }) }
        : { path, offset, length: size, ...leaf, ...(tiedTo === undefined ? {} : { tiedTo }) };
      return disagree(
        JSON.stringify(path),
        attempt(() => model.at(path)),
        expected,
      );
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

/** Compares a compiler's errors with those expected in each line of some programs: the exact sentence, or no error. */
export async function againstCompiler(
  compiler: Compiler,
  installed: Installed,
  programs: readonly Program[],
): Promise<Disagreement[][]> {
  const files = programs.flatMap((program) => program.files);
  for (const { name, text } of files) installed.write(name, text);
  const all = grouped(
    await diagnose(
      compiler,
      installed.folder,
      files.map(({ name }) => name),
    ),
    ({ file }) => file,
  );
  const found = programs.map((program) =>
    program.files.flatMap((file) => complaints(`runtime and ${compiler}`, file, all.get(file.name) ?? [])),
  );
  const elsewhere = [...all]
    .filter(([file]) => files.every(({ name }) => name !== file))
    .flatMap(([, diagnostics]) => diagnostics);
  return elsewhere.length === 0 ?
      found
    : found.map((each) => [...elsewhere.map(outside(`runtime and ${compiler}`)), ...each]);
}

function complaints(between: string, { text, expected }: File, diagnostics: readonly Diagnostic[]): Disagreement[] {
  const lines = text.split('\n');
  const left = grouped(diagnostics, ({ line }) => line);
  const found = [...expected].flatMap(([line, { about, expectedError }]) => {
    const here = left.get(line) ?? [];
    left.delete(line);
    const complaint =
      expectedError === undefined ? here.map((each) => each.text).join('\n') : errorComplaint(here, expectedError);
    return complaint === '' ? [] : { ...context(lines, line), between, about, found: complaint };
  });
  return [...[...left.values()].flat().map(outside(between)), ...found];
}
function grouped<K>(diagnostics: readonly Diagnostic[], by: (each: Diagnostic) => K): Map<K, Diagnostic[]> {
  const groups = new Map<K, Diagnostic[]>();
  for (const each of diagnostics) groups.set(by(each), [...(groups.get(by(each)) ?? []), each]);
  return groups;
}
const outside =
  (between: string) =>
  ({ file, line, text }: Diagnostic): Disagreement => ({
    of: '',
    between,
    about: 'an error in a line of which nothing was expected',
    code: `${file}:${line}`,
    found: text,
  });

/**
 * One error must stand at the exact place and have the exact sentence. Other errors in the line may have the same
 * message: a layout in a layout is reported once more for the layout around it, and a cycle at each of its ties.
 */
function errorComplaint(here: readonly Diagnostic[], { says, message, column, isOneOfSeveral }: ExpectedError): string {
  if (here.length === 0) return `accepted, but the runtime says: ${says}`;
  const inPlace = here.filter((each) => each.column === column);
  if (inPlace.length === 0)
    return `refused at columns ${here.map((each) => each.column).join(', ')}, expected at ${column}: ${says}`;
  const saysOnly =
    (end: string) =>
    (each: Diagnostic): boolean => {
      const sentences = sentencesOf(each);
      return sentences.length > 0 && sentences.every((sentence) => sentence.endsWith(end));
    };
  const isSaid = inPlace.some(
    (each) => sentencesOf(each).includes(says) || (isOneOfSeveral === true && saysOnly(CYCLE)(each)),
  );
  if (isSaid && here.every(saysOnly(says.endsWith(CYCLE) ? CYCLE : message))) return '';
  return (
    `the runtime says: ${says}\nthe compiler says: ` +
    `${here.map((each) => sentencesOf(each).join('\n') || each.text).join('\n')}`
  );
}
const CYCLE = ' leads back to itself';

/** The sentences in an error, without the compiler's escapes. */
function sentencesOf({ text }: Diagnostic): string[] {
  return [
    ...text.matchAll(/(?:(?:Issue|MissingPath)<|assignable to (?:parameter of )?type ')"((?:[^"\\]|\\.)*)"[,>']/g),
  ].map(([, literal]) =>
    (literal as string).replace(
      /\\(?:u([\dA-Fa-f]{4})|x([\dA-Fa-f]{2})|(.))/g,
      (_, long?: string, short?: string, char?: string) =>
        char === undefined ?
          String.fromCharCode(Number.parseInt((long ?? short) as string, 16))
        : (ESCAPED[char] ?? char),
    ),
  );
}
const ESCAPED: Readonly<Record<string, string>> = { 0: '\0', t: '\t', n: '\n', r: '\r', v: '\v', f: '\f', b: '\b' };

/** The group of a line, and the code of the group's schema, which is its first line, and of the line. */
function context(lines: readonly string[], line: number): Pick<Disagreement, 'of' | 'code'> {
  let start = line - 1;
  while (!(lines[start] as string).startsWith(GROUP)) start--;
  const schema = lines[start + 1] as string;
  return {
    of: (lines[start] as string).slice(GROUP.length),
    code: start + 1 === line - 1 ? schema : `${schema}\n${lines[line - 1]}`,
  };
}

/** The text of a failing test: the number of disagreements, and the first of them. */
export function reported(all: readonly Disagreement[]): string {
  if (all.length === 0) return '';
  const shown = all.slice(0, 10).map(({ between, about, code, found }) => `${between}: ${about}\n${code}\n${found}`);
  return `${all.length} disagreements\n\n${shown.join('\n\n')}`;
}
