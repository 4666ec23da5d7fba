import { describe, expect, it } from 'vitest';
import { CheckpointError, readHeader } from '../../src/checkpoint/index.ts';
import { file } from './fixtures.ts';

/**
 * What the official library accepts and refuses beyond the files of the oracle. Derived from its source
 * (safetensors/src/tensor.rs) and from serde and serde_json: serde first reads an entry of any content and only then
 * converts it to a TensorInfo.
 */
const rest = '"shape":[0],"data_offsets":[0,0]';
const entry = `"dtype":"F32",${rest}`;
const isAccepted = async (bytes: Uint8Array): Promise<boolean> => {
  const found = await readHeader(bytes).catch((error: unknown) => error);
  if (!(found instanceof Map)) expect(found).toBeInstanceOf(CheckpointError);
  return found instanceof Map;
};
const inSkipped = (value: string): string => `{"a":{${entry},"x":${value}}}`;
const inShape = (value: string): string => `{"a":{"dtype":"F32","shape":[${value},0],"data_offsets":[0,0]}}`;
const inMetadata = (value: string): string => `{"__metadata__":{"k":${value}}}`;

describe('values of unknown fields', () => {
  it.each([
    'null',
    'true',
    'false',
    '0',
    '-0',
    '-1',
    '1.5',
    '1e3',
    '1E+3',
    '1e-3',
    '0e99999999999',
    '1e-99999999999',
    '1e308',
    '1.7976931348623157e308',
    '18446744073709551616',
    '"\\u0000"',
    '"\\ud83d\\ude00"',
    '"\\/\\b\\f\\n\\r\\t\\"\\\\"',
    '"\u007f"',
    '[]',
    '{}',
    '[{"a":[1]},""]',
    '{"a":1,"a":2}',
  ])('an unknown field may be %s', async (value) => {
    expect(await isAccepted(file(inSkipped(value)))).toBe(true);
  });
  it.each([
    '',
    '+1',
    '01',
    '-01',
    '00',
    '1.',
    '.5',
    '1.e5',
    '1e',
    '1e+',
    '-',
    '- 1',
    'NaN',
    'Infinity',
    '-Infinity',
    '0x10',
    '1_0',
    '1e309',
    '-1e309',
    '1.7976931348623158e308',
    '1e99999999999',
    'nul',
    'True',
    "'s'",
    '"',
    '"\\x"',
    '"\\u12"',
    '"\\u00zz"',
    '"\\ud800"',
    '"\\udc00"',
    '"\\ud83dx"',
    '"\\ud83d\\n"',
    '"\\ud83d\\u0041"',
    '"\t"',
    '"\n"',
    '[1,]',
    '[,1]',
    '[1 2]',
    '{"a":1,}',
    '{,}',
    '{"a"}',
    '{a:1}',
    '{1:2}',
    '/**/1',
    '\u00a01',
    '\ufeff1',
  ])('an unknown field may not be %j', async (value) => {
    expect(await isAccepted(file(inSkipped(value)))).toBe(false);
  });
});

describe('dimensions', () => {
  it.each(['0', '1', '9007199254740993', '18446744073709551615'])('a dimension may be %s', async (value) => {
    expect(await isAccepted(file(inShape(value).replace(`${value},0`, `0,${value}`)))).toBe(true);
  });
  it.each([
    '-0',
    '-1',
    '+1',
    '1.0',
    '1e0',
    '01',
    '18446744073709551616',
    '99999999999999999999999',
    '"1"',
    'null',
    'true',
    '[1]',
    '{}',
    '',
  ])('a dimension may not be %s', async (value) => {
    expect(await isAccepted(file(inShape(value)))).toBe(false);
  });
  it.each([
    ['[4294967296,4294967296,0]', false], // overflows before the zero
    ['[0,4294967296,4294967296]', true],
    ['[18446744073709551615,0]', true],
    ['[0,18446744073709551615,18446744073709551615]', true],
  ])('the dimensions are multiplied from left to right: %s', async (shape, expected) => {
    expect(await isAccepted(file(`{"a":{"dtype":"F4","shape":${shape},"data_offsets":[0,0]}}`))).toBe(expected);
  });
});

describe('metadata', () => {
  it.each([
    '{"__metadata__":null}',
    '{"__metadata__":{}}',
    '{"\\u005f_metadata__":{"a":"b"}}',
    inMetadata('""'),
    '{"__metadata__":{"k":"1","k":"2"}}',
  ])('the metadata may be %s', async (header) => {
    expect(await isAccepted(file(header))).toBe(true);
  });
  it.each([
    ...['null', '1', 'true', '[]', '{}', '"\\ud800"'].map(inMetadata),
    '{"__metadata__":[]}',
    '{"__metadata__":""}',
    '{"__metadata__":null,"__metadata__":null}',
    '{"__metadata__":{},"__metadata__":null}',
    '{"__metadata__":{1:"a"}}',
  ])('the metadata may not be %s', async (header) => {
    expect(await isAccepted(file(header))).toBe(false);
  });
});

