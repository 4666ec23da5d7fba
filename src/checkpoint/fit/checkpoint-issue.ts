// No twin in types: the compiler reports one sentence and no codes.
import type { CheckpointIssue } from '../error.ts';
import { causeTextsOf, type FitExplanation } from './explain-fit.ts';
import { type FitIssue, issueMessage } from './fit-issue.ts';

/**
 * An entry of `issues`. It has the code and the fields of a zod issue, because the checkpoint schemas of
 * `paramlayout/zod` report the same issues.
 */
type ListedIssue = CheckpointIssue & { readonly params: FitIssue } & (
    | { readonly code: 'invalid_type'; readonly expected: 'object' }
    | { readonly code: 'unrecognized_keys'; readonly keys: string[] }
    | { readonly code: 'invalid_value'; readonly values: string[] }
    | { readonly code: 'custom' }
  );

/** All issues of a file as entries of `issues`. The message of the first also says what explains many of them. */
export function listIssues(explanation: FitExplanation): readonly ListedIssue[] {
  const causes = causeTextsOf(explanation);
  return explanation.issues.map((issue, i) => {
    const listed = checkpointIssueOf(issue);
    return i > 0 || causes.length === 0 ? listed : { ...listed, message: [listed.message, ...causes].join('; ') };
  });
}

/** Converts an issue of a file to an entry of `issues`. */
function checkpointIssueOf(issue: FitIssue): ListedIssue {
  const { problem, name, expected } = issue;
  const shared = { message: issueMessage(issue), params: issue };
  switch (problem) {
    case 'missing':
      return { ...shared, code: 'invalid_type', expected: 'object', path: [name] };
    case 'unexpected':
      return { ...shared, code: 'unrecognized_keys', keys: [name], path: [name] };
    case 'wrong dtype':
      return { ...shared, code: 'invalid_value', values: [expected], path: [name, 'dtype'] };
    case 'given twice':
      return { ...shared, code: 'custom', path: [name] };
    case 'wrong shape':
      return { ...shared, code: 'custom', path: [name, 'shape'] };
  }
}
