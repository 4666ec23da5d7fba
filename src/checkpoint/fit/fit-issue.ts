// No twin in types: `Fits` in types/checkpoint/fit/fit.ts writes its one sentence itself.
import { isNear } from '../../schema/suggest.ts';
import { CheckpointError, type CheckpointIssue } from '../error.ts';
import { clipText } from '../text.ts';

/** One issue of a file: a tensor that does not fit the layout, or a tensor of the layout that is missing. */
export interface FitIssue {
  /** What kind of issue it is. Users see it in the `params` of a zod issue. */
  readonly problem: 'missing' | 'unexpected' | 'given twice' | 'wrong dtype' | 'wrong shape';
  /** The tensor's name: in the layout if it is missing, else in the file. */
  readonly name: string;
  /** Its path in the layout, where it differs from the file's name. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
  /** A similar name on the other side that may have been meant. */
  readonly near?: string;
}

/** The most names on each side that are compared. The time grows with the product of both numbers. */
const MAX_NEAR_NAMES = 500;

/** Adds similar names: an unexpected name is often a missing one, misspelt. */
export function addNearNames(issues: readonly FitIssue[]): readonly FitIssue[] {
  const all = (problem: FitIssue['problem']): FitIssue[] =>
    issues.filter((each) => each.problem === problem).slice(0, MAX_NEAR_NAMES);
  const others = { missing: all('unexpected'), unexpected: all('missing') };
  return issues.map((each, i) => {
    if (i >= MAX_NEAR_NAMES || (each.problem !== 'missing' && each.problem !== 'unexpected')) return each;
    const near = others[each.problem].find(({ path }) => isNear(path, each.path));
    return near === undefined ? each : { ...each, near: near.name };
  });
}

/** An issue as a sentence that begins with the tensor's name. */
export function issueMessage(issue: FitIssue): string {
  const { problem, expected, found, near } = issue;
  const who = issueNameOf(issue);
  switch (problem) {
    case 'missing':
      return `${who} is missing: expected ${expected}${found === 'nothing' ? '' : `, found ${found}`}${near === undefined ? '' : `; the file has '${clipText(near)}'`}`;
    case 'unexpected':
      return `${who} is not a tensor of the layout: found ${found}${near === undefined ? '' : `; did you mean '${clipText(near)}'?`}`;
    case 'given twice':
      return `${who} occurs twice: expected ${expected}, found ${found}`;
    default:
      return `${who} has the ${problem}: expected ${expected}, found ${found}`;
  }
}

/** The name in the file, and the path in the layout if it differs. */
const issueNameOf = ({ name, path }: FitIssue): string =>
  path === name || path === '' ? `'${clipText(name)}'` : `'${clipText(name)}' ('${clipText(path)}' in the layout)`;

const MAX_ISSUE_ROWS = 40;

/** A table with one row for each issue, for the first 40 issues. */
export function issueTableOf(fitIssues: readonly FitIssue[]): string {
  const rows = fitIssues
    .slice(0, MAX_ISSUE_ROWS)
    .map(({ problem, name, expected, found, near }) => [
      clipText(name),
      problem,
      expected,
      found,
      near === undefined ? '' : `near: ${clipText(near)}`,
    ]);
  const all = [['tensor', 'issue', 'expected', 'found', ''], ...rows];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...all.map((row) => (row[i] as string).length)));
  const lines = all.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  if (fitIssues.length > MAX_ISSUE_ROWS) lines.push(`… and ${fitIssues.length - MAX_ISSUE_ROWS} more`);
  return lines.map((line) => `  ${line}`).join('\n');
}

/** The error for a file that does not fit: a sentence for one issue, a table for several. */
export function fitError(fitIssues: readonly FitIssue[], issues: readonly CheckpointIssue[]): CheckpointError {
  const { problem, name: tensor, expected, found, near } = fitIssues[0] as FitIssue;
  if (fitIssues.length > 1) {
    return new CheckpointError(
      `the file does not fit the layout in ${fitIssues.length} places:\n${issueTableOf(fitIssues)}`,
      {
        tensor,
        expected,
        found,
        issues,
        listed: true,
      },
    );
  }
  const hint =
    near === undefined ? ''
    : problem === 'missing' ? `; the file has '${clipText(near)}'`
    : `; did you mean '${clipText(near)}'?`;
  return new CheckpointError(`the file does not fit the layout; ${ISSUE_PHRASES[problem]}`, {
    tensor,
    expected,
    found: `${found}${hint}`,
    issues,
  });
}

const ISSUE_PHRASES = {
  missing: 'it lacks the tensor',
  unexpected: 'the layout has no such leaf',
  'given twice': 'it has two tensors for one leaf',
  'wrong dtype': 'the tensor has the wrong dtype',
  'wrong shape': 'the tensor has the wrong shape',
} as const;
