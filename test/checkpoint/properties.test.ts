import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckpointError, load, readHeader, serialize } from '../../src/checkpoint/index.ts';
import { bitsOf, file, generated, untyped } from './fixtures.ts';

const key = fc.constantFrom('a', 'b', 'B', '10', '2', 'ln_1', '__proto__', 'then', 'length', ' ', '~');
const { node } = fc.letrec((self) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
    fc.array(fc.tuple(key, self('node')), { maxLength: 4 }).map((fields) => {
      const made = Object.create(null) as Record<string, unknown>;
      for (const [k, v] of fields) made[k] = v;
      return made;
    }),
    fc
      .uniqueArray(fc.tuple(key, self('node')), { maxLength: 3, selector: ([k]) => k })
      .map((fields) => ({ '.ordered': fields })),
    fc.tuple(fc.integer({ min: 0, max: 12 }), self('node')).map(([n, of]) => ({ '.repeat': n, '.of': of })),
    self('node').map((of) => ({ '.scope': of })),
  ),
}));
/** A struct with a random subtree, a tie to all of it that comes before it, and a transposed tie. */
const schemas = node.map((sub) => ({
  z: sub,
  a: Array.isArray(sub) && sub.length === 0 ? [1] : { '.tied': 'z' },
  m: [2, 3],
  t: { '.tied': 'm', '.transpose': true },
}));

describe('random layouts', () => {
  it('load returns what save wrote bit for bit, for random bits', async () => {
    await fc.assert(
      fc.asyncProperty(schemas, fc.integer(), async (schema, seed) => {
        const model = untyped(schema);
        const flat = new Float32Array(model.length);
        bitsOf(flat).forEach((_, i, bits) => {
          bits[i] = Math.imul(i + seed, 2654435761);
        });
        const bytes = serialize(model, flat);
        const into = new Float32Array(model.length);
        expect(bitsOf(await load(model, bytes, { into }))).toEqual(bitsOf(flat));
        const header = await readHeader(bytes, { strict: true });
        expect([...header.keys()]).toEqual(
          model.slots.flatMap((slot) => (slot.tiedTo === undefined ? [slot.path] : [])).sort(),
        );
        expect(bytes.length % 4).toBe(0);
      }),
    );
  });
});

describe('random damage', () => {
  const bytes = generated('scalars-and-empties');
  it('a damaged file is refused with a CheckpointError or remains readable', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), async (at, byte, end) => {
        const damaged = bytes.slice(0, end === 0 ? bytes.length : Math.max(end, at));
        damaged[at] = byte;
        const found = await readHeader(damaged).catch((error: unknown) => error);
        if (!(found instanceof CheckpointError)) expect(found).toBeInstanceOf(Map);
      }),
      { numRuns: 2000 },
    );
  });

  it('the JSON reader reads any JSON as JSON.parse does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 5 }), async (extra) => {
        const header = `{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0],"x":${extra}}}`;
        await expect(readHeader(file(header))).resolves.toBeInstanceOf(Map);
        await expect(readHeader(file(header.slice(0, -3)))).rejects.toThrow(CheckpointError);
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const escaped = JSON.stringify(text).replace(/[^"]/gu, (c) =>
          (c.codePointAt(0) as number) > 0x7e ?
            [...c]
              .flatMap((p) =>
                Array.from({ length: p.length }, (_, i) => `\\u${p.charCodeAt(i).toString(16).padStart(4, '0')}`),
              )
              .join('')
          : c,
        );
        for (const spelt of [JSON.stringify(text), escaped]) {
          expect((await readHeader(file(`{"__metadata__":{"k":${spelt}}}`))).metadata?.get('k')).toBe(text);
        }
      }),
    );
  });
});

describe('random headers in the official form', () => {
  const number = fc.constantFrom(
    '0',
    '1',
    '2',
    '4',
    '8',
    '04',
    '-0',
    '1e3',
    '2.0',
    '999999999999999',
    '9007199254740993',
    '18446744073709551616',
    '',
    '"1"',
  );
  const entry = fc.record({
    name: fc.constantFrom(
      'a',
      'h.0.w',
      'é',
      '\\u0061',
      '__proto__',
      'a name that is longer than any word of the format',
    ),
    dtype: fc.constantFrom('F32', 'U8', 'F4', 'shape', 'f32', ''),
    shape: fc.array(number, { maxLength: 3 }),
    offsets: fc.array(number, { minLength: 1, maxLength: 3 }),
  });
  const judged = async (text: string): Promise<unknown> =>
    readHeader({
      read: (from: number, length: number) => file(text, new Uint8Array(64)).subarray(from, from + length),
      size: 8 + new TextEncoder().encode(text).length + 64,
    }).then(
      (header) => [...header],
      ({ message }: CheckpointError) => message.replace(/ \(byte \d+ of the file\)$/, ''),
    );

  it('the fast reader agrees with the general reader, which reads the same header with white space', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 3 }), async (entries) => {
        const written = (space: string): string =>
          `{${entries.map(({ name, dtype, shape, offsets }) => `"${name}":${space}{"dtype":"${dtype}","shape":[${shape.join(',')}],"data_offsets":[${offsets.join(',')}]}`).join(',')}}`;
        const spaced = written(' ');
        // Spaces make both headers equally long, since errors mention the length of a file.
        expect(await judged(written('').padEnd(spaced.length))).toEqual(await judged(spaced));
      }),
      { numRuns: 2000 },
    );
  });
});
