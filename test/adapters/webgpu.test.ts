import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as paramlayout from 'paramlayout';
import { aligned, type AnyLayout, layout, ordered, ownerSlots, repeat, scope, stacked, tied, tuple } from 'paramlayout';
import { readback, upload, wgsl, type WgslOptions } from 'paramlayout/webgpu';
import { isInstalled, whyNotInstalled } from './installed.ts';
import { randomValid } from '../agree/generate.ts';
import { Random } from '../agree/random.ts';
import { run } from '../agree/runtime.ts';
import { argumentsOf } from '../agree/source.ts';
import { compiling, vulkan, whyNoDevice } from './webgpu-device.ts';
import {
  accessorsOf,
  compiles,
  differencesInShader,
  dispatch,
  indicesOf,
  namesIn,
  resourcesOf,
} from './webgpu-shader.ts';

const gpt = layout({
  wte: { weight: [12, 8] },
  wpe: { weight: [5, 8] },
  h: repeat(3, {
    ln: { weight: [8], bias: [8] },
    attn: { c_attn: { weight: [8, 24], bias: [24] } },
    gain: [],
    odd: [3],
  }),
  lm_head: { weight: tied('wte.weight') },
  back: tied('wte.weight', { transpose: true }),
});
const forms = layout({
  scalars: repeat(2, []),
  nested: repeat(2, repeat(3, { w: [2, 4], s: [] })),
  deep: repeat(2, repeat(2, repeat(2, [4]))),
  list: [{ a: [2] }, [2], { a: [1, 4] }],
  scoped: repeat(2, scope({ x: [4], y: tied('x'), z: [2, 2], t: tied('z', { transpose: true }) })),
  exact: ordered(['weight', [2, 2]], ['bias', [2]]),
  again: tied('nested'),
  one: tied('nested.1.2'),
  none: [0, 3],
  never: repeat(0, { w: [4] }),
  empty: tuple(),
  four: [2, 1, 2, 4],
  pads: aligned(16, { a: [3], b: repeat(2, [5]) }),
  stack: stacked(3, { w: [2, 2], b: [] }),
  rows: tied('four', { at: [1, 0] }),
});

