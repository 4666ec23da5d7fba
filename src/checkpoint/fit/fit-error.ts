// No twin in types: `Fits` in types/checkpoint/fit/fit.ts writes its one sentence itself.
import { CheckpointError } from '../error.ts';
import { clipText } from '../text.ts';
import { listIssues } from './checkpoint-issue.ts';
import { causeTextsOf, explainFit, type FitExplanation, type FittedFile } from './explain-fit.ts';
import type { FitIssue } from './fit-issue.ts';
import { foldIssues } from './fold-issues.ts';

const MAX_ISSUE_ROWS = 12;

/** The error for a file that does not fit: a sentence for one issue; for several the causes and a table. */
export function fitErrorOf(file: FittedFile): CheckpointError {
  const explanation = explainFit(file);
  const { issues: fitIssues } = explanation;
  const issues = listIssues(explanation);
  const { problem, name: tensor, expected, found, near } = fitIssues[0] as FitIssue;
  const causes = causeTextsOf(explanation);
  if (fitIssues.length > 1) {
    const message = [
      `the file does not fit the layout in ${fitIssues.length} places:`,
      ...causes.map((text) => `- ${text}`),
      ...issueTableOf(explanation),
    ];
    return new CheckpointError(message.join('\n'), { tensor, expected, found, issues, listed: true });
  }
  const hint =
    near === undefined ? ''
    : problem === 'missing' ? `; the file has '${clipText(near)}'`
    : `; did you mean '${clipText(near)}'?`;
  return new CheckpointError(`the file does not fit the layout; ${ISSUE_PHRASES[problem]}`, {
    tensor,
    expected,
    found: [`${found}${hint}`, ...causes].join('; '),
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

/** A table with one row for issues that differ only in indices. The rows are at most twelve. */
function issueTableOf({ rows }: FitExplanation): readonly string[] {
  const folds = foldIssues(rows);
  const shown = folds.length > MAX_ISSUE_ROWS ? folds.slice(0, MAX_ISSUE_ROWS - 1) : folds;
  const cells = shown.map(({ label, near, first: { problem, expected, found } }) => [
    label,
    problem,
    clipText(expected),
    clipText(found),
    near === undefined ? '' : `near: ${near}`,
  ]);
  const all = [['tensor', 'issue', 'expected', 'found', ''], ...cells];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...all.map((row) => (row[i] as string).length)));
  const lines = all.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const left = folds.slice(shown.length).reduce((sum, { count }) => sum + count, 0);
  if (left > 0) lines.push(`… and ${left} more`);
  return lines.map((line) => `  ${line}`);
}
