import type { CheckpointIssue } from '../error.ts';
import type { Fit } from './fit.ts';
import { sentence } from './report.ts';
import type { Store } from '../load/store.ts';

/** Something odd that was let pass. `path` begins with the tensor's name, where it is about one. */
export type CheckpointWarning = CheckpointIssue;

/** What was let pass of a store and by the options: `missing`, `unexpected`, or what the index of shards says that is not so. */
export function* warningsOf({ warnings }: Store, { passed }: Fit): Generator<CheckpointWarning> {
  yield* warnings;
  for (const misfit of passed) yield { code: misfit.problem, path: [misfit.name], message: sentence(misfit) };
}