describe.skipIf(vulkan === null)(`WGSL of a layout, run by Dawn${whyNoDevice}`, () => {
  let device: GPUDevice;
  beforeAll(async () => {
    device = await (vulkan as GPUAdapter).requestDevice();
  });
  afterAll(() => device?.destroy());

  const numbered = (model: { readonly length: number }): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length: model.length }, (_, i) => i + 0.5);
  const flatFor = (model: { readonly length: number }, { element = 'f32' }: WgslOptions) =>
    element === 'i32' ? Int32Array.from({ length: model.length }, (_, i) => (i % 2 === 0 ? i : -i))
    : element === 'u32' ? Uint32Array.from({ length: model.length }, (_, i) => 2 ** 32 - 1 - i)
    : element === 'f32' ? numbered(model)
    : Uint16Array.from({ length: model.length }, (_, i) => (i * 37) % 0x7c00); // finite halves, subnormal ones as well
  const valuesOf = (flat: ArrayLike<number>, { element = 'f32' }: WgslOptions): ArrayLike<number> =>
    element.endsWith('f16') ? Float32Array.from(flat, halfToNumber) : flat;
  const differences = async (model: AnyLayout, options: WgslOptions = {}): Promise<string[]> => {
    const flat = flatFor(model, options);
    const buffers =
      options.limits === undefined ?
        upload(device, model, flat as Float32Array)
      : upload(limited(device, options.limits), model, flat as Float32Array, { split: true });
    const found = await differencesInShader(device, model, valuesOf(flat, options), buffers, options);
    for (const buffer of [buffers].flat()) buffer.destroy();
    return found;
  };

  it.each<[string, WgslOptions]>([
    ['with the default options', {}],
    ['without vec4 loads', { vec4: false }],
    ['for integers', { element: 'i32' }],
    ['for unsigned integers', { element: 'u32' }],
    ['for halves in words', { element: 'packed-f16' }],
    ['for halves in words without vec4 loads', { element: 'packed-f16', vec4: false }],
    ['with a prefix and another variable', { prefix: 'größe', variable: 'weights' }],
    ['for an array in several buffers', { limits: { maxBufferSize: 1024, maxStorageBufferBindingSize: 1000 } }],
    [
      'for halves in several buffers',
      { element: 'packed-f16', limits: { maxBufferSize: 400, maxStorageBufferBindingSize: 1000 } },
    ],
  ])('every accessor returns the element of the flat array: %s', async (_, options) => {
    expect(await differences(gpt as AnyLayout, options)).toEqual([]);
    expect(await differences(forms as AnyLayout, options)).toEqual([]);
  });

  it('every accessor returns the element of the flat array, for 150 random layouts', async () => {
    const random = new Random(2_027);
    let count = 0;
    while (count < 150) {
      const source = argumentsOf(randomValid(random).sketch);
      const model = run(paramlayout as never, `layout(${source})`) as AnyLayout;
      if (model.length > 2_000 || model.slots.length > 150) continue;
      const options: WgslOptions = random.pick<WgslOptions>([
        {},
        { vec4: false },
        { element: 'packed-f16' },
        { element: 'i32', limits: { maxBufferSize: 1200, maxStorageBufferBindingSize: 2000 } },
      ]);
      try {
        wgsl(model, options);
      } catch (error) {
        expect(String(error)).toContain(', a u32 was expected, found'); // of a repeat without blocks, whose block is larger
        continue;
      }
      count++;
      expect(await differences(model, options), source).toEqual([]);
    }
  });

  it('functions that write reach the elements that the functions that read return', async () => {
    for (const limits of [undefined, { maxBufferSize: 1024, maxStorageBufferBindingSize: 1024 }]) {
      const options: WgslOptions = { access: 'read_write', prefix: 'net', ...(limits && { limits }) };
      const text = wgsl(gpt, options);
      const accessed = accessorsOf(text, ownerSlots(gpt));
      const flat = numbered(gpt);
      const buffers = [
        upload(limits === undefined ? device : limited(device, limits), gpt, flat, { split: true }),
      ].flat();
      const lines = accessed.map(({ slot: { shape, length }, name, blocks }) => {
        const indices = indicesOf(shape, 'e');
        const args = [...blocks.map((block) => `${block}u`), ...indices].join(', ');
        return `for (var e = 0u; e < ${length}u; e++) { ${name}_set(${args}, 2 * ${name}(${args}) + f32(${name}_index(${args}))); }`;
      });
      const code = `${text}\n@group(0) @binding(${buffers.length}) var<storage, read_write> out: array<u32>;
        @compute @workgroup_size(1) fn main() { out[0] = 0u; let unused = net_flat_load(0u); ${lines.join('\n')} }`;
      await dispatch({ device, code, buffers: resourcesOf(buffers), words: 1 });
      const found = await readback(device, buffers, gpt);
      expect(found).toEqual(flat.map((x, i) => 2 * x + i));
      if (limits === undefined)
        expect(text).toContain('fn net_flat_store(i: u32, value: f32) { net_flat[i] = value; return; }');
    }
  });

  it('a text of 16-bit elements compiles where the device has shader-f16', async () => {
    const half = await (compiling as GPUAdapter).requestDevice({ requiredFeatures: ['shader-f16'] });
    for (const model of [gpt, forms] as AnyLayout[])
      for (const options of [
        {},
        { vec4: false },
        { access: 'read_write' },
        { limits: { maxBufferSize: 400, maxStorageBufferBindingSize: 400 } },
      ] as WgslOptions[]) {
        const text = wgsl(model, { ...options, element: 'f16' });
        expect(text.startsWith('enable f16;\n')).toBe(true);
        const use = accessorsOf(text, model.slots).map(({ name }) => `x = x + ${name}_offset;`);
        expect(
          await compiles(
            half,
            `${text}\n@compute @workgroup_size(1) fn main() { var x = 0u; ${use.join('')} let y: f16 = params_flat_load(x); let z: vec4<f16> = params_flat_vec4(x); }`,
          ),
        ).toEqual([]);
      }
    half.destroy();
  });

  it('names stay apart and are identifiers, whatever the keys are', async () => {
    const all: Record<string, [1]> = {};
    for (let code = 0x20; code < 0x2090; code++) {
      const key = String.fromCharCode(code);
      try {
        layout({ [key]: [1], [`a${key}b`]: [1] } as Record<string, [1]>);
        all[key] = all[`a${key}b`] = all[`${key}${key}`] = [1];
      } catch {
        // not a key
      }
    }
    expect(Object.keys(all).length).toBeGreaterThan(700);
    expect(await compiles(device, `${wgsl(layout(all))}\n@compute @workgroup_size(1) fn main() {}`)).toEqual([]);
    const models: unknown[] = [
      { a: { b_c: [2], b: { c: [3] } }, a_b: { c: [4] } },
      { 'a-b': [1], 'a b': [2], a_b: [3], a: { b: [4], _b: [5] }, a_: { b: [6] } },
      { w: [4], w_index: [1], w_set: [1], w_vec4: [1], w_offset: [1], w_length: [1], w_shape: [1], w_strides: [1] },
      { h: repeat(2, { count: [1], stride: [2], w: [1] }), h_count: [3], h_stride: [4] },
      { flat: [1], flat_load: [1], flat_0: [1], flat_length: [1], _flat: [2] },
      { x: { '0': [1], '1': [2] }, x_0: [3], x_1_: [4] },
      { ['k'.repeat(255)]: { ['l'.repeat(255)]: repeat(2, { ['µ'.normalize('NFKC').repeat(255)]: [2] }) } },
      {
        read: { write: [1] },
        while: [1],
        fn: [2],
        f32: [3],
        array: [4],
        'σ₀': [5],
        σ0: [6],
        _x5f_: [1],
        _: [2],
        __: [3],
      },
    ];
    for (const model of models as { [key: string]: [1] }[]) {
      expect(await differences(layout(model) as AnyLayout, { prefix: 'static' })).toEqual([]);
    }
    expect(await differences(layout({ assert: [4], cast: { x: [1] } }) as AnyLayout, { prefix: 'static' })).toEqual([]);
    expect(await differences(layout({ '2d': [4], external: [1] }) as AnyLayout, { prefix: 'texture' })).toEqual([]);
    for (const options of [{ prefix: 'fn' }, { prefix: 'f32' }, { prefix: 'a', variable: 'a' }, { prefix: 'array' }])
      expect(await differences(layout([4]) as AnyLayout, options)).toEqual([]);
    for (const prefix of PREFIXES) expect(await differences(layout(AFTER_PREFIX) as AnyLayout, { prefix })).toEqual([]);
    // Two repeats, of which the second is the first item of a block of the first.
    const nested = repeat(2, repeat(3, [repeat(2, [4]), { '0': [1] }]));
    expect(await differences(layout({ h: nested }) as AnyLayout)).toEqual([]);
    expect(await differences(layout(nested) as AnyLayout, { prefix: 'read' })).toEqual([]);
    expect(await differences(layout([]) as AnyLayout)).toEqual([]);
    expect(await differences(layout(repeat(3, [2])) as AnyLayout)).toEqual([]);
    expect(await differences(layout(repeat(3, repeat(2, []))) as AnyLayout)).toEqual([]);
  });
});

