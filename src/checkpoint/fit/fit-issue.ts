// No twin in types: `Fits` in types/checkpoint/fit/fit.ts writes its one sentence itself.
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

/** An issue as a sentence that begins with the tensor's name. */
export function issueMessage(issue: FitIssue): string {
  const { problem, expected, found, near } = issue;
  const who = issueNameOf(issue);
  switch (problem) {
    case 'missing':
      return (
        `${who} is missing: expected ` +
        `${expected}${found === 'nothing' ? '' : `, found ${found}`}` +
        (near === undefined ? '' : `; the file has '${clipText(near)}'`)
      );
    case 'unexpected':
      return (
        `${who} is not a tensor of the layout: found ` +
        `${found}${near === undefined ? '' : `; did you mean '${clipText(near)}'?`}`
      );
    case 'given twice':
      return `${who} occurs twice: expected ${expected}, found ${found}`;
    default:
      return `${who} has the ${problem}: expected ${expected}, found ${found}`;
  }
}

/** The name in the file, and the path in the layout if it differs. */
const issueNameOf = ({ name, path }: FitIssue): string =>
  path === name || path === '' ? `'${clipText(name)}'` : `'${clipText(name)}' ('${clipText(path)}' in the layout)`;
