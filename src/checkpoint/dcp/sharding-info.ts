// No twin in types: deals with files.
import { CheckpointError } from '../error.ts';
import type { Header } from '../header/header.ts';

/**
 * The files of PyTorch's distributed checkpoints (DCP) on safetensors. Each rank writes its part of each tensor under
 * the tensor's name, and in the metadata where this part begins in the whole tensor.
 *
 * Source: github.com/pytorch/pytorch, torch/distributed/checkpoint: `_hf_utils.py` (59b623e6a297), `hf_storage.py`
 * (07a011f59747) and `_write_files_from_queue` in `filesystem.py`.
 */
const SHARDING_KEY = 'DCP_SHARDING_INFO';
const VERSION = { DCP_VERSION: '1.0', format: 'pt' } as const;

/** `shard-00002-model-00001-of-00001.safetensors`: the file of rank 1. Ranks count from 1 here. */
export const fileNameOfRank = (rank: number): string =>
  `shard-${`${rank + 1}`.padStart(5, '0')}-model-00001-of-00001.safetensors`;

/** Composes the metadata of a file. `saved_offsets` has one number for each dimension. */
export function composeSharding(offsets: ReadonlyMap<string, readonly number[]>): ReadonlyMap<string, string> {
  const entries = Array.from(
    offsets,
    ([name, saved]) => `${JSON.stringify(name)}: {"saved_offsets": [${saved.join(', ')}]}`,
  );
  return new Map([[SHARDING_KEY, `{${entries.join(', ')}}`], ...Object.entries(VERSION)]);
}

/** Says where the parts in a file begin in their tensors. Parts in a file without this metadata are whole tensors. */
export type OffsetsIn = (name: string) => readonly number[];

/** @throws CheckpointError if the metadata are damaged or lack a tensor of the file */
export function offsetsIn(header: Header, file: string): OffsetsIn {
  const text = header.metadata?.get(SHARDING_KEY);
  if (text === undefined) return (name) => header.get(name)?.shape.map(() => 0) ?? [];
  const sharding = parseJson(text, file);
  return (name) => {
    const entry: unknown = Object.hasOwn(sharding, name) ? sharding[name] : undefined;
    const offsets: unknown = (entry as { saved_offsets?: unknown } | undefined)?.saved_offsets;
    const { length } = header.get(name)?.shape ?? [];
    if (Array.isArray(offsets) && offsets.length === length && offsets.every(isOffset)) return offsets;
    throw new CheckpointError(`${SHARDING_KEY} in the metadata does not say where the part begins`, {
      tensor: name,
      file,
      expected: `saved_offsets with ${length} integers`,
      found: JSON.stringify(offsets) ?? 'nothing',
    });
  };
}

const isOffset = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function parseJson(text: string, file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // The error below says what was expected.
  }
  const details = { file, expected: 'a JSON object', found: JSON.stringify(text.slice(0, 60)) };
  throw new CheckpointError(`${SHARDING_KEY} in the metadata is damaged`, details);
}