describe.skipIf(!isInstalled)(`the text of wgsl${whyNotInstalled}`, () => {
  it('a name that two places could have belongs to neither, so that a new key never changes what a name means', () => {
    const names = (schema: object): Record<string, string> =>
      Object.fromEntries(namesIn(wgsl(layout(schema as { a: [1] }), { prefix: 'net' })));
    expect(names({ a: { b_c: [2] } })).toEqual({ 'a.b_c': 'net_a_b_c' });
    expect(names({ a: { b_c: [2] }, a_b: { c: [3] } })).toEqual({
      'a.b_c': 'net__a__b_x5f_c',
      'a_b.c': 'net__a_x5f_b__c',
    });
    expect(names({ 'a-b': [1], 'a b': [2] })).toEqual({ 'a b': 'net__a_x20_b', 'a-b': 'net__a_x2d_b' });
    expect(names({ 'σ₀': [1], größe: [2] })).toEqual({ größe: 'net_größe', 'σ₀': 'net_σ0' });
  });

  it('the text for one matrix in a repeat', () => {
    expect(wgsl(layout({ h: repeat(2, { weight: [3, 4] }) }), { prefix: 'net', group: 1, binding: 2 }))
      .toMatchInlineSnapshot(`
        "// The layout 2f1efbdfe139b883
        @group(1) @binding(2) var<storage, read> net_flat: array<vec4<f32>>;
        const net_flat_length = 24u;
        fn net_flat_load(i: u32) -> f32 { return net_flat[i >> 2u][i & 3u]; }
        fn net_flat_vec4(i: u32) -> vec4<f32> { return net_flat[i >> 2u]; }

        // h: a repeat
        const net_h_count = 2u;
        const net_h_stride = 12u;

        // h.*.weight: [3, 4]
        const net_h_weight_offset = 0u;
        const net_h_weight_length = 12u;
        const net_h_weight_shape = array(3u, 4u);
        const net_h_weight_strides = array(4u, 1u);
        fn net_h_weight_index(block: u32, row: u32, col: u32) -> u32 { return 0u + block * 12u + row * 4u + col; }
        fn net_h_weight(block: u32, row: u32, col: u32) -> f32 { return net_flat_load(net_h_weight_index(block, row, col)); }
        fn net_h_weight_vec4(block: u32, row: u32, quad: u32) -> vec4<f32> { return net_flat_vec4(net_h_weight_index(block, row, 4u * quad)); }
        "
      `);
  });

  it('without a declaration the variable stands in a comment', () => {
    const text = wgsl(layout({ a: [3] }), { declare: false, element: 'f16', variable: 'mine' });
    expect(text).toContain('// @group(0) @binding(0) var<storage, read> mine: array<vec4<f16>>;');
    expect(text.split('\n')[0]).toBe('// enable f16;');
  });

  it('the same layout gives the same text, also if it comes from JSON', () => {
    expect(wgsl(gpt)).toBe(wgsl(layout(JSON.parse(JSON.stringify(gpt.schema)) as { a: [1] })));
  });

  it('wgsl refuses numbers that a u32 cannot hold', () => {
    expect(() => wgsl(layout({ a: [2 ** 31], b: [2 ** 31] }))).toThrow(
      'wgsl: for the length, a u32 was expected, found 4294967296',
    );
    expect(() => wgsl(layout({ a: [0, 2 ** 33] }))).toThrow("wgsl: for 'a', a u32 was expected, found 8589934592");
    expect(wgsl(layout({ a: [2 ** 31], b: [2 ** 31 - 1] }))).toContain('const params_b_offset = 2147483648u;');
  });

  it('wgsl refuses options that it cannot use', () => {
    const model = layout({ a: [3] });
    const refused =
      (options: object): (() => string) =>
      () =>
        wgsl(model, options);
    expect(refused({ prefx: 'a' })).toThrow("wgsl has no option 'prefx'");
    for (const prefix of ['', 'a-b', '1a', '__a', '_', 'a₀', 7])
      expect(refused({ prefix })).toThrow(`wgsl: for prefix, an identifier of WGSL was expected, found ${prefix}`);
    expect(refused({ variable: 'var x' })).toThrow('for variable, an identifier of WGSL was expected, found var x');
    expect(refused({ access: 'write' })).toThrow('wgsl: for access, read or read_write was expected, found write');
    expect(refused({ element: 'f64' })).toThrow(
      'for element, f32 or f16 or packed-f16 or i32 or u32 was expected, found f64',
    );
    expect(refused({ element: 'packed-f16', access: 'read_write' })).toThrow(
      'for access, read with packed-f16 was expected, found read_write',
    );
    expect(refused({ binding: -1 })).toThrow('for binding, an integer was expected, found -1');
    for (const limits of [{}, null, { maxBufferSize: 8, maxStorageBufferBindingSize: 80 }])
      expect(refused({ limits })).toThrow('a limit of at least 32 bytes was expected');
    expect(refused({ variable: 'params_a' })()).toContain('fn params__a(');
    expect(() => wgsl({} as never)).toThrow('a layout was expected, found an object');
  });
});

