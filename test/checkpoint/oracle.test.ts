import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CheckpointError, readHeader, type Header } from '../../src/checkpoint/index.ts';

interface Case {
  readonly file: string;
  readonly deserialize: {
    readonly ok: boolean;
    readonly tensors?: readonly (readonly [string, string, readonly number[]])[];
  };
}
const folder = new URL('../fixtures/oracle/', import.meta.url);
const { cases } = JSON.parse(readFileSync(new URL('verdicts.json', folder), 'utf8')) as { cases: readonly Case[] };
const bytesOf = (file: string): Uint8Array => readFileSync(new URL(`files/${file}`, folder));

/** A source of unknown size that gives three bytes at a time. */
const slow = (bytes: Uint8Array) => ({
  read: (offset: number, length: number) => bytes.subarray(offset, offset + Math.min(3, length)),
});

describe('the oracle of the official library', () => {
  it('the oracle covers every file', () => {
    expect(cases.map(({ file }) => file).sort()).toEqual(readdirSync(new URL('files/', folder)).sort());
    expect(cases).toHaveLength(148);
  });

  it.each(cases)('readHeader agrees with the official library on $file', async ({ file, deserialize }) => {
    const bytes = bytesOf(file);
    for (const source of [bytes, slow(bytes), new URL(`files/${file}`, folder)]) {
      const header = await readHeader(source).catch((error: unknown) => error);
      if (!deserialize.ok) {
        expect(header).toBeInstanceOf(CheckpointError);
        expect((header as CheckpointError).message).toMatch(/expected .+ \(byte \d+ of the file\)$/s);
        continue;
      }
      const tensors = [...(header as Header)].map(([name, { dtype, shape }]) => [name, dtype, shape]);
      expect(new Set(tensors)).toEqual(new Set(deserialize.tensors));
    }
  });

  it.each(['006-official-leading-ws', '074-dup-key-different-shape-same-bytes', '078-dup-key-inside-metadata'])(
    'readHeader accepts %s as the official library does, and refuses it if strict',
    async (name) => {
      const bytes = bytesOf(`${name}.safetensors`);
      await expect(readHeader(bytes)).resolves.toBeInstanceOf(Map);
      await expect(readHeader(bytes, { strict: true })).rejects.toThrow(CheckpointError);
    },
  );
});
