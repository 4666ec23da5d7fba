import { CheckpointError, type CheckpointIssue } from '../error.ts';
import type { FitIssue } from './misfit.ts';
import { clip } from '../text.ts';

/** One issue as a sentence that begins with the tensor's name. */
export function issueMessage(issue: FitIssue): string {
  const { problem, expected, found, near } = issue;
  const who = issueNameOf(issue);
  switch (problem) {
    case 'missing':
      return `${who} is missing: expected ${expected}${found === 'nothing' ? '' : `, found ${found}`}${near === undefined ? '' : `; the file has '${clip(near)}'`}`;
    case 'unexpected':
      return `${who} is no tensor of the layout: found ${found}${near === undefined ? '' : `; did you mean '${clip(near)}'?`}`;
    case 'given twice':
      return `${who} is given twice: expected ${expected}, found ${found}`;
    default:
      return `${who} has the ${problem}: expected ${expected}, found ${found}`;
  }
}

/** The file's name, and the layout's where it is another. */
const issueNameOf = ({ name, path }: FitIssue): string =>
  path === name || path === '' ? `'${clip(name)}'` : `'${clip(name)}' ('${clip(path)}' in the layout)`;

const MAX_ISSUE_ROWS = 40;

/** A table of fitIssues, one a line; the first 40 of them. */
export function issueTable(fitIssues: readonly FitIssue[]): string {
  const rows = fitIssues
    .slice(0, MAX_ISSUE_ROWS)
    .map(({ problem, name, expected, found, near }) => [
      clip(name),
      problem,
      expected,
      found,
      near === undefined ? '' : `near: ${clip(near)}`,
    ]);
  const all = [['tensor', 'problem', 'expected', 'found', ''], ...rows];
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

/** The error of a file that does not fit: a sentence for one issue, a table for more. */
export function fitError(
  fitIssues: readonly FitIssue[],
  issues: readonly CheckpointIssue[],
  cause: unknown,
): CheckpointError {
  const { problem, name: tensor, expected, found, near } = fitIssues[0] as FitIssue;
  if (fitIssues.length > 1) {
    return new CheckpointError(`the file does not fit the layout in ${fitIssues.length} places:\n${issueTable(fitIssues)}`, {
      tensor,
      expected,
      found,
      issues,
      listed: true,
      cause,
    });
  }
  const hint =
    near === undefined ? ''
    : problem === 'missing' ? `; the file has '${near}'`
    : `; did you mean '${near}'?`;
  return new CheckpointError(`the file does not fit the layout, ${ISSUE_PHRASES[problem]}`, {
    tensor,
    expected,
    found: `${found}${hint}`,
    issues,
    cause,
  });
}
const ISSUE_PHRASES = {
  missing: 'it is missing',
  unexpected: 'which has no such leaf',
  'given twice': 'it is given twice',
  'wrong dtype': 'it has the wrong dtype',
  'wrong shape': 'it has the wrong shape',
} as const;
