import type { AnyLayout } from '../../../types/any-layout.ts';
import type { Misfit } from '../../checkpoint/fit/misfit.ts';
import { baseName, type Listing } from '../input/open-checkpoint.ts';
import type { Model } from '../model/load-model.ts';
import { nameRangesOf } from '../names/name-ranges.ts';
import { formatTable, printable, shorten, wrapLines } from '../output/printable-text.ts';
import { groupDigits, jsonText, pluralize } from '../output/quantity.ts';
import type { Terminal } from '../output/terminal.ts';
import type { FitResult } from './check-fit.ts';
import type { CopyDifference } from './compare-copies.ts';

type IssueKind = Misfit['problem'];
const ISSUE_KINDS = [
  'missing',
  'unexpected',
  'given twice',
  'wrong dtype',
  'wrong shape',
] as const satisfies readonly IssueKind[];
const ISSUE_TITLES: Readonly<Record<IssueKind, string>> = {
  missing: 'missing: the file has no such tensor',
  unexpected: 'unexpected: the layout has no such leaf',
  'given twice': 'given twice',
  'wrong dtype': 'wrong dtype',
  'wrong shape': 'wrong shape',
};

/** Rows of a section that are shown. */
const MAX_ISSUE_ROWS = 40;

/** `2 missing, 1 of the wrong shape`. */
export function countIssues(misfits: readonly Misfit[]): string {
  const counts = ISSUE_KINDS.map(
    (problem) => [misfits.filter((each) => each.problem === problem).length, problem] as const,
  );
  return counts
    .filter(([count]) => count > 0)
    .map(([count, problem]) => `${groupDigits(count)} ${problem.startsWith('wrong') ? `of the ${problem}` : problem}`)
    .join(', ');
}

/** All misfits, a section for each kind of problem; names that differ in nothing but indices are one row. */
export function issueReportOf(misfits: readonly Misfit[], { width, colors }: Terminal): string {
  const sections = ISSUE_KINDS.flatMap((problem) => {
    const rows = issueRowsOf(misfits.filter((each) => each.problem === problem));
    if (rows.length === 0) return [];
    const more =
      rows.length > MAX_ISSUE_ROWS ?
        [`  … and ${groupDigits(rows.length - MAX_ISSUE_ROWS)} more; --json lists all`]
      : [];
    return [
      [
        colors.bold(ISSUE_TITLES[problem]),
        formatTable(fitColumns(rows.slice(0, MAX_ISSUE_ROWS), width - 2), ['left', 'left'], '  '),
        ...more,
      ].join('\n'),
    ];
  });
  return sections.join('\n\n');
}

function issueRowsOf(misfits: readonly Misfit[]): readonly (readonly [name: string, said: string])[] {
  return nameRangesOf(misfits.map((misfit) => [misfit.name, describeIssue(misfit)])).map(({ label, text }) => [
    printable(label),
    printable(text),
  ]);
}

function describeIssue({ problem, name, path, expected, found, near }: Misfit): string {
  const where = path === name ? '' : ` at '${path}' of the layout`;
  if (problem === 'missing')
    return `${expected}${found === 'nothing' ? '' : `, but found ${found}`}${near === undefined ? '' : `; the file has '${near}'`}`;
  if (problem === 'unexpected') return `${found}${where}${near === undefined ? '' : `; did you mean '${near}'?`}`;
  return `expected ${expected}, found ${found}${where}`;
}

/** Names and what is said of them cut so that a row fits: the longer of both gives way first. */
function fitColumns(
  rows: readonly (readonly [name: string, said: string])[],
  width: number,
): readonly (readonly [string, string])[] {
  const longest = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  const room = width - 2;
  const said = Math.min(longest(1), Math.max(Math.floor(room / 2), room - longest(0)));
  return rows.map(([name, text]) => [shorten(name, room - said), shorten(text, said)]);
}

/** What came of a check. */
export interface CheckOutcome {
  readonly verdict: FitResult;
  readonly differences: readonly CopyDifference[];
  readonly notes: readonly string[];
}

export function checkTextOf(
  { reference, layout }: Model,
  { file }: Listing,
  { verdict, differences: found }: CheckOutcome,
  terminal: Terminal,
): string {
  const { width, colors } = terminal;
  const { misfits, stored, passed } = verdict;
  const said = (fits: boolean, what: string): string => {
    const verb = fits ? 'fits' : 'does not fit';
    const room = Math.max(Math.floor((width - verb.length - what.length - 4) / 2), 12);
    const [who, whom] = [baseName(reference), baseName(file)].map((name) => shorten(printable(name), room));
    return `${who} ${(fits ? colors.green : colors.red)(verb)} ${whom}: ${what}`;
  };
  if (misfits.length > 0) return `${said(false, countIssues(misfits))}\n\n${issueReportOf(misfits, terminal)}`;
  if (found.length > 0)
    return `${said(false, `${pluralize(found.length, 'tied tensor')} with other values`)}\n\n${wrapLines(found.map((each) => `  ${printable(each.said)}`).join('\n'), width)}`;
  const dtypes = [...new Set(Array.from(stored.values(), ({ dtype }) => dtype))].sort();
  const kinds = dtypes.length > 3 ? [`${dtypes.length} element types`] : dtypes;
  const figures = [
    pluralize(stored.size, 'tensor'),
    pluralize(storedParametersOf(verdict, layout), 'parameter'),
    ...kinds,
  ];
  return said(true, `${figures.join(', ')}${passed.length === 0 ? '' : `; ${groupDigits(passed.length)} passed over`}`);
}

/** Parameters that the file holds: of a partial one not all. */
function storedParametersOf({ stored }: FitResult, layout: AnyLayout): number {
  return layout.slots.reduce((sum, { path, length }) => (stored.has(path) ? sum + length : sum), 0);
}

export function checkJsonOf(
  { reference, layout }: Model,
  { file }: Listing,
  { verdict, differences: found, notes }: CheckOutcome,
): string {
  const { misfits, passed, stored } = verdict;
  const values = found.map(({ name, copy, said }) => ({
    problem: 'other values',
    name: copy,
    path: verdict.pathOf(copy),
    expected: `the values of '${name}'`,
    found: said,
  }));
  const issues = [
    ...misfits.map(({ problem, name, path, expected, found: has, near }) => ({
      problem,
      name,
      path,
      expected,
      found: has,
      near,
    })),
    ...values,
  ];
  return jsonText({
    fits: issues.length === 0,
    model: reference,
    file,
    tensors: stored.size,
    parameters: storedParametersOf(verdict, layout),
    issues,
    passedOver: passed,
    notes,
  });
}
