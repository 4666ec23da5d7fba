import type { CheckpointIssue } from '../error.ts';
import type { FitResult } from './fit.ts';
import { issueMessage } from './report.ts';
import type { Store } from '../load/store.ts';

/** Something odd that was let pass. `path` begins with the tensor's name, where it is about one. */
export type CheckpointWarning = CheckpointIssue;

/** What was let pass of a store and by the options: `missing`, `unexpected`, or what the index of shards says that is not so. */
export function* warningsOf(store: Store, fit: FitResult): Generator<CheckpointWarning> {
  yield* store.warnings;
  for (const issue of fit.warnings) yield { code: issue.problem, path: [issue.name], message: issueMessage(issue) };
}