/** The words of WGSL with an underscore: reserved words, types, and `read_write`. */
const WORDS =
  'co_await co_return co_yield const_cast dynamic_cast reinterpret_cast static_assert static_cast thread_local read_write ' +
  'sampler_comparison texture_1d texture_2d texture_2d_array texture_3d texture_cube texture_cube_array ' +
  'texture_multisampled_2d texture_depth_multisampled_2d texture_external texture_storage_1d texture_storage_2d ' +
  'texture_storage_2d_array texture_storage_3d texture_depth_2d texture_depth_2d_array texture_depth_cube';
const SPLITS = WORDS.split(' ').flatMap((word) =>
  [...word.matchAll(/_/g)].map(({ index }) => [word.slice(0, index), word.slice(index + 1)] as const),
);
const PREFIXES = new Set(SPLITS.map(([prefix]) => prefix));
const AFTER_PREFIX = Object.fromEntries(SPLITS.map(([, key]) => [key, [2]] as const));

function limited(device: GPUDevice, limits: object): GPUDevice {
  return new Proxy(device, {
    get: (target, key) => {
      if (key === 'limits') return { ...limits, minStorageBufferOffsetAlignment: 256 };
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value as (...args: never[]) => unknown).bind(target) : value;
    },
  });
}

/** The number that sixteen bits stand for (IEEE 754 binary16). */
function halfToNumber(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}
