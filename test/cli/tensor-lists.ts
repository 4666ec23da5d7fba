import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A list of tensors for `--header`. */
export type TensorList = Readonly<Record<string, { readonly dtype: string; readonly shape: readonly number[] }>>;
export type Tensor = readonly [name: string, shape: readonly number[], dtype?: string];

/** Makes a list of tensors. `__proto__` is an ordinary name here. */
export const listOf = (tensors: readonly Tensor[]): TensorList =>
  Object.fromEntries(tensors.map(([name, shape, dtype = 'F32']) => [name, { dtype, shape }]));

/** Writes a list into a folder and returns its path. */
export function writeList(folder: string, name: string, list: TensorList | readonly Tensor[]): string {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify(Array.isArray(list) ? listOf(list as readonly Tensor[]) : list));
  return path;
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
const linear = (at: string, rows: number, columns: number): readonly Tensor[] => [
  [`${at}.weight`, [rows, columns]],
  [`${at}.bias`, [rows]],
];

/** Made-up models of kinds that exist. */
export const LISTS: Readonly<Record<string, readonly Tensor[]>> = {
  'mixture of experts': [
    ['embed.weight', [100, 16], 'BF16'],
    ...range(6).flatMap((i) => [
      ...linear(`layers.${i}.attn.qkv`, 48, 16),
      ...(i === 0 ?
        linear('layers.0.mlp.up', 64, 16)
      : [
          ...linear(`layers.${i}.mlp.gate`, 8, 16),
          ...range(8).flatMap((e) => linear(`layers.${i}.mlp.experts.${e}.up`, 32, 16)),
        ]),
    ]),
  ],
  'alternating layers': range(24).flatMap((i) =>
    i % 2 === 0 ?
      [...linear(`net.layers.${i}.self_attn.in_proj`, 48, 16), ...linear(`net.layers.${i}.self_attn.out_proj`, 16, 16)]
    : [...linear(`net.layers.${i}.mamba.in_proj`, 64, 16), [`net.layers.${i}.mamba.A_log`, [64, 8]]],
  ),
  'gaps in indices': [
    ...[0, 2, 4, 10, 11].flatMap((i) => linear(`features.${i}`, 8, 4)),
    ...[3, 4, 5].flatMap((i) => linear(`blocks.${i}.attention.query`, 64, 64)),
    ['x.00', [2]],
    ['x.1', [3]],
  ],
  'all at the root': range(3).flatMap((i) => linear(`${i}`, 4, 4)),
  'one tensor': [['w', [2, 3]]],
  'scalars and nothing': [
    ['a', []],
    ['b', [0]],
    ['c.0', [3, 0]],
    ['c.1', [3, 0]],
    ['h.0', []],
    ['h.1', []],
  ],
  'no tensors': [],
  'nothing but counters': [
    ['steps', [], 'I64'],
    ['flags', [3], 'BOOL'],
  ],
  'two thousand tensors': range(250).flatMap((i) =>
    range(8).map((j): Tensor => [`stage${i % 7}.block${i}.w${j}`, [i + 1, (i * j) % 5]]),
  ),
  'every element type': [
    'F64',
    'F32',
    'F16',
    'BF16',
    'F8_E4M3',
    'F8_E5M2',
    'U8',
    'I8',
    'I16',
    'U16',
    'U32',
    'U64',
    'C64',
    'F4',
    'I64',
    'I32',
    'BOOL',
  ].map((dtype): Tensor => [`t.${dtype}`, [4], dtype]),
  'batch normalisation and masks': [
    ...range(2).flatMap((i): Tensor[] => [
      ...linear(`h.${i}.attn.c_attn`, 24, 8),
      [`h.${i}.attn.bias`, [1, 1, 16, 16]],
      [`h.${i}.attn.masked_bias`, []],
      [`h.${i}.bn.running_mean`, [8]],
      [`h.${i}.bn.num_batches_tracked`, [], 'I64'],
    ]),
    ['embeddings.position_ids', [1, 512], 'I64'],
    ['rotary.inv_freq', [4]],
  ],
  'hostile names': [
    ['', [1]],
    ['.', [2]],
    ['a..b', [1]],
    ["it's", [2]],
    ['"', [3]],
    ['`${x}`', [2]],
    ['a\\b', [1]],
    ['a\nb', [2]],
    ['*/ alert(1) /*', [3]],
    ['// x', [1]],
    ['__proto__', [2]],
    ['__proto__.w', [2]],
    ['p.__proto__', [2]],
    ['constructor', [1]],
    ['then', [2]],
    ['w', [4]],
    ['w.scale', [1]],
    ['w.value', [2]],
    ['x[0]', [1]],
    ['x_0_', [1]],
    ['größe', [2]],
    ['名前.w', [3]],
    ['💀', [1]],
    ['\u202egpj', [1]],
    ['\u2028', [2]],
    ['\ud83d', [1]],
    ['layout(', [1]],
    ['toString', [2]],
    ['model', [1]],
    ['a b.c d', [1]],
    ['{0..3}', [1]],
    ['d'.repeat(300), [1]],
    [`${'deep.'.repeat(60)}w`, [2]],
    ['big', [0, 2 ** 30, 2 ** 30]],
    ['h.{i}', [1]],
    ['h.*', [1]],
    ['</script>', [1]],
    ['#export', [1]],
    ['ids\n// */', [2], 'I64'],
  ],
};
