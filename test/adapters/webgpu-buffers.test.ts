import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { aligned, type AnyLayout, type FlatOf, layout, part, repeat, select, tied } from 'paramlayout';
import { bindingAt, type BuffersLike, readback, upload, uploadRange } from 'paramlayout/webgpu';
import { Random } from '../agree/random.ts';
import { differencesInShader } from './webgpu-shader.ts';
import { findAdapter, vulkan, whyNoDevice } from './webgpu-device.ts';

const model = layout({
  wte: { weight: [5, 4] },
  h: repeat(2, { weight: [4, 4], bias: [4] }),
  lm_head: { weight: tied('wte.weight') },
  odd: [3],
});

describe.skipIf(vulkan === null)(`buffers of Dawn${whyNoDevice}`, () => {
  let device: GPUDevice;
  beforeAll(async () => {
    device = await (vulkan as GPUAdapter).requestDevice();
    device.addEventListener('uncapturederror', ({ error }) => {
      throw error;
    });
  });
  afterAll(() => device?.destroy());
  const numbered = (): FlatOf<typeof model> => {
    const flat = model.zeros();
    for (let i = 0; i < flat.length; i++) flat[i] = i + 1;
    return flat;
  };
  /** A device that says it has smaller limits. */
  const limited = (bytes: number): GPUDevice =>
    new Proxy(device, {
      get: (target, key) => {
        if (key === 'limits')
          return {
            maxBufferSize: bytes,
            maxStorageBufferBindingSize: 10 * bytes,
            minStorageBufferOffsetAlignment: 256,
          };
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });

  it('readback returns what upload copied, for each kind of array', async () => {
    for (const Type of [Float32Array, Int32Array, Uint32Array, Uint16Array] as const) {
      const flat = model.zeros(Type as typeof Float32Array);
      flat.forEach((_, i) => (flat[i] = 1000 - i));
      const buffer = upload(device, model, flat);
      expect(buffer.size % 16).toBe(0);
      expect(await readback(device, buffer, model, { type: Type as typeof Float32Array })).toEqual(flat);
      const out = model.zeros(Type as typeof Float32Array);
      expect(await readback(device, buffer, model, { out })).toBe(out);
      expect(out).toEqual(flat);
      buffer.destroy();
    }
  });

  it('flat arrays inside other buffers, in shared memory and of WebAssembly are copied', async () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const bytes = 4 * model.length;
    for (const buffer of [new ArrayBuffer(bytes + 64), new SharedArrayBuffer(bytes + 64), memory.buffer]) {
      const flat = new Float32Array(buffer, 12, model.length).fill(3);
      const gpu = upload(device, model, flat);
      flat[1] = 9;
      uploadRange(device, gpu, model, flat, 'h.0.bias');
      const out = new Float32Array(buffer, 16, model.length);
      await readback(device, gpu, model, { out });
      expect([...out]).toEqual(Array.from({ length: model.length }, (_, i) => (i === 1 ? 9 : 3)));
    }
  });

  it('uploadRange writes the elements of a path or a selection and no others', async () => {
    const flat = numbered();
    const buffer = upload(device, model, model.zeros());
    const held = model.zeros();
    const expectAfter = async (ranges: readonly { start: number; end: number }[]): Promise<void> => {
      for (const { start, end } of ranges) held.set(flat.subarray(start, end), start);
      expect(await readback(device, buffer, model)).toEqual(held);
    };
    uploadRange(device, buffer, model, flat, 'h.1.bias');
    await expectAfter([{ start: 20, end: 24 }]);
    uploadRange(device.queue, buffer, model, flat, 'lm_head.weight');
    await expectAfter([{ start: 43, end: 63 }]);
    const biases = select(model, '**.bias');
    uploadRange(device, buffer, model, flat, biases);
    await expectAfter(biases.ranges);
    uploadRange(device, buffer, model, flat, 'h');
    await expectAfter([{ start: 0, end: 40 }]);
  });

  it.each([63, 62, 61])(
    'ranges of 16-bit elements grow to whole words, in a flat array of length %i',
    async (length) => {
      const bits = layout({ a: [3], b: repeat(3, [5]), c: [1], d: [length - 20], e: [] });
      const flat = bits.zeros(Uint16Array).map((_, i) => i + 1);
      for (const path of ['a', 'b', 'b.0', 'b.1', 'b.2', 'c', 'd', 'e'] as const) {
        const before = new Uint16Array(length).fill(0xffff);
        const buffer = upload(device, bits, before);
        uploadRange(device, buffer, bits, flat, path);
        const found = await readback(device, buffer, bits, { type: Uint16Array });
        const { offset, length: count } = bits.at(path) as { offset: number; length: number };
        const [start, end] = [offset & ~1, Math.min(length, (offset + count + 1) & ~1)];
        expect(found.subarray(start, end)).toEqual(flat.subarray(start, end));
        expect(
          found.subarray(0, start).every((x) => x === 0xffff) && found.subarray(end).every((x) => x === 0xffff),
        ).toBe(true);
        expect(await readback(device, buffer, bits, { type: Uint16Array, at: path })).toEqual(
          flat.slice(offset, offset + count),
        );
        const out = new Uint16Array(length).fill(7);
        await readback(device, buffer, bits, { out, at: path });
        expect(out).toEqual(
          new Uint16Array(length).fill(7).map((x, i) => (i >= offset && i < offset + count ? (flat[i] as number) : x)),
        );
      }
    },
  );

  it('readback copies a path or a selection alone', async () => {
    const flat = numbered();
    const buffer = upload(device, model, flat);
    const bias: Float32Array & { readonly length: 4 } = await readback(device, buffer, model, { at: 'h.1.bias' });
    expect(bias).toEqual(new Float32Array([21, 22, 23, 24]));
    const biases = select(model, '**.bias');
    const vector: Float32Array & { readonly length: 8 } = await readback(device, buffer, model, { at: biases });
    expect(vector).toEqual(new Float32Array([1, 2, 3, 4, 21, 22, 23, 24]));
    const out = model.zeros();
    await readback(device, buffer, model, { at: biases, out });
    expect(out).toEqual(model.zeros().map((_, i) => (i % 20 < 4 && i < 40 ? i + 1 : 0)));
    expect(await readback(device, buffer, model, { at: 'lm_head.weight' })).toEqual(flat.slice(43));
  });

  it.each([[64], [80], [96], [160], [200]])(
    'an array in several buffers of %i bytes is read and written as one',
    async (bytes) => {
      const few = limited(bytes);
      const flat = numbered();
      const buffers = upload(few, model, flat, { split: true });
      expect(buffers.length).toBeGreaterThan(1);
      expect(buffers.every(({ size }) => size <= bytes && size % 16 === 0)).toBe(true);
      expect(await readback(few, buffers, model)).toEqual(flat);
      const doubled = flat.map((x) => 2 * x);
      const heavy = select(model, 'h.*.weight', 'odd');
      uploadRange(few, buffers, model, doubled, heavy);
      const expected = flat.slice();
      for (const { start, end } of heavy.ranges) expected.set(doubled.subarray(start, end), start);
      expect(await readback(few, buffers, model)).toEqual(expected);
      expect(await readback(few, buffers, model, { at: heavy })).toEqual(
        Float32Array.from(heavy.ranges.flatMap(({ start, end }) => [...doubled.subarray(start, end)])),
      );
      const words = model.zeros(Uint16Array).map((_, i) => i);
      expect(await readback(few, upload(few, model, words, { split: true }), model, { type: Uint16Array })).toEqual(
        words,
      );
    },
  );

  it('a cut lies at the start of a block if one is near enough, and otherwise at the start of a leaf or inside one', () => {
    const blocks = layout({ h: repeat(8, { bias: [8], weight: [8, 3] }), tail: [2000] });
    const sizes = (bytes: number): number[] =>
      upload(limited(bytes), blocks, blocks.zeros(), { split: true }).map(({ size }) => size / 4);
    expect(sizes(200 * 4)[0]).toBe(6 * 32); // not 200, where the bias of a block ends
    expect(sizes(70 * 4)[0]).toBe(2 * 32);
    expect(sizes(330 * 4)[0]).toBe(256); // the start of tail
    expect(sizes(400 * 4)).toEqual([256, 400, 400, 400, 400, 400]);
    const cuts = (long: { readonly length: 16_064 }): number[] =>
      upload(limited(30_000), long as never, new Float32Array(long.length) as never, { split: true }).map(
        ({ size }) => size / 4,
      );
    expect(cuts(layout({ a: [64], b: [16_000] }))).toEqual([7496, 7496, 1072]); // inside b, at multiples of 16 bytes
    // What is aligned stays aligned, also behind a cut inside a leaf.
    expect(cuts(layout({ a: aligned(64, [3]), b: aligned(64, [16_000]) }))).toEqual([7488, 7488, 1088]);
    expect(sizes(1 << 20)).toEqual([2256]);
  });

  it('upload refuses an array that exceeds a limit, and names the limit', () => {
    expect(() => upload(limited(64), model, model.zeros())).toThrow(
      'the flat array takes 252 bytes, but maxStorageBufferBindingSize or maxBufferSize is 64; request larger limits or pass { split: true }',
    );
  });

  it('upload passes on flags and a label', () => {
    const buffer = upload(device, model, model.zeros(), { usage: GPUBufferUsage.INDIRECT, label: 'mine' });
    expect(buffer.usage).toBe(
      GPUBufferUsage.INDIRECT | GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    );
    expect(buffer.label).toBe('mine');
  });

  it('bindingAt gives windows on aligned parts, and a shader reads them with the text of that part', async () => {
    const net = layout({
      emb: [3, 4],
      h: repeat(3, aligned(64, { weight: [8, 8], bias: [8] })),
      last: aligned(64, [5]),
    });
    const flat = net.zeros().map((_, i) => i);
    const buffer = upload(device, net, flat);
    for (const [path, at] of [
      ['h.0', 0],
      ['h.1', 1],
      ['h.2', 2],
    ] as const) {
      const window = bindingAt(device, buffer, net, path);
      expect(window).toEqual({ buffer, offset: 256 + 512 * at, size: 512 });
      expect(await differencesInShader(device, net.sub(path), part(net, flat as never, path), window, {})).toEqual([]);
      const block = await readback(device, window, net.sub(path));
      expect(block).toEqual(part(net, flat as never, path));
    }
    expect(bindingAt(device, buffer, net, 'h.1.weight')).toEqual({ buffer, offset: 1024, size: 256 });
    expect(bindingAt(device, buffer, net, 'last').size).toBe(32);
    const halves = upload(device, net, net.zeros(Uint16Array));
    expect(() => bindingAt(device, halves, net, 'h.1', { type: Uint16Array })).toThrow(
      "'h.1' cannot be bound: it starts at byte 384, not at a multiple of 256 (minStorageBufferOffsetAlignment); align it with aligned(128, …)",
    );
    const buffers = upload(limited(1024), net, flat as never, { split: true });
    const windows = (['h.0', 'h.1', 'h.2'] as const).map((path) => bindingAt(limited(1024), buffers, net, path));
    expect(windows.map(({ offset }) => offset)).toEqual([256, 0, 512]);
    for (const [i, window] of windows.entries())
      expect(await readback(device, window, net.sub(`h.${i as 0}`))).toEqual(part(net, flat as never, `h.${i as 0}`));
  });

  it('bindingAt refuses what no binding can be, and says how to align', () => {
    const buffer = upload(device, model, model.zeros());
    expect(() => bindingAt(device, buffer, model, 'h.1')).toThrow(
      "'h.1' cannot be bound: it starts at byte 80, not at a multiple of 256 (minStorageBufferOffsetAlignment); align it with aligned(64, …)",
    );
    expect(() => bindingAt(device, buffer, model, 'lm_head')).toThrow("'lm_head' owns no elements");
    expect(() =>
      bindingAt(device, upload(device, layout({ a: [0] }), new Float32Array(0)), layout({ a: [0] }), 'a'),
    ).toThrow("'a' cannot be bound: it has no elements");
    const buffers = upload(limited(64), model, model.zeros(), { split: true });
    expect(() => bindingAt(limited(64), buffers, model, 'wte')).toThrow(
      "'wte' cannot be bound: it lies in several buffers",
    );
    expect(() => bindingAt(limited(32), buffers, model, 'h.0.weight')).toThrow(
      "'h.0.weight' cannot be bound: it lies in several buffers",
    );
    const copy = device.createBuffer({ size: 512, usage: GPUBufferUsage.COPY_DST });
    expect(() => bindingAt(device, copy, model, 'h')).toThrow('a buffer with the usage STORAGE was expected, found 8');
    expect(() => bindingAt(limited(128), upload(device, model, model.zeros()), model, 'h')).toThrow(
      "'h' cannot be bound: it takes 160 bytes, and a binding at most 128",
    );
  });

  it('windows on a buffer of the caller hold a flat array', async () => {
    const arena = device.createBuffer({
      size: 4096,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
    });
    const window = { buffer: arena, offset: 1024, size: 272 };
    const flat = numbered();
    uploadRange(device, window, model, flat, 'h');
    uploadRange(device, window, model, flat, 'wte');
    expect(await readback(device, window, model)).toEqual(flat.map((x, i) => (i < 40 || i >= 43 ? x : 0)));
    const wrong = (offset: number, size: number) => () =>
      uploadRange(device, { buffer: arena, offset, size }, model, flat, 'h');
    expect(wrong(2, 272)).toThrow('a window must lie at a multiple of 4 in its buffer of 4096 bytes');
    expect(wrong(4000, 272)).toThrow('a window must lie at a multiple of 4 in its buffer');
    expect(wrong(0, 248)).toThrow('the flat array takes 252 bytes, found 248 (buffers: 1)');
  });

  it('each function refuses arguments of other kinds, and writes nothing', async () => {
    const flat = numbered();
    const buffer = upload(device, model, flat);
    const other = layout({ a: [7] });
    const path: string = 'h.1.bais';
    expect(() => uploadRange(device, buffer, model, flat, path)).toThrow(
      "there is no 'bais' in 'h.1'; did you mean 'bias'?",
    );
    expect(() => uploadRange(device, buffer, model, flat, select(other, 'a') as never)).toThrow(
      'a selection of this layout was expected, found one of another layout',
    );
    expect(() => uploadRange(device, buffer, model, flat, 3 as never)).toThrow(
      'a path or a selection was expected, found 3',
    );
    expect(() => uploadRange({} as never, buffer, model, flat, 'h')).toThrow(
      'a GPUDevice was expected, found an object',
    );
    expect(() => uploadRange(device, {} as never, model, flat, 'h')).toThrow(
      'a GPUBuffer, a window on one or a list of them was expected, found an object',
    );
    expect(() => uploadRange(device, [], model, flat, 'h')).toThrow(
      'the flat array takes 252 bytes, found 0 (buffers: 0)',
    );
    expect(() => uploadRange(device, [buffer, buffer], model, flat, 'h')).toThrow(
      'the flat array takes 252 bytes, found 512 (buffers: 2)',
    );
    expect(() => uploadRange(device, buffer, model, new Float32Array(5) as Float32Array, 'h')).toThrow(
      'a flat array of length 63 was expected, found one of 5',
    );
    expect(() => upload(device, model, model.zeros(Float64Array))).toThrow(
      'a Float32Array or Int32Array or Uint32Array or Uint16Array or Float16Array was expected, found a Float64Array',
    );
    expect(() => upload({} as never, model, flat)).toThrow('a GPUDevice was expected, found an object');
    expect(() => upload(device, model, flat, { spilt: true } as never)).toThrow(
      "upload has no option 'spilt'; its options are split, usage, label; did you mean 'split'?",
    );
    const small = device.createBuffer({ size: 16, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC });
    expect(() => uploadRange(device, small, model, flat, 'h')).toThrow(
      'the flat array takes 252 bytes, found 16 (buffers: 1)',
    );
    await expect(readback(device, small, model)).rejects.toThrow(
      'the flat array takes 252 bytes, found 16 (buffers: 1)',
    );
    const unread = device.createBuffer({ size: 512, usage: GPUBufferUsage.STORAGE });
    await expect(readback(device, unread, model)).rejects.toThrow(
      'a buffer with the usage COPY_SRC was expected, found 128',
    );
    expect(() => uploadRange(device, unread, model, flat, 'h')).toThrow(
      'a buffer with the usage COPY_DST was expected, found 128',
    );
    await expect(readback(device, buffer, model, { out: new Float32Array(3) as Float32Array })).rejects.toThrow(
      'a flat array of length',
    );
    await expect(readback(device, buffer, model, { at: path })).rejects.toThrow("there is no 'bais' in 'h.1'");
    expect(await readback(device, buffer, model)).toEqual(flat);
  });

  it('readback rejects where the GPU cannot copy, frees its own buffers and leaves out as it was', async () => {
    const out = numbered();
    const gone = upload(device, model, model.zeros());
    gone.destroy();
    const destroyed = vi.spyOn(Object.getPrototypeOf(gone) as GPUBuffer, 'destroy');
    await expect(readback(device, gone, model, { out })).rejects.toThrow('readback: [Buffer ');
    expect(destroyed).toHaveBeenCalledTimes(1);
    destroyed.mockRestore();
    expect(out).toEqual(numbered());
  });

  it('readback rejects if the device is lost, before the call or during it', async () => {
    for (const isBefore of [true, false]) {
      const lost = await ((await findAdapter()) as GPUAdapter).requestDevice();
      const buffer = upload(lost, model, numbered());
      if (isBefore) lost.destroy();
      const read = readback(lost, buffer, model);
      if (!isBefore) lost.destroy();
      await expect(read).rejects.toThrow('readback: the device was lost');
    }
  });

  it('readback refuses a buffer of another device, and leaves no error scope open', async () => {
    const other = await ((await findAdapter()) as GPUAdapter).requestDevice();
    const buffer = upload(device, model, numbered());
    await expect(readback(other, buffer, model)).rejects.toThrow(/^readback: .* is associated with /);
    const noBuffer = { size: 512, usage: GPUBufferUsage.COPY_SRC, destroy: () => undefined };
    await expect(readback(other, noBuffer, model)).rejects.toThrow(TypeError);
    await expect(other.popErrorScope()).rejects.toThrow('No error scopes');
    other.destroy();
  });

  it('random ranges of random layouts reach their places, in buffers, in lists of them and in windows', async () => {
    const random = new Random(15);
    for (let round = 0; round < 150; round++) {
      const block = { a: [random.int(1, 9)], b: [random.int(0, 3)], c: [] } as const;
      const net = layout({
        x: [random.int(0, 30)],
        h: repeat(random.int(0, 4), random.percent(50) ? block : aligned(8, block)),
        tie: tied('x'),
        y: [random.int(1, 20), random.int(0, 2)],
      }) as AnyLayout;
      const type = random.pick([Float32Array, Int32Array, Uint16Array]) as typeof Float32Array;
      const { BYTES_PER_ELEMENT: bytes } = type;
      const held = net.zeros(type).map((_, i) => i + 1);
      const arena = device.createBuffer({ size: 4096, usage: 140 }); // STORAGE, COPY_SRC and COPY_DST
      const window = { buffer: arena, offset: 4 * random.int(0, 50), size: 4 * Math.ceil(held.byteLength / 4) };
      const buffers: BuffersLike = random.pick([
        () => upload(limited(random.pick([32, 48, 64, 100, 256, 4096])), net, held, { split: true }),
        () => upload(device, net, held),
        () => {
          const words = Uint8Array.from({ length: window.size }, (_, i) => new Uint8Array(held.buffer)[i] ?? 0);
          device.queue.writeBuffer(arena, window.offset, words);
          return window;
        },
      ])();
      expect(await readback(device, buffers, net, { type })).toEqual(held);

      const path: string = random.pick(['x', 'h', 'y', 'tie']);
      const { offset, length } = net.at(path) as { offset: number; length: number };
      const where = random.percent(50) ? path : select(net, random.pick(['**', 'y', 'y', 'x']));
      const ranges = typeof where === 'string' ? [{ start: offset, end: offset + length }] : where.ranges;
      const flat = held.map((value) => value + 1000);
      uploadRange(device, buffers, net, flat, where as string);
      const perWord = 4 / bytes;
      for (const { start, end } of ranges.filter(({ start, end }) => start < end)) {
        const first = start - (start % perWord);
        held.set(flat.subarray(first, Math.ceil(end / perWord) * perWord), first);
      }
      const what = `round ${round}: ${JSON.stringify(net)}, ${JSON.stringify(ranges)}, ${type.name}`;
      expect(await readback(device, buffers, net, { type }), what).toEqual(held);
      const some = await readback(device, buffers, net, { type, at: where as string });
      expect([...some], what).toEqual(ranges.flatMap(({ start, end }) => [...held.subarray(start, end)]));
      const out = net.zeros(type);
      await readback(device, buffers, net, { out, at: where as string });
      const expected = net.zeros(type);
      for (const { start, end } of ranges) expected.set(held.subarray(start, end), start);
      expect(out, what).toEqual(expected);
      for (const buffer of [arena, ...(Array.isArray(buffers) ? buffers : [])]) buffer.destroy();
    }
  });

  it('an empty layout takes a buffer of one vector', async () => {
    const none = layout({ a: [0, 3] });
    const buffer = upload(device, none, none.zeros());
    expect(buffer.size).toBe(16);
    expect(await readback(device, buffer, none)).toEqual(new Float32Array(0));
    uploadRange(device, buffer, none, none.zeros(), 'a');
  });
});
