/** `model-00002-of-00005.safetensors`: stem, number and count. Some sets have an underscore before the number. */
const SHARD_PATTERN = /^(.*)[-_](\d{5,})-of-(\d{5,})\.safetensors$/s;

export interface ShardName {
  readonly stem: string;
  readonly number: number;
  readonly count: number;
}
export function parseShardName(file: string): ShardName | undefined {
  const [, stem, number, count] = SHARD_PATTERN.exec(file) ?? [];
  return stem === undefined ? undefined : { stem, number: Number(number), count: Number(count) };
}

/**
 * Why a file that an index names must not be opened; undefined for a name that stays within the index's folder on every
 * system: without parent segments, root, drive or alternate stream. Links inside the folder are followed, since
 * download caches consist of them.
 */
export function whyOutsideFolder(file: string): string | undefined {
  if (file === '') return 'it is empty';
  if (/[\\:\p{Cc}]/u.test(file)) return 'it contains a control character, a backslash or a colon';
  if (file.startsWith('/')) return 'it is an absolute path';
  if (file.split('/').some((part) => part === '' || part === '.' || part === '..')) return 'it leads out of the folder';
  return undefined;
}

/**
 * `model-00002-of-00005.safetensors`, from the stem, the index (from 0) and the count. With a save it is
 * `model-save-mb2k3x-00002-of-00005.safetensors`.
 */
export const shardNameAt = (stem: string, index: number, count: number, save?: string): string =>
  `${stem}${save === undefined ? '' : `-save-${save}`}-${padShardNumber(index + 1)}-of-${padShardNumber(count)}` +
  SAFETENSORS_ENDING;

/** Whether a shard belongs to the checkpoint with this stem: as any writer names it, or as a save names it. */
export function isShardOf(stem: string, file: string): boolean {
  const found = parseShardName(file)?.stem;
  return found === stem || found?.replace(SAVE_ENDING, '') === stem;
}

/** Whether the name of a shard carries a save. */
export const isShardOfSave = (file: string): boolean => SAVE_ENDING.test(parseShardName(file)?.stem ?? '');

const SAVE_ENDING = /-save-[0-9a-z]+$/;

export const SAFETENSORS_ENDING = '.safetensors';

export const indexNameOf = (stem: string): string => `${stem}${SAFETENSORS_ENDING}.index.json`;

const padShardNumber = (n: number): string => `${n}`.padStart(5, '0');
