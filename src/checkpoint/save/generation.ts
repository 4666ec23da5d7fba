// No twin in types: deals with files.
import type { Metadata } from '../header/compose.ts';
import { SAVE_KEY } from '../store/index-file.ts';

/**
 * The name of one save. Shards that replace others carry it in their names, so that no reader of the old set can meet a
 * new file; the index and the shards carry it in their metadata too. Later saves have later names.
 */
export const makeSaveName = (): string =>
  Date.now().toString(36) + Math.random().toString(36).slice(2, 8).padEnd(6, '0');

/**
 * The metadata of a shard: those given, and the save. Some versions of transformers refuse a file whose metadata have
 * no `format`. So a shard that would have had no metadata gets one.
 */
export function shardMetadataOf(given: Metadata | undefined, save: string | undefined): Metadata | undefined {
  const own = withoutSave(given);
  if (save === undefined) return own;
  const all = new Map<string, string>(own instanceof Map ? own : Object.entries(own ?? {}));
  if (!all.has('format')) all.set('format', 'pt');
  return all.set(SAVE_KEY, save);
}

/** Metadata without the save that they were read from. */
export function withoutSave(metadata: Metadata | undefined): Metadata | undefined {
  if (metadata === undefined) return undefined;
  const entries = metadata instanceof Map ? [...metadata] : Object.entries(metadata);
  return entries.some(([key]) => key === SAVE_KEY) ? new Map(entries.filter(([key]) => key !== SAVE_KEY)) : metadata;
}
