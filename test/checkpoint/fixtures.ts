import { readFileSync } from 'node:fs';
import { readHeader } from '../../src/checkpoint/index.ts';
import { layout, type AnyLayout } from '../../src/index.ts';

/** A file that the official library wrote. */
export const generated = (name: string, ending = '.safetensors'): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../fixtures/generated/${name}${ending}`, import.meta.url)));

/** The data of one tensor of such a file. */
export async function tensorOf(name: string, tensor: string): Promise<Uint8Array> {
  const bytes = generated(name);
  const header = await readHeader(bytes);
  const info = header.get(tensor);
  return bytes.subarray(header.dataStart + (info?.start ?? 0), header.dataStart + (info?.end ?? 0));
}

/** For schemas that arrive as data, whose type the compiler does not know. */
export const untyped: (schema: unknown) => AnyLayout = layout as never;

/** The bytes of a file from its header (data, text or bytes) and its data. */
export function file(header: unknown, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const json =
    header instanceof Uint8Array ? header : (
      new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
    );
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

export const bitsOf = (flat: Float32Array): Uint32Array => new Uint32Array(flat.buffer, flat.byteOffset, flat.length);
