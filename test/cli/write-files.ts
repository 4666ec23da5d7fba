import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { file } from '../checkpoint/fixtures.ts';

/** A tensor's element type, its shape and its data. */
export type Given = readonly [
  dtype: string,
  shape: readonly (number | string)[],
  data: ArrayBufferView | readonly number[],
];

const folder = mkdtempSync(join(tmpdir(), 'paramlayout-look-'));
afterAll(() => rmSync(folder, { recursive: true }));
let written = 0;

/** Writes bytes to a file that is gone after the tests, and gives its path. */
export function writtenBytes(bytes: Uint8Array, ending = '.safetensors'): string {
  const path = join(folder, `${written++}${ending}`);
  writeFileSync(path, bytes);
  return path;
}

/** Writes a safetensors file; lists of numbers are bytes. Dimensions may be text, where JavaScript's numbers end. */
export function writtenFile(
  tensors: Readonly<Record<string, Given>> | ReadonlyMap<string, Given>,
  metadata?: Readonly<Record<string, string>>,
): string {
  const entries: string[] = metadata === undefined ? [] : [`"__metadata__":${JSON.stringify(metadata)}`];
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const [name, [dtype, shape, data]] of tensors instanceof Map ? tensors : (
    Object.entries(tensors as Readonly<Record<string, Given>>)
  )) {
    const bytes =
      ArrayBuffer.isView(data) ?
        new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : Uint8Array.from(data as readonly number[]);
    parts.push(bytes);
    entries.push(
      `${JSON.stringify(name)}:{"dtype":"${dtype}","shape":[${shape.join()}],"data_offsets":[${end},${(end += bytes.length)}]}`,
    );
  }
  return writtenBytes(file(`{${entries.join()}}`, Buffer.concat(parts)));
}

/** Many tensors of a few bytes: `namesOf` gives their names. */
export const filled = (
  names: Iterable<string>,
  given: Given = ['F32', [1], [0, 0, 128, 63]],
): ReadonlyMap<string, Given> => new Map(Array.from(names, (name) => [name, given]));
