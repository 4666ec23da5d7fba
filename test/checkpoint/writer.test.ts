import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decoderOf } from '../../src/checkpoint/dtype/decode.ts';
import { type Header, readHeader, serialize } from '../../src/checkpoint/index.ts';
import { planFile } from '../../src/checkpoint/save/plan.ts';
import { untyped } from './fixtures.ts';

const SHARED = new URL('../../../shared/checkpoints/', import.meta.url);
/** Files from other writers: their tensors are in another order, or the header is not padded. */
const OTHERS = /MokiMeow|adriandelser|silero_vad|swift-safetensors/;
const real = ['real/', 'sharded/'].flatMap((folder) => {
  const url = new URL(folder, SHARED);
  return existsSync(url) ?
      readdirSync(url)
        .filter((name) => name.endsWith('.safetensors') && !OTHERS.test(name))
        .map((name) => new URL(name, url))
    : [];
});
if (real.length === 0) console.warn('skipped: no real checkpoints at ../shared/checkpoints');

const ours = readdirSync(new URL('../fixtures/generated/', import.meta.url)).filter((name) =>
  name.endsWith('.safetensors'),
);
const official = [
  ...ours.map((name) => [name, new URL(`../fixtures/generated/${name}`, import.meta.url)] as const),
  ...real.map((url) => [url.pathname.split('/').at(-1) ?? '', url] as const),
];

/** The header's tensors in another order, as leaves to be written. */
const leaves = (header: Header): Parameters<typeof planFile>[0] =>
  [...header].reverse().map(([path, { dtype, shape, start, end }]) => {
    const dims = shape.map(Number);
    return {
      dtype,
      size: end - start,
      slot: { path, shape: dims, offset: 0, length: 0, strides: [], transposed: false },
    };
  });

describe('composing the headers of official files', () => {
  it.each(official.filter(([name]) => !name.includes('hostile')))(
    'composeHeader writes the header of %s byte for byte, from its tensors in any order',
    async (_, url) => {
      const bytes = new Uint8Array(readFileSync(url));
      const header = await readHeader(bytes);
      const written = planFile(leaves(header), 'official', header.metadata);
      expect(Buffer.compare(written.header, bytes.subarray(0, header.dataStart))).toBe(0);
      expect(written.size).toBe(bytes.length);
    },
  );
});

describe('files with floats of all sizes', () => {
  const names = [
    ...ours
      .filter((name) => /^(tied|nan|bf16-all-65536\.s|f16-all-65536\.s)/.test(name))
      .map((name) => new URL(`../fixtures/generated/${name}`, import.meta.url)),
    ...real.filter((url) => /float16|float32|RIKEN|fastsafetensors/.test(url.pathname)),
  ];
  it.each(names.map((url) => [url.pathname.split('/').at(-1) ?? '', url] as const))(
    'serialize writes %s byte for byte from a flat array',
    async (_, url) => {
      const bytes = new Uint8Array(readFileSync(url));
      const header = await readHeader(bytes);
      const model = untyped({
        '.ordered': [...header].map(([name, { shape }], i) => [`t${i} ${name.replaceAll(/[.[\]*\\]/g, '_')}`, shape]),
      });
      const isDouble = [...header.values()].some(({ dtype }) => dtype === 'F64');
      const flat = new (isDouble ? Float64Array : Float32Array)(model.length);
      const owners = [...model.slots];
      [...header.values()].forEach(({ dtype, start, end }, i) =>
        decoderOf(dtype, flat.constructor.name)?.(
          bytes.subarray(header.dataStart + start, header.dataStart + end),
          flat,
          owners[i]?.offset ?? 0,
          'x',
        ),
      );
      const dtype = Object.fromEntries([...header.values()].map(({ dtype: own }, i) => [owners[i]?.path ?? '', own]));
      const back = serialize(model, flat as never, { dtype: dtype as never, order: 'layout' });
      const { dataStart } = await readHeader(back);
      const [found, expected] = [back.subarray(dataStart), bytes.subarray(header.dataStart)];
      // A NaN of BF16 becomes the quiet NaN of its sign, as in the golden cases.
      if (url.pathname.includes('bf16'))
        for (let i = 0; i < expected.length; i += 2)
          if (((((expected[i + 1] as number) & 0x7f) << 8) | (expected[i] as number)) > 0x7f80)
            expected.set([0xc0, ((expected[i + 1] as number) & 0x80) | 0x7f], i);
      expect(Buffer.compare(found, expected)).toBe(0);
    },
  );
});
