import { CheckpointError, type CheckpointIssue } from '../error.ts';
import type { Misfit } from './misfit.ts';
import { clip } from '../text.ts';

/** One misfit as a sentence that begins with the tensor's name. */
export function sentence(misfit: Misfit): string {
  const { problem, expected, found, near } = misfit;
  const who = nameOf(misfit);
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
const nameOf = ({ name, path }: Misfit): string =>
  path === name || path === '' ? `'${clip(name)}'` : `'${clip(name)}' ('${clip(path)}' in the layout)`;

const ROWS = 40;

/** A table of misfits, one a line; the first 40 of them. */
export function table(misfits: readonly Misfit[]): string {
  const rows = misfits
    .slice(0, ROWS)
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
  if (misfits.length > ROWS) lines.push(`… and ${misfits.length - ROWS} more`);
  return lines.map((line) => `  ${line}`).join('\n');
}

/** The error of a file that does not fit: a sentence for one misfit, a table for more. */
export function misfitError(misfits: readonly Misfit[], issues: readonly CheckpointIssue[]): CheckpointError {
  const { problem, name: tensor, expected, found, near } = misfits[0] as Misfit;
  if (misfits.length > 1) {
    return new CheckpointError(`the file does not fit the layout in ${misfits.length} places:\n${table(misfits)}`, {
      tensor,
      expected,
      found,
      issues,
      listed: true,
    });
  }
  const hint =
    near === undefined ? ''
    : problem === 'missing' ? `; the file has '${near}'`
    : `; did you mean '${near}'?`;
  return new CheckpointError(`the file does not fit the layout, ${PHRASES[problem]}`, {
    tensor,
    expected,
    found: `${found}${hint}`,
    issues,
  });
}
const PHRASES = {
  missing: 'it is missing',
  unexpected: 'which has no such leaf',
  'given twice': 'it is given twice',
  'wrong dtype': 'it has the wrong dtype',
  'wrong shape': 'it has the wrong shape',
} as const;
