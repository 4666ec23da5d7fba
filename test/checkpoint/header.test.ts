import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../src/checkpoint/index.ts';
import { file } from './fixtures.ts';

const entry = '"dtype":"F32","shape":[0],"data_offsets":[0,0]';
const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? Array.from(part, (c) => c.charCodeAt(0)) : part)),
  );

describe('readHeader', () => {
  it('readHeader returns the equal of a plain Map, in the order of the data', async () => {
    const header = await readHeader(
      file(
        '{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}',
        new Uint8Array(8),
      ),
    );
    expect([...header.keys()]).toEqual(['a', 'b']);
    expect(header).toEqual(
      new Map([
        ['a', { dtype: 'U8', shape: [4], start: 0, end: 4 }],
        ['b', { dtype: 'F32', shape: [1], start: 4, end: 8 }],
      ]),
    );
    expect(header.metadata).toBeUndefined();
    expect(header.dataStart % 2).toBe(0);
  });

  it('readHeader keeps integers past 2^53 exact', async () => {
    const header = await readHeader(
      file(
        '{"a":{"dtype":"F32","shape":[0,9007199254740992,9007199254740993,18446744073709551615],"data_offsets":[0,0]}}',
      ),
    );
    expect(header.get('a')?.shape).toEqual([0, 9007199254740992, 9007199254740993n, 18446744073709551615n]);
    await expect(
      readHeader(file('{"a":{"dtype":"F32","shape":[0,18446744073709551616],"data_offsets":[0,0]}}')),
    ).rejects.toThrow('expected an integer of at most 2^64 - 1, found "18446744073709551616"');
  });

  it.each([
    ['an entry as an array', '{"a":["F32",[0],[0,0]]}'],
    ['a dtype as serde writes an enum', '{"a":{"dtype":{"F32":null},"shape":[0],"data_offsets":[0,0]}}'],
    ['an escaped field name', `{"a":{"d\\u0074ype":"F32","shape":[0],"data_offsets":[0,0]}}`],
    [
      'numbers of every form in skipped values',
      `{"a":{${entry},"x":[-0,1.5e-400,0e999,123456789012345678901234567890]}}`,
    ],
    ['nesting of 127 levels', `{"a":{${entry},"x":${'['.repeat(125)}${']'.repeat(125)}}}`],
  ])('readHeader accepts %s', async (_, header) => {
    expect([...(await readHeader(file(header)))]).toEqual([['a', { dtype: 'F32', shape: [0], start: 0, end: 0 }]]);
  });

  it.each([
    ['an entry of four items', '{"a":["F32",[0],[0,0],1]}', /^tensor 'a': .*expected the end of an array of three/],
    [
      'a dtype of two keys',
      '{"a":{"dtype":{"F32":null,"F64":null},"shape":[0],"data_offsets":[0,0]}}',
      /^tensor 'a': the header has a key twice/,
    ],
    ['three offsets', '{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0,0]}}', /expected two integers, found 3/],
    ['nesting of 128 levels', `{"a":{${entry},"x":${'['.repeat(126)}${']'.repeat(126)}}}`, /at most 127 nested/],
    [
      'a number beyond the range of a double',
      `{"a":{${entry},"x":1e309}}`,
      /within the range of a double, found "1e309"/,
    ],
    [
      'a leading zero',
      `{"a":{"dtype":"F32","shape":[00],"data_offsets":[0,0]}}`,
      /expected a non-negative integer, found "00"/,
    ],
    ['a bad escape', `{"a\\x":{${entry}}}`, /expected a JSON escape/],
    ['half a surrogate pair', `{"\\udc00":{${entry}}}`, /the other half of a surrogate pair/],
    [
      'an overflow before a zero',
      '{"a":{"dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}}',
      /overflows 64 bits/,
    ],
  ])('readHeader refuses %s', async (_, header, message) => {
    await expect(readHeader(file(header))).rejects.toThrow(message);
  });

  it.each([
    ['{"a":1,"a":2}', `{"a":{${entry},"x":{"a":1,"a":2}}}`],
    ['an unknown field twice', `{"a":{${entry},"x":1,"x":2}}`],
    ['a tensor twice', `{"a":{${entry}},"a":{${entry}}}`],
    ['white space before the header', ` {"a":{${entry}}}`],
  ])('readHeader refuses %s only if strict', async (_, header) => {
    expect((await readHeader(file(header))).size).toBe(1);
    await expect(readHeader(file(header), { strict: true })).rejects.toThrow(/twice|first byte/);
  });

  it.each([
    [bytes('version https://git-lfs.github.com/spec/v1\noid'), 'a git-lfs pointer'],
    [bytes('<!DOCTYPE html><title>404'), 'an HTML or XML page that begins "<!DOCTYPE html>'],
    [bytes('{"error":"Repository not found"}'), 'JSON, perhaps an error message that begins "{\\"error\\"'],
    [bytes('Not Found'), 'plain text that begins "Not Found"'],
    [bytes('404'), 'plain text that begins "404"'],
    [bytes('GGUF', [3, 0, 0, 0]), 'a GGUF file'],
    [bytes([0x93], 'NUMPY', [1, 0], 'v'), 'an NPY file'],
    [bytes('PK', [3, 4, 0, 0, 0, 0, 0, 0, 1]), 'a zip archive'],
    [bytes([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0]), 'gzip'],
    [bytes([0xfd], '7zXZ', [0, 0, 4, 0xe6]), 'xz-compressed data'],
    [bytes('BZh91AY&SY'), 'bzip2-compressed data'],
    [bytes([0x89], 'HDF', [0x0d, 0x0a, 0x1a, 0x0a, 0]), 'an HDF5 file'],
    [bytes([0x1c, 0, 0, 0], 'TFL3', [0x14, 0, 0x20, 0]), 'a TensorFlow Lite model'],
    [bytes([8, 7, 0x12, 7], 'pytorch', [0x1a, 5], '2.1.0'), 'an ONNX model'],
    [bytes([8, 3, 0x12, 12], 'onnx-example', [0x3a, 200]), 'an ONNX model'],
    [
      bytes(
        'data/',
        Array.from({ length: 252 }, () => 0),
        'ustar',
        [0],
      ),
      'a tar archive',
    ],
    [bytes('{"metadata":{"total_size":1},"weight_map":{}}'), 'the index of a sharded checkpoint'],
    [new Uint8Array(4096), 'only zeros, perhaps space reserved for a download'],
    [new Uint8Array(0), 'the file is empty: expected at least 8 bytes, found 0'],
    [bytes([0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9]), 'a pickle'],
    [file(`{"a":{${entry}}}`).subarray(0, 30), 'like a download that was cut off'],
    [
      file('{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}', new Uint8Array(8)),
      'the file ends in its data, like a download that was cut off',
    ],
  ])('readHeader names the kind of another file: %#', async (source, kind) => {
    await expect(readHeader(source)).rejects.toThrow(kind);
  });

  it('readHeader takes linear time for a long hostile header', { timeout: 60_000 }, async () => {
    const escapes = `{"__metadata__":{"${'\\n'.repeat(2_000_000)}":"${'1'.repeat(1_000_000)}"},"a":{${entry},"x":[${'1,'.repeat(1_000_000)}{"y":${'9'.repeat(300)}}]}}`;
    expect((await readHeader(file(escapes))).size).toBe(1);
    await expect(readHeader(file(`{"a":{${entry},"x":${'['.repeat(5_000_000)}`))).rejects.toThrow('nested');
    await expect(readHeader(file(`{"a":{"dtype":"F32","shape":[${'9'.repeat(5_000_000)}`))).rejects.toThrow('2^64');
  });

  const real = new URL('../../../shared/checkpoints/real/', import.meta.url);
  const names = existsSync(real) ? readdirSync(real) : [];
  if (names.length === 0) console.warn('skipped: no real checkpoints in ../shared/checkpoints/real');
  it.skipIf(names.length === 0).each(names)('readHeader accepts the real checkpoint %s', async (name) => {
    expect((await readHeader(readFileSync(new URL(name, real)))).size).toBeGreaterThan(0);
  });
});

it('readHeader does not take a header of 91 bytes for text, though its length is the code of a bracket', async () => {
  const header = '{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}'.padEnd(91);
  await expect(readHeader(file(header, new Uint8Array(4)))).rejects.toThrow(
    "tensor 'a': the header is not valid safetensors JSON: expected a " +
      'non-negative integer, found "1.0" (byte 37 of the file)',
  );
});
