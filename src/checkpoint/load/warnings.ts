// No twin in types: the compiler does not see the file.
import type { CheckpointIssue, CheckpointWarning } from '../error.ts';
import type { FittedFile } from '../fit/explain-fit.ts';
import { issueMessage } from '../fit/fit-issue.ts';
import { unusedRulesOf } from '../fit/unused-rules.ts';
import type { Store } from '../store/store.ts';
import type { LoadOptions } from './options.ts';
import { warnOfScales } from './scale-pairs.ts';

/**
 * Reports scales that are not applied, also if the file does not fit, because they may be the reason. Then reports what
 * was let pass: harmless errors in the index of shards, tensors that are missing or unexpected, and rules
 * of the options that no tensor matched.
 */
export function reportWarnings(
  store: Store,
  { layout, options, tensors, names, fit }: FittedFile & { readonly options: LoadOptions },
  onWarning: (warning: CheckpointWarning) => void,
): void {
  if (options.scales === undefined) warnOfScales(tensors, fit, onWarning);
  if (fit.issues.length > 0) return;
  for (const issue of store.warnings) onWarning(warningOfIndex(issue));
  for (const issue of fit.warnings)
    onWarning({ code: issue.problem, tensor: issue.name, path: issue.path, message: issueMessage(issue) });
  for (const { code, path, message } of fit.arranged?.notes ?? [])
    onWarning({ code, tensor: String(path[0]), path: String(path[0]), message });
  for (const { option, message } of unusedRulesOf(layout, options, names ?? tensors.keys(), fit.stored))
    onWarning({ code: 'unused rule', path: option, message });
}

function warningOfIndex({ code, path, message }: CheckpointIssue): CheckpointWarning {
  const warning = { code, path: path.map(String).join('.'), message };
  return code === 'unexpected' ? { ...warning, tensor: String(path[0]) } : warning;
}
