// Several reads of a file in flight: which sources, in which order, and what happens if one of them fails.
import { describe, expect, it } from 'vitest';
import { CheckpointError, load, serialize, type CheckpointSource } from '../../src/checkpoint/index.ts';
import { layout, repeat } from '../../src/index.ts';
import { file } from './fixtures.ts';

const MiB = 2 ** 20;
/** 20 MB of F32: leaves of every size, so that some are read alone and some together. */
const model = layout({ a: [3, 1_000_003], h: repeat(9, { b: [5], w: [33, 64] }), tall: [700, 301], z: [1_700_001] });
const flat = model.zeros().map((_, i) => ((i * 7919) % 4093) / 8);

interface Fault {
  /** Called before each read of data with the number of reads so far. It may throw. */
  readonly before?: (count: number) => void;
}

/** A file in memory with the reads of a `FileHandle`. Reads end in random order, and some give less than they may. */
function fakeHandle(bytes: Uint8Array, { before }: Fault = {}) {
  const seen = { inFlight: 0, most: 0, count: 0, ended: 0 };
  let state = 1;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const read = async (target: Uint8Array, at: number, length: number, position: number) => {
    if (position === 0) {
      target.set(bytes.subarray(0, length), at);
      return { bytesRead: Math.min(length, bytes.length) };
    }
    const count = seen.count++;
    seen.most = Math.max(seen.most, ++seen.inFlight);
    await new Promise((resolve) => setTimeout(resolve, random() * 4));
    seen.inFlight--;
    seen.ended++;
    before?.(count);
    const end = position + (random() < 0.2 ? Math.ceil(length / 3) : length);
    const found = bytes.subarray(position, end);
    target.set(found, at);
    return { bytesRead: found.length };
  };
  const source = { fd: 9, stat: () => Promise.resolve({ size: bytes.length }), read };
  return { source, seen };
}

/** Whether two arrays have the same bits. `toEqual` takes seconds for millions of elements. */
const isSame = (a: ArrayBufferView, b: ArrayBufferView): boolean =>
  Buffer.compare(
    Buffer.from(a.buffer, a.byteOffset, a.byteLength),
    Buffer.from(b.buffer, b.byteOffset, b.byteLength),
  ) === 0;

