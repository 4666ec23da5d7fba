import type { FitIssue } from '../../checkpoint/fit/issue.ts';
import { nameRanges } from '../names/name-ranges.ts';
import { printable, shortened } from '../output/printable.ts';
import { grouped } from '../output/quantity.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';

type Problem = FitIssue['problem'];
const PROBLEMS = [
  'missing',
  'unexpected',
  'given twice',
  'wrong dtype',
  'wrong shape',
] as const satisfies readonly Problem[];
const TITLES: Readonly<Record<Problem, string>> = {
  missing: 'missing: the file has no such tensor',
  unexpected: 'unexpected: the layout has no such leaf',
  'given twice': 'given twice',
  'wrong dtype': 'wrong dtype',
  'wrong shape': 'wrong shape',
};

/** Rows of a section that are shown. */
const ROWS = 40;

/** `2 missing, 1 of the wrong shape`. */
export function countsOf(misfits: readonly FitIssue[]): string {
  const counts = PROBLEMS.map(
    (problem) => [misfits.filter((each) => each.problem === problem).length, problem] as const,
  );
  return counts
    .filter(([count]) => count > 0)
    .map(([count, problem]) => `${grouped(count)} ${problem.startsWith('wrong') ? `of the ${problem}` : problem}`)
    .join(', ');
}

/** All misfits, a section for each kind of problem; names that differ in nothing but indices are one row. */
export function reportOf(misfits: readonly FitIssue[], { width, colors }: Terminal): string {
  const sections = PROBLEMS.flatMap((problem) => {
    const rows = rowsOf(misfits.filter((each) => each.problem === problem));
    if (rows.length === 0) return [];
    const more = rows.length > ROWS ? [`  … and ${grouped(rows.length - ROWS)} more; --json lists all`] : [];
    return [
      [
        colors.bold(TITLES[problem]),
        table(fitted(rows.slice(0, ROWS), width - 2), ['left', 'left'], '  '),
        ...more,
      ].join('\n'),
    ];
  });
  return sections.join('\n\n');
}

function rowsOf(misfits: readonly FitIssue[]): readonly (readonly [name: string, said: string])[] {
  return nameRanges(misfits.map((misfit) => [misfit.name, saidOf(misfit)])).map(({ label, text }) => [
    printable(label),
    printable(text),
  ]);
}

function saidOf({ problem, name, path, expected, found, near }: FitIssue): string {
  const where = path === name ? '' : ` at '${path}' of the layout`;
  if (problem === 'missing')
    return `${expected}${found === 'nothing' ? '' : `, but found ${found}`}${near === undefined ? '' : `; the file has '${near}'`}`;
  if (problem === 'unexpected') return `${found}${where}${near === undefined ? '' : `; did you mean '${near}'?`}`;
  return `expected ${expected}, found ${found}${where}`;
}

/** Names and what is said of them cut so that a row fits: the longer of both gives way first. */
function fitted(
  rows: readonly (readonly [name: string, said: string])[],
  width: number,
): readonly (readonly [string, string])[] {
  const longest = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  const room = width - 2;
  const said = Math.min(longest(1), Math.max(Math.floor(room / 2), room - longest(0)));
  return rows.map(([name, text]) => [shortened(name, room - said), shortened(text, said)]);
}
