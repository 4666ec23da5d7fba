import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { file } from '../checkpoint/fixtures.ts';

/** The dtype, shape and data of a tensor. */
export type GivenTensor = readonly [
  dtype: string,
  shape: readonly (number | string)[],
  data: ArrayBufferView | readonly number[],
];

let folder: string | undefined;
let written = 0;

/** Deletes all files that were written. A test file calls it after its tests. */
export function removeFiles(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
}

/** Writes bytes to a file that `removeFiles` deletes, and returns its path. */
export function writeBytes(bytes: Uint8Array, ending = '.safetensors'): string {
  folder ??= mkdtempSync(join(tmpdir(), 'paramlayout-look-'));
  const path = join(folder, `${written++}${ending}`);
  writeFileSync(path, bytes);
  return path;
}

/**
 * Writes a safetensors file. Lists of numbers are bytes. A dimension may be text if a JavaScript number cannot hold it.
 */
export function writeTensors(
  tensors: Readonly<Record<string, GivenTensor>> | ReadonlyMap<string, GivenTensor>,
  metadata?: Readonly<Record<string, string>>,
): string {
  const entries: string[] = metadata === undefined ? [] : [`"__metadata__":${JSON.stringify(metadata)}`];
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const [name, [dtype, shape, data]] of tensors instanceof Map ? tensors : (
    Object.entries(tensors as Readonly<Record<string, GivenTensor>>)
  )) {
    const bytes =
      ArrayBuffer.isView(data) ?
        new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : Uint8Array.from(data as readonly number[]);
    parts.push(bytes);
    entries.push(
      `${JSON.stringify(name)}:{"dtype":"${dtype}","shape":[${shape.join()}],` +
        `"data_offsets":[${end},${(end += bytes.length)}]}`,
    );
  }
  return writeBytes(file(`{${entries.join()}}`, Buffer.concat(parts)));
}

/** Makes many small tensors with the given names. */
export const manyTensors = (
  names: Iterable<string>,
  given: GivenTensor = ['F32', [1], [0, 0, 128, 63]],
): ReadonlyMap<string, GivenTensor> => new Map(Array.from(names, (name) => [name, given]));
