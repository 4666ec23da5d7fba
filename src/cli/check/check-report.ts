import type { AnyLayout } from '../../../types/layout.ts';
import type { FitCause } from '../../checkpoint/fit/fit-cause.ts';
import type { FitIssue } from '../../checkpoint/fit/fit-issue.ts';
import { baseNameOf, type Listing } from '../input/open-checkpoint.ts';
import type { Model } from '../model/load-model.ts';
import { nameRangesOf } from '../names/name-ranges.ts';
import { toPrintable } from '../../array/printable.ts';
import { formatTable, shortenMiddle, wrapLines } from '../output/printable-text.ts';
import { groupDigits, jsonTextOf, pluralize } from '../output/quantity.ts';
import type { Terminal } from '../output/terminal.ts';
import type { FitCheck } from './check-fit.ts';
import type { CopyDifference } from './compare-copies.ts';

type IssueKind = FitIssue['problem'];
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

/** The most rows of a section. */
const MAX_REPORTED_ISSUES = 40;

/** Counts the issues of each kind: `2 missing, 1 of the wrong shape`. */
function countIssues(issues: readonly FitIssue[]): string {
  const counts = ISSUE_KINDS.map(
    (problem) => [issues.filter((each) => each.problem === problem).length, problem] as const,
  );
  return counts
    .filter(([count]) => count > 0)
    .map(([count, problem]) => `${groupDigits(count)} ${problem.startsWith('wrong') ? `of the ${problem}` : problem}`)
    .join(', ');
}

/** Formats all issues in a section for each kind. Issues whose names differ only in indices share a row. */
function issueReportOf(issues: readonly FitIssue[], { width, colors }: Terminal): string {
  const sections = ISSUE_KINDS.flatMap((problem) => {
    const rows = issueRowsOf(issues.filter((each) => each.problem === problem));
    if (rows.length === 0) return [];
    const more =
      rows.length > MAX_REPORTED_ISSUES ?
        [`  … and ${groupDigits(rows.length - MAX_REPORTED_ISSUES)} more; --json lists all`]
      : [];
    return [
      [
        colors.bold(ISSUE_TITLES[problem]),
        formatTable(fitColumns(rows.slice(0, MAX_REPORTED_ISSUES), width - 2), ['left', 'left'], '  '),
        ...more,
      ].join('\n'),
    ];
  });
  return sections.join('\n\n');
}

function issueRowsOf(issues: readonly FitIssue[]): readonly (readonly [name: string, text: string])[] {
  return nameRangesOf(issues.map((issue) => [issue.name, describeIssue(issue)])).map(({ label, text }) => [
    toPrintable(label),
    toPrintable(text),
  ]);
}

function describeIssue({ problem, name, path, expected, found, near }: FitIssue): string {
  const where = path === name ? '' : ` at '${path}' of the layout`;
  if (problem === 'missing') {
    const other = found === 'nothing' ? '' : `, but found ${found}`;
    return `${expected}${other}${near === undefined ? '' : `; the file has '${near}'`}`;
  }
  if (problem === 'unexpected') return `${found}${where}${near === undefined ? '' : `; did you mean '${near}'?`}`;
  return `expected ${expected}, found ${found}${where}`;
}

/** Shortens names and descriptions so that a row fits. The longer column is cut first. */
function fitColumns(
  rows: readonly (readonly [name: string, text: string])[],
  width: number,
): readonly (readonly [string, string])[] {
  const longest = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  const room = width - 2;
  const textWidth = Math.min(longest(1), Math.max(Math.floor(room / 2), room - longest(0)));
  return rows.map(([name, text]) => [shortenMiddle(name, room - textWidth), shortenMiddle(text, textWidth)]);
}

/** The result of a check. */
export interface CheckOutcome {
  readonly fit: FitCheck;
  readonly differences: readonly CopyDifference[];
  readonly notes: readonly string[];
}

/** A cause as a sentence, with the option as the command line takes it. */
function commandCauseOf({ fact, option, note }: FitCause): string {
  const values =
    option === undefined ? []
    : option.name === 'prefix' ? [option.value]
    : option.name === 'transpose' ? option.value
    : Object.entries(option.value).map((pair) => pair.join('='));
  const advice = values.map((value) => `--${option?.name} '${value}'`).join(' ');
  return [fact, ...(advice === '' ? [] : [`pass ${advice}`]), ...(note === undefined ? [] : [note])].join('; ');
}

/** Formats the result for people. */
export function checkTextOf(
  { reference, layout }: Model,
  { file }: Listing,
  { fit, differences: found }: CheckOutcome,
  terminal: Terminal,
): string {
  const { width, colors } = terminal;
  const { issues, stored, arranged, passed } = fit;
  const headline = (fits: boolean, what: string): string => {
    const verb = fits ? 'fits' : 'does not fit';
    const room = Math.max(Math.floor((width - verb.length - what.length - 4) / 2), 12);
    const [who, whom] = [baseNameOf(reference), baseNameOf(file)].map((name) => shortenMiddle(toPrintable(name), room));
    return `${who} ${(fits ? colors.green : colors.red)(verb)} ${whom}: ${what}`;
  };
  if (issues.length > 0) {
    const causes = fit.causes.map((cause) => wrapLines(toPrintable(commandCauseOf(cause)), width));
    return [[headline(false, countIssues(issues)), ...causes].join('\n'), issueReportOf(issues, terminal)].join('\n\n');
  }
  if (found.length > 0) {
    const sentences = found.map((each) => `  ${toPrintable(each.sentence)}`).join('\n');
    const title = headline(false, `${pluralize(found.length, 'tied tensor')} with other values`);
    return `${title}\n\n${wrapLines(sentences, width)}`;
  }
  const dtypes = [
    ...new Set<string>([...Array.from(stored.values(), ({ dtype }) => dtype), ...arranged.values()]),
  ].sort();
  const kinds = dtypes.length > 3 ? [`${dtypes.length} dtypes`] : dtypes;
  const figures = [
    pluralize(stored.size + arranged.size, 'tensor'),
    pluralize(storedParametersOf(fit, layout), 'parameter'),
    ...kinds,
  ];
  return headline(true, `${figures.join(', ')}${passed.length === 0 ? '' : `; ${groupDigits(passed.length)} skipped`}`);
}

/** Counts the parameters that the file holds; a partial file lacks some. */
function storedParametersOf({ stored, arrangedPaths }: FitCheck, layout: AnyLayout): number {
  return layout.slots.reduce(
    (sum, { path, length }) => (stored.has(path) || arrangedPaths.has(path) ? sum + length : sum),
    0,
  );
}

/** Formats the result for programs. */
export function checkJsonOf(
  { reference, layout }: Model,
  { file }: Listing,
  { fit, differences: found, notes }: CheckOutcome,
): string {
  const { issues, passed, stored, arranged } = fit;
  const values = found.map(({ name, copy, sentence }) => ({
    problem: 'other values',
    name: copy,
    path: fit.pathOf(copy),
    expected: `the values of '${name}'`,
    found: sentence,
  }));
  const all = [
    ...issues.map(({ problem, name, path, expected, found: has, near }) => ({
      problem,
      name,
      path,
      expected,
      found: has,
      near,
    })),
    ...values,
  ];
  return jsonTextOf({
    fits: all.length === 0,
    model: reference,
    file,
    tensors: stored.size + arranged.size,
    parameters: storedParametersOf(fit, layout),
    causes: fit.causes.map(commandCauseOf),
    issues: all,
    passedOver: passed,
    notes,
  });
}