describe('reads in flight', () => {
  it.each(['F32', 'BF16', 'F16', 'F8_E4M3', 'F8_E5M2', 'F64'] as const)(
    'load of %s reads up to four pieces of a file at once, in any order',
    async (dtype) => {
      const bytes = serialize(model, flat, { dtype });
      const { source, seen } = fakeHandle(bytes);
      expect(isSame(await load(model, source), await load(model, bytes))).toBe(true);
      expect(seen.most).toBeGreaterThan(2);
      expect(seen.most).toBeLessThan(5);
      const doubles = await load(model, fakeHandle(bytes).source, { type: Float64Array });
      expect(isSame(doubles, await load(model, bytes, { type: Float64Array }))).toBe(true);
    },
  );

  it('load transposes from reads in flight', async () => {
    const turned = layout({
      a: [3, 1_000_003],
      h: repeat(9, { b: [5], w: [64, 33] }),
      tall: [301, 700],
      z: [1_700_001],
    });
    const options = { transpose: ['h.*.w', 'tall'] } as const;
    for (const dtype of ['F32', 'BF16'] as const) {
      const bytes = serialize(model, flat, { dtype });
      expect(isSame(await load(turned, fakeHandle(bytes).source, options), await load(turned, bytes, options))).toBe(
        true,
      );
    }
  });

  it('load converts F8 of all kinds to the end of the array that they fill', async () => {
    const length = 300_001;
    const data = Uint8Array.from({ length }, (_, i) => (i * 37) & 255);
    for (const dtype of ['F8_E8M0', 'F8_E4M3FNUZ', 'F8_E5M2FNUZ', 'F8_E4M3', 'F8_E5M2']) {
      const bytes = file({ a: { dtype, shape: [length], data_offsets: [0, length] } }, data);
      const one = layout({ a: [length] });
      expect(isSame(await load(one, fakeHandle(bytes).source), await load(one, bytes))).toBe(true);
    }
  });

  it('load keeps reads of several shards in flight', async () => {
    const halves = layout({ a: [500_001], b: [500_003] });
    const numbers = halves.zeros().map((_, i) => i);
    const parts = { a: numbers.slice(0, 500_001), b: numbers.slice(500_001) };
    const open = Object.entries(parts).map(([name, data]) => {
      const one = layout({ [name]: [data.length] });
      return [String(`${name}.safetensors`), fakeHandle(serialize(one, data))] as const;
    });
    const files = new Map<string, (typeof open)[number][1]>(open);
    const index = { weight_map: { a: 'a.safetensors', b: 'b.safetensors' } };
    const sharded = { index, shard: (name: string) => files.get(name)?.source };
    const seen: number[] = [];
    expect(isSame(await load(halves, sharded, { onProgress: ({ done }) => seen.push(done) }), numbers)).toBe(true);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(4 * halves.length);
  });

  it('load reads other sources one piece after the other', async () => {
    const bytes = serialize(model, flat, { dtype: 'BF16' });
    let inFlight = 0;
    let most = 0;
    const once = async (offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> => {
      most = Math.max(most, ++inFlight);
      await new Promise((resolve) => setTimeout(resolve, 1));
      inFlight--;
      return bytes.slice(offset, offset + length);
    };
    const blob = {
      size: bytes.length,
      slice: (start: number, end: number) => ({
        arrayBuffer: async () => (await once(start, end - start)).buffer,
      }),
    };
    for (const source of [{ size: bytes.length, read: once }, blob] satisfies CheckpointSource[]) {
      expect(isSame(await load(model, source), await load(model, bytes))).toBe(true);
      expect(most).toBe(1);
    }
  });
});

describe('a failure among reads in flight', () => {
  const bytes = serialize(model, flat, { dtype: 'F32' });
  const half = serialize(model, flat, { dtype: 'BF16' });

  it.each([
    ['F32', bytes],
    ['BF16', half],
  ] as const)(
    'load of %s rejects when no read is in flight any more, and reports no progress after it',
    async (_, data) => {
      for (let which = 0; which < 4; which++) {
        let isOver = false;
        const { source, seen } = fakeHandle(data, {
          before: (count) => {
            if (count === which) throw new Error(`read ${count} failed`);
          },
        });
        const onProgress = (): void => expect(isOver).toBe(false);
        const into = model.zeros().fill(-1);
        const error = (await load(model, source, { into, staged: false, onProgress }).catch(
          (caught: unknown) => caught,
        )) as CheckpointError;
        isOver = true;
        expect(seen.inFlight).toBe(0);
        expect(error.message).toContain(`read ${which} failed`);
        const after = into.slice();
        await new Promise((resolve) => setTimeout(resolve, 20));
        expect(isSame(into, after)).toBe(true);
        const isWritten = new Uint8Array(into.length);
        for (const { offset, length } of error.written) isWritten.fill(1, offset, offset + length);
        expect(into.some((x) => x !== -1)).toBe(true);
        expect(into.every((x, i) => x === -1 || isWritten[i] === 1)).toBe(true);
        for (const { offset, length } of error.written) {
          expect(Number.isInteger(offset)).toBe(true);
          expect(Number.isInteger(length)).toBe(true);
        }
        expect(seen.count).toBeLessThan(Math.ceil(data.length / MiB));
      }
    },
  );

  it('load stops if the signal is aborted while reads are in flight', async () => {
    const stop = new AbortController();
    const { source, seen } = fakeHandle(bytes);
    const into = model.zeros();
    const loading = load(model, source, {
      into,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(loading).rejects.toThrow('enough');
    expect(seen.inFlight).toBe(0);
    expect(seen.count).toBeLessThan(6);
    expect(into.every((x) => x === 0)).toBe(true);
  });

  it('load stops if onProgress throws while reads are in flight', async () => {
    const { source, seen } = fakeHandle(bytes);
    let calls = 0;
    const onProgress = (): void => {
      calls++;
      throw new Error('no more');
    };
    await expect(load(model, source, { onProgress })).rejects.toThrow('no more');
    expect(seen.inFlight).toBe(0);
    expect(calls).toBeLessThan(6);
  });

  it('load names the length of an array whose buffer was transferred while reads are in flight', async () => {
    const into = model.zeros();
    const { source } = fakeHandle(bytes, {
      before: (count) => {
        if (count === 1) structuredClone(into.buffer, { transfer: [into.buffer] });
      },
    });
    await expect(load(model, source, { into, staged: false })).rejects.toThrow(
      `a flat array of length ${model.length} was expected, found one of 0`,
    );
  });
});
