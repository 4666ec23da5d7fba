import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CheckpointError, load, fromBytes, readHeader } from '../../src/checkpoint/index.ts';
import { untyped } from './fixtures.ts';

const folder = new URL('../../../shared/checkpoints/real/', import.meta.url);
const names = existsSync(folder) ? readdirSync(folder) : [];
if (names.length === 0) console.warn('skipped: no real checkpoints in ../shared/checkpoints/real');
const bytesOf = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(new URL(name, folder)));
const LOADABLE = /^(?:F64|F32|F16|BF16|F8_E[45].*|[IU](?:8|16|32|64)|BOOL)$/;

describe.skipIf(names.length === 0)('real checkpoints', () => {
  it.each(names)('load reads %s, each tensor under a name of the layout', async (name) => {
    const bytes = bytesOf(name);
    const header = await readHeader(bytes);
    const all = [...header].filter(([, { dtype }]) => LOADABLE.test(dtype));
    const paths = new Map(all.map(([tensor], i) => [tensor, `t${i}`]));
    const model = untyped(Object.fromEntries(all.map(([, { shape }], i) => [`t${i}`, shape])));
    const flat = await load(model, bytes, { names: (tensor) => paths.get(tensor), type: Float64Array });
    const view = new DataView(bytes.buffer);
    for (const [i, [, { dtype, start }]] of all.entries()) {
      const { offset, length } = model.slots.find(({ path }) => path === `t${i}`) as (typeof model.slots)[number];
      const read = {
        F32: (at: number) => view.getFloat32(header.dataStart + start + 4 * at, true),
        I64: (at: number) => Number(view.getBigInt64(header.dataStart + start + 8 * at, true)),
        F64: (at: number) => view.getFloat64(header.dataStart + start + 8 * at, true),
      }[dtype as string];
      if (read !== undefined)
        for (let at = 0; at < length; at++)
          if (!Object.is(flat[offset + at], read(at)))
            expect([name, at, flat[offset + at]]).toEqual([name, at, read(at)]);
    }
  });

  it('load ignores the buffers of burn checkpoints by patterns', async () => {
    const bytes = bytesOf('tracel-ai__burn__weights__mnist.safetensors');
    const header = await readHeader(bytes);
    const kept = [...header].filter(([tensor]) => !/running_|num_batches/.test(tensor));
    const nested: Record<string, unknown> = {};
    for (const [tensor, { shape }] of kept) {
      const segments = tensor.split('.');
      let at = nested;
      for (const segment of segments.slice(0, -1)) at = (at[segment] ??= {}) as Record<string, unknown>;
      at[segments.at(-1) as string] = shape;
    }
    const ignore = ['**.running_*', '**.num_batches_tracked'];
    expect((await load(untyped(nested), bytes, { ignore })).length).toBe(
      kept.reduce((sum, [, { start, end }]) => sum + (end - start) / 4, 0),
    );
    await expect(load(untyped(nested), bytes)).rejects.toThrow('unexpected');
  });

  it('fromBytes refuses an MLX file whose data are not aligned', async () => {
    const bytes = bytesOf('adriandelser__cellogpt__weights.safetensors');
    const [[tensor = '', info] = []] = [...(await readHeader(bytes))];
    const one = untyped({ x: info?.shape });
    const options = { names: (name: string) => (name === tensor ? 'x' : undefined) };
    expect(await load(one, bytes, options)).toHaveLength(one.length);
    expect(() => fromBytes(one, bytes, options)).toThrow(CheckpointError);
    expect(() => fromBytes(one, bytes, options)).toThrow('its data are not aligned');
  });
});
