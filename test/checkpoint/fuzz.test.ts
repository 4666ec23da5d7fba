import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckpointError, load, fromBytes, readHeader, readIndex } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';
import { file, generated } from './fixtures.ts';

const seeds = [
  'scalars-and-empties',
  'js-hostile-names',
  'metadata-only',
  'nan-inf',
  'tied-llama-both-equal',
  'odd-u8-misaligns-nothing-after-sort',
].map((name) => generated(name));
const tokens = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\\u',
  '\\ud83d',
  '\\udc00',
  '0',
  '9',
  '-',
  '.',
  'e',
  '1e400',
  'null',
  'true',
  ' ',
  '\n',
  '\0',
  '\ufeff',
  'é',
  '😀',
  '"a"',
  '"dtype"',
  '"shape"',
  '"data_offsets"',
  '"__metadata__"',
  '"F32"',
  '"F4"',
  '[0]',
  '[0,0]',
  '[0,4]',
  '4294967296',
  '18446744073709551615',
  '18446744073709551616',
  '{}',
  '["U8",[4],[0,4]]',
  '"x":1',
];

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}
const edit = fc.record({
  at: fc.nat(4000),
  remove: fc.nat(6),
  insert: fc.oneof(fc.constant(''), fc.constantFrom(...tokens), fc.string({ unit: 'binary', maxLength: 4 })),
});

/** A seed file with an edited header and the matching length. */
function edited(seed: Uint8Array, edits: readonly Edit[], data: number): Uint8Array {
  const end = 8 + Number(new DataView(seed.buffer).getBigUint64(0, true));
  let header = Buffer.from(seed.subarray(8, end));
  for (const { at, remove, insert } of edits) {
    const place = at % (header.length + 1);
    header = Buffer.concat([header.subarray(0, place), Buffer.from(insert), header.subarray(place + remove)]);
  }
  return file(
    header.toString('latin1') === header.toString() ? header.toString() : header,
    new Uint8Array(Math.max(0, seed.length - end + data)),
  );
}

/** Reads a file through a source that fails on reads outside its bounds. */
async function judged(bytes: Uint8Array): Promise<void> {
  const read = (offset: number, length: number): Uint8Array => {
    if (
      !Number.isSafeInteger(offset) ||
      offset < 0 ||
      length <= 0 ||
      offset > bytes.length ||
      offset + length > bytes.length
    )
      throw new Error(`bytes ${offset} to ${offset + length} of ${bytes.length} were asked for`);
    return bytes.slice(offset, offset + length);
  };
  const found = await readHeader({ size: bytes.length, read }).catch((error: unknown) => error);
  if (!(found instanceof Map)) {
    expect(found).toBeInstanceOf(CheckpointError);
    expect((found as CheckpointError).message.length).toBeLessThan(2000);
    return;
  }
  let end = 0;
  for (const { start, end: next } of found.values()) {
    expect(start).toBe(end);
    end = next;
  }
  expect(bytes.length - end).toBe((found as { dataStart?: number }).dataStart);
  // An accepted file can be loaded into a layout of one leaf, or is refused because it has other tensors.
  const model = layout({ vec: [3], x: [6] });
  for (const attempt of [
    () => load(model, { size: bytes.length, read }, { partial: true, extra: 'ignore' }),
    async () => fromBytes(model, bytes, { extra: 'ignore' }),
  ]) {
    const flat = await attempt().catch((error: unknown) => error);
    if (!(flat instanceof Float32Array)) expect(flat).toBeInstanceOf(CheckpointError);
  }
}

describe('damaged indices', () => {
  const index = new TextDecoder().decode(generated('sharded-model', '.safetensors.index.json'));
  it('readIndex refuses a damaged index, or an index whose shards are missing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { maxLength: 4 }), async (edits) => {
        let text = index;
        for (const { at, remove, insert } of edits)
          text = text.slice(0, at % text.length) + insert + text.slice((at % text.length) + remove);
        const found = await readIndex({ index: text, shard: () => undefined }).catch((error: unknown) => error);
        expect(found).toBeInstanceOf(CheckpointError);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('damaged files', () => {
  it('a file with damaged bytes is read within its bounds or refused', async () => {
    const byte = fc.tuple(fc.nat(4000), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...seeds),
        fc.array(byte, { maxLength: 4 }),
        fc.nat(4000),
        async (seed, changes, end) => {
          const bytes = seed.slice(0, end > 3000 ? seed.length : seed.length - (end % 40));
          for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
          await judged(bytes);
        },
      ),
      { numRuns: 3000 },
    );
  }, 60_000);

  it('a file with a damaged header structure is read within its bounds or refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...seeds),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: -4, max: 4 }),
        async (seed, edits, data) => judged(edited(seed, edits, data)),
      ),
      { numRuns: 3000 },
    );
  }, 60_000);

  it('random bytes are read within their bounds or refused', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), judged), { numRuns: 1000 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...tokens), { maxLength: 40 }), (parts) =>
        judged(file(parts.join(''))),
      ),
      { numRuns: 2000 },
    );
  }, 60_000);
});
