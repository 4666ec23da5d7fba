// No twin in types: the compiler reports one sentence and no codes.
import type { CheckpointIssue } from '../error.ts';
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

/** Converts an issue of a file to an entry of `issues`. */
export function checkpointIssueOf(issue: FitIssue): ListedIssue {
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
