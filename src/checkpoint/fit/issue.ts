import type { CheckpointIssue } from '../error.ts';
import type { Misfit } from './misfit.ts';
import { sentence } from './report.ts';

/**
 * What a misfit is to whoever reads `issues`: the code and the fields that zod gives such an issue, with the misfit as
 * `params`. The codes are zod's since the checkpoint schemas of `paramlayout/zod` report the same issues.
 */
type FitIssue = CheckpointIssue & { readonly params: Misfit } & (
    | { readonly code: 'invalid_type'; readonly expected: 'object' }
    | { readonly code: 'unrecognized_keys'; readonly keys: string[] }
    | { readonly code: 'invalid_value'; readonly values: string[] }
    | { readonly code: 'custom' }
  );

/** The issue of a misfit. */
export function issueOf(misfit: Misfit): FitIssue {
  const { problem, name, expected } = misfit;
  const shared = { message: sentence(misfit), params: misfit };
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
