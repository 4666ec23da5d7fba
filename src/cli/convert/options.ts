import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { ENDING } from '../../checkpoint/shard/shard.ts';
import { webAddress } from '../../checkpoint/source/open.ts';
import { UsageError } from '../exit.ts';

const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
};

/** Bytes: `5GB`, `500MB`, `2GiB`, `1000`. */
export function parseSize(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(text) ?? [];
  const size = Math.floor(Number(number) * (SIZE_UNITS[unit.toUpperCase()] ?? Number.NaN));
  if (!(size >= 1) || !Number.isSafeInteger(size))
    throw new InvalidArgumentError('A size was expected, such as 5GB, 500MB or 2GiB.');
  return size;
}

/** A text to keep: `key=value`. */
export function collectMetadata(
  pair: string,
  before: readonly (readonly [string, string])[] = [],
): readonly (readonly [string, string])[] {
  const at = pair.indexOf('=');
  if (at < 1) throw new InvalidArgumentError("A pair 'key=value' was expected.");
  return [...before, [pair.slice(0, at), pair.slice(at + 1)]];
}

/** How a file is written, by its ending. Where it goes must be a file, or nothing yet, in a folder. @throws UsageError */
export async function outputFormatOf(target: string): Promise<'safetensors' | 'npz'> {
  if (webAddress(target) !== undefined)
    throw new UsageError(`--output: a path was expected, found the URL '${target}'`);
  const format =
    target.endsWith(ENDING) ? 'safetensors'
    : target.endsWith('.npz') ? 'npz'
    : undefined;
  if (format === undefined)
    throw new UsageError(`--output: a name that ends in ${ENDING} or .npz was expected, found '${target}'`);
  const old = await stat(target).catch(() => undefined);
  if (old !== undefined && !old.isFile())
    throw new UsageError(
      `--output: a file was expected, found ${old.isDirectory() ? 'the folder' : 'something else'} '${target}'`,
    );
  const folder = await stat(dirname(target)).catch(() => undefined);
  if (folder?.isDirectory() !== true) throw new UsageError(`--output: there is no folder '${dirname(target)}'`);
  return format;
}

/** The texts to write: those that were read, unless they are dropped, and those that are set. Undefined where there are none to begin with. */
export function writtenMetadataOf(
  read: ReadonlyMap<string, string> | undefined,
  set: readonly (readonly [string, string])[],
): ReadonlyMap<string, string> | undefined {
  return read === undefined && set.length === 0 ? undefined : new Map([...(read ?? []), ...set]);
}
