import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { file } from '../checkpoint/fixtures.ts';

/** The dtype, shape and data of a tensor. */
export type GivenTensor = readonly [
  dtype: string,
  shape: readonly (number | string)[],
  data: ArrayBufferView | readonly number[],
];

const folder = mkdtempSync(join(tmpdir(), 'paramlayout-look-'));
afterAll(() => rmSync(folder, { recursive: true }));
let written = 0;

/** Writes bytes to a file that is deleted after the tests, and returns its path. */
export function writeBytes(bytes: Uint8Array, ending = '.safetensors'): string {
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
