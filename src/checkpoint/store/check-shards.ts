import { CheckpointError, type CheckpointIssue } from '../error.ts';
import type { Header } from '../header/header.ts';
import { clipText } from '../text.ts';
import { SAVE_KEY } from './index-file.ts';
import { parseShardName, whyOutsideFolder } from './shard-name.ts';

/** An index and the headers of its files. */
export interface ShardSet {
  readonly weightMap: ReadonlyMap<string, string>;
  readonly totalSize: number | undefined;
  /** The save that wrote the index, if it says so. */
  readonly save: string | undefined;
  /** The names of the files beside the index, if known. */
  readonly files: readonly string[] | undefined;
  /** The files that are needed. */
  readonly needed: ReadonlySet<string>;
  /** The headers of the needed files that exist. */
  readonly headers: ReadonlyMap<string, Header>;
}

/** Rejects an index that names files outside its folder, before any file is opened. */
export function checkShardNames(weightMap: ReadonlyMap<string, string>): void {
  const issues: CheckpointIssue[] = [];
  for (const file of new Set(weightMap.values())) {
    const why = whyOutsideFolder(file);
    if (why !== undefined)
      issues.push({
        code: 'outside',
        path: [file],
        message: `the index names '${clipText(file)}', which is not a file in its folder: ${why}`,
      });
  }
  throwShardIssues(issues, 'the index names files outside its folder');
}

/**
 * Checks an index against the headers of its files, in both directions. Returns warnings, for example a wrong
 * `total_size`. With `lenient`, tensors and files that the index does not name are warnings as well.
 *
 * @throws CheckpointError with all issues
 */
export function checkShardHeaders(shards: ShardSet, lenient: boolean): readonly CheckpointIssue[] {
  const { weightMap, needed, headers } = shards;
  const issues: CheckpointIssue[] = [];
  const warnings: CheckpointIssue[] = [];
  const extra = lenient ? warnings : issues;
  const count = new Map<string, number>();
  for (const [name, file] of weightMap) {
    if (!needed.has(file)) continue;
    count.set(file, (count.get(file) ?? 0) + 1);
    if (headers.get(file)?.has(name) === false)
      issues.push({
        code: 'missing',
        path: [name],
        message: `'${clipText(name)}' is not in '${clipText(file)}', where the index says it is`,
      });
  }
  for (const file of needed) {
    if (!headers.has(file))
      issues.push({
        code: 'missing shard',
        path: [file],
        message: `the shard '${clipText(file)}' is missing; tensors in it according to the index: ${count.get(file)}`,
      });
  }
  for (const [file, header] of headers) {
    const save = header.metadata?.get(SAVE_KEY);
    if (save !== undefined && shards.save !== undefined && save !== shards.save)
      issues.push({
        code: 'other save',
        path: [file],
        message:
          `'${clipText(file)}' was written by the save '${clipText(save)}', ` +
          `but the index by '${clipText(shards.save)}'`,
      });
    for (const name of header.keys()) {
      const where = weightMap.get(name);
      if (where === undefined)
        extra.push({
          code: 'unexpected',
          path: [name],
          message: `'${clipText(name)}' is in '${clipText(file)}', but not in the index`,
        });
      else if (where !== file)
        extra.push({
          code: 'unexpected',
          path: [name],
          message: `'${clipText(name)}' is in '${clipText(file)}', but the index says '${clipText(where)}'`,
        });
    }
  }
  for (const { message, file, isSurplus } of findOtherShards(shards))
    (isSurplus ? extra : warnings).push({ code: 'surplus shard', path: [file], message });
  throwShardIssues(issues, 'the index and its shards do not agree');
  const size = totalSizeWarning(shards);
  return size === undefined ? warnings : [...warnings, size];
}

/**
 * Finds shards that the index does not name. Those of the same set hold tensors that would be lost; others belong to
 * another set.
 */
function* findOtherShards({
  weightMap,
  files,
}: ShardSet): Generator<{ readonly message: string; readonly file: string; readonly isSurplus: boolean }> {
  const named = new Set(weightMap.values());
  const sets = new Map<string, Set<number>>();
  for (const file of named) {
    const shard = parseShardName(file);
    if (shard !== undefined) sets.set(shard.stem, (sets.get(shard.stem) ?? new Set()).add(shard.count));
  }
  for (const file of [...(files ?? [])].sort()) {
    const shard = parseShardName(file);
    const counts = shard === undefined ? undefined : sets.get(shard.stem);
    if (shard === undefined || counts === undefined || named.has(file)) continue;
    const isSurplus = counts.has(shard.count);
    const message =
      isSurplus ?
        `the shard '${clipText(file)}' belongs to the same set, but is not in the index`
      : `the shard '${clipText(file)}' belongs to another set than the shards in the index`;
    yield { message, file, isSurplus };
  }
}

/** A wrong `total_size` is only a warning: many published files have one. */
function totalSizeWarning({ weightMap, totalSize, needed, headers }: ShardSet): CheckpointIssue | undefined {
  if (totalSize === undefined || [...weightMap.values()].some((file) => !needed.has(file))) return undefined;
  let bytes = 0;
  for (const header of headers.values()) for (const { start, end } of header.values()) bytes += end - start;
  return bytes === totalSize ? undefined : (
      {
        code: 'total_size',
        path: ['metadata', 'total_size'],
        message: `the index counts ${totalSize} bytes of tensors, but the files hold ${bytes}`,
      }
    );
}

const MAX_SHARD_ISSUE_ROWS = 40;

function throwShardIssues(issues: readonly CheckpointIssue[], summary: string): void {
  const [first] = issues;
  if (first === undefined) return;
  const lines = issues.slice(0, MAX_SHARD_ISSUE_ROWS).map(({ message }) => `  ${message}`);
  if (issues.length > MAX_SHARD_ISSUE_ROWS) lines.push(`  … and ${issues.length - MAX_SHARD_ISSUE_ROWS} more`);
  const name = String(first.path[0]);
  const details = first.code === 'missing' || first.code === 'unexpected' ? { tensor: name } : { file: name };
  throw new CheckpointError(`${summary}:\n${lines.join('\n')}`, { ...details, issues, listed: true });
}
