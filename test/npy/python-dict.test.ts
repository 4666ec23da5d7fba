import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckpointError } from '../../src/checkpoint/index.ts';
import { composeNpyHeader, parseNpyHeader } from '../../src/checkpoint/npy/npy-header.ts';
import { DictError, readDict } from '../../src/checkpoint/npy/python-dict.ts';

describe('readDict', () => {
  it.each([
    [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }  \n",
      { descr: '<f4', fortran_order: false, shape: [2, 3] },
    ],
    ['{"descr": "<f4", \'shape\': (), \'fortran_order\':True}', { descr: '<f4', shape: [], fortran_order: true }],
    ["{'shape': (3,)}", { shape: [3] }],
    ["{'shape': (3L, 4L)}", { shape: [3, 4] }], // of Python 2
    ['{}', {}],
    ["{'__proto__': 'x'}", JSON.parse('{"__proto__":"x"}')],
  ])('readDict parses %s', (text, expected) => {
    expect(Object.fromEntries(readDict(text))).toEqual(expected);
  });

  it.each([
    ['', 0, "'{'", 'its end'],
    ["{'shape': (3)}", 12, "',' after the only item of a tuple", '")}"'],
    ["{'a': 1}", 6, 'a string, True, False or a tuple of integers', '"1}"'],
    ["{'a': (1,,)}", 9, 'an integer', '",)}"'],
    ["{'a': (-1,)}", 7, 'an integer', '"-1,)}"'],
    ["{'a': (1.0,)}", 8, "','", '".0,)}"'],
    ["{'a': (9007199254740993,)}", 7, 'an integer up to 9007199254740991', '"9007199254740993,)}"'],
    ["{'a': 'x', 'a': 'y'}", 10, 'each key once', "'a' again"],
    ["{'a': 'x'} + __import__('os')", 11, 'the end of the header', `"+ __import__('os')"`],
    ["{'a': '\\x41'}", 6, 'a string, True, False or a tuple of integers', `"'\\\\x41'}"`],
    ["{'a': 'x' 'y'}", 10, "','", `"'y'}"`],
    ["{a: 'x'}", 1, 'a string', `"a: 'x'}"`],
    ["{'a': 'x'", 9, "','", 'its end'],
    ["{'a'", 4, "':'", 'its end'],
  ])('readDict refuses %s', (text, at, expected, found) => {
    let error: unknown;
    try {
      readDict(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DictError);
    expect(error).toMatchObject({ at, expected, found });
  });
});

describe('parseNpyHeader', () => {
  it('parseNpyHeader parses every header that composeNpyHeader makes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 5 }), fc.boolean(), (shape, fortranOrder) => {
        const bytes = composeNpyHeader('F64', shape, fortranOrder);
        expect(bytes.length % 64).toBe(0);
        expect(parseNpyHeader(bytes)).toMatchObject({
          dtype: 'F64',
          bigEndian: false,
          shape,
          fortranOrder,
          dataStart: bytes.length,
        });
      }),
    );
    const many = Array.from({ length: 25_000 }, () => 1);
    const bytes = composeNpyHeader('F32', many);
    expect(bytes[6]).toBe(2);
    expect(() => parseNpyHeader(bytes)).toThrow('its header is too long: expected at most 65536 bytes');
  });

  it('parseNpyHeader parses a header with a changed byte, or throws a CheckpointError', () => {
    const bytes = composeNpyHeader('F32', [2, 3]);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const damaged = bytes.slice();
        damaged[at] = byte;
        try {
          expect(parseNpyHeader(damaged).dataLength).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
        } catch (error) {
          expect(error).toBeInstanceOf(CheckpointError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