describe('entries', () => {
  it.each([
    `{"a":["F32",[0],[0,0]]}`,
    `{"a":{"dtype":{"F32":null},${rest}}}`,
    `{"a":{"dtype":"F\\u00332",${rest}}}`,
    `{"a":{"d\\u0074ype":"F32",${rest}}}`,
    `{"a":{"DTYPE":"x",${entry}}}`,
    `{"":{${entry}}}`,
    `{"a":{${entry}},"a":{${entry}}}`,
    `{"z":{${entry}},"b":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}`,
  ])('an entry may be %s', async (header) => {
    expect(await isAccepted(file(header))).toBe(true);
  });
  it.each([
    'null',
    '[]',
    '{}',
    '["F32"]',
    '["F32",[0]]',
    '["F32",[0],[0,0],1]',
    '["F32",[0],[0,0],null]',
    `[${entry}]`,
    `{"dtype":null,${rest}}`,
    `{"dtype":1,${rest}}`,
    `{"dtype":["F32"],${rest}}`,
    `{"dtype":{},${rest}}`,
    `{"dtype":{"F32":{}},${rest}}`,
    `{"dtype":{"F32":[]},${rest}}`,
    `{"dtype":{"F32":null,"F32":null},${rest}}`,
    `{"dtype":" F32",${rest}}`,
    `{"dtype":"F128",${rest}}`,
    `{"dtype":"\u00c932",${rest}}`,
    `{${entry},"dtype":"F32"}`,
    `{${entry},"data_offsets":[0,0]}`,
    `{"shape":[0],"data_offsets":[0,0]}`,
    `{"dtype":"F32","shape":{},"data_offsets":[0,0]}`,
    `{"dtype":"F32","shape":"","data_offsets":[0,0]}`,
    `{"dtype":"F32","shape":null,"data_offsets":[0,0]}`,
    `{"dtype":"F32","shape":[0],"data_offsets":[0]}`,
    `{"dtype":"F32","shape":[0],"data_offsets":[0,0,0]}`,
    `{"dtype":"F32","shape":[0],"data_offsets":{"0":0,"1":0}}`,
  ])('an entry may not be %s', async (value) => {
    expect(await isAccepted(file(`{"a":${value}}`))).toBe(false);
    // A wrong entry is refused even if a second one replaces it.
    expect(await isAccepted(file(`{"b":{${entry}},"a":${value},"a":{${entry}}}`))).toBe(false);
  });
  it('an entry may not contain bytes that merely resemble a letter', async () => {
    const bytes = file(`{"a":{${entry}}}`);
    bytes[bytes.indexOf(0x46)] = 0xc6; // F with its upper bit set, which is not UTF-8
    expect(await isAccepted(bytes)).toBe(false);
  });
});

describe('whole files', () => {
  it.each([
    ['{}', true],
    ['{} \t\r\n', true],
    ['\n\t {}', true],
    ['{}\0', false],
    ['\0{}', false],
    ['{}{}', false],
    ['{}]', false],
    ['[]', false],
    ['[null,{}]', false],
    ['null', false],
    ['', false],
    ['{', false],
    ['{"a"', false],
    ['\ufeff{}', false],
  ])('the official library and readHeader agree on the header %j', async (header, expected) => {
    expect(await isAccepted(file(header))).toBe(expected);
    expect(await isAccepted(file(header, new Uint8Array(1)))).toBe(false); // a byte that belongs to no tensor
  });

  it.each([
    [125, true],
    [126, false],
    [127, false],
    [100_000, false],
  ])('an unknown field may be nested at most 125 deep: %d', async (depth, expected) => {
    expect(await isAccepted(file(inSkipped('['.repeat(depth) + ']'.repeat(depth))))).toBe(expected);
    expect(await isAccepted(file(inSkipped(`${'{"y":'.repeat(depth - 1)}[]${'}'.repeat(depth - 1)}`)))).toBe(expected);
  });

  const offsets = (...pairs: readonly (readonly [shape: number, start: number, end: number])[]): string =>
    `{${pairs.map(([n, start, end], i) => `"t${i}":{"dtype":"U8","shape":[${n}],"data_offsets":[${start},${end}]}`).join()}}`;
  it.each([
    [offsets([4, 0, 4], [0, 4, 4], [0, 4, 4], [0, 0, 0]), true], // empty tensors at either end of others
    [offsets([4, 0, 4], [0, 2, 2]), false], // an empty tensor inside another
    [offsets([0, 0, 0], [4, 0, 4], [0, 8, 8]), false],
    [offsets([2, 2, 4], [2, 0, 2]), true], // the order of the header does not matter
    [offsets([4, 0, 4], [4, 0, 4]), false],
    [offsets([2, 0, 2], [3, 1, 4]), false],
    [offsets([1, 0, 1], [2, 2, 4]), false],
    [offsets([4, 4, 0]), false],
    [offsets([5, 0, 5]), false],
    [offsets([3, 0, 3]), false],
    [offsets([3, 0, 4]), false],
    ['{"a":{"dtype":"U8","shape":[0],"data_offsets":[9007199254740993,9007199254740993]}}', false],
    ['{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,18446744073709551615]}}', false],
    ['{"a":{"dtype":"F4","shape":[8],"data_offsets":[0,4]}}', true],
    ['{"a":{"dtype":"F4","shape":[7],"data_offsets":[0,4]}}', false],
    [
      '{"a":{"dtype":"F6_E2M3","shape":[2,2],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[],"data_offsets":[3,4]}}',
      true,
    ],
    ['{"a":{"dtype":"F6_E3M2","shape":[5],"data_offsets":[0,4]}}', false],
  ])('tensors must tile the data of four bytes: %s', async (header, expected) => {
    expect(await isAccepted(file(header, new Uint8Array(4)))).toBe(expected);
  });

  it.each([
    [0, '{}', false],
    [1, '{}', false],
    [2, '{}', true],
    [3, '{}', false],
    [3, '{} ', true],
    [100_000_001, '{}', false],
    [100_000_000, '{}', false],
  ])('the length %d of the header %j is checked', async (length, text, expected) => {
    const bytes = file(text);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
    expect(await isAccepted(bytes)).toBe(expected);
  });
});
