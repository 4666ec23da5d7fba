import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { WgslOptions } from '../../types/webgpu/wgsl.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { isSize } from '../schema/size.ts';
import { badOption } from './issues.ts';
import { shaderNamesOf, isIdentifier } from './shader-names.ts';
import { shaderPlacesOf } from './shader-places.ts';
import { placeText, storageText } from './shader-text.ts';
import { bufferRangesOf } from './split.ts';

/** What each option may be. */
const CHOICES: Readonly<
  Record<keyof WgslOptions, readonly unknown[] | 'an integer' | 'an identifier of WGSL' | 'limits'>
> = {
  prefix: 'an identifier of WGSL',
  variable: 'an identifier of WGSL',
  group: 'an integer',
  binding: 'an integer',
  access: ['read', 'read_write'],
  element: ['f32', 'f16', 'packed-f16', 'i32', 'u32'],
  vec4: [true, false],
  declare: [true, false],
  limits: 'limits',
};

/**
 * Returns WGSL that names the parameters of a layout in a shader: the storage variable, and for each leaf functions and
 * constants. All names start with the prefix. The function of a leaf in a repeat takes the index of the block first.
 * Put the text before your own, because `enable` must come first. The same layout and options give the same text.
 *
 * For a leaf `h.*.weight` and the prefix `net` the text has `net_h_weight(block, row, col)`, `net_h_weight_index(…)`,
 * `net_h_weight_vec4(block, row, quad)` for four elements of a row, with `access: 'read_write'` also
 * `net_h_weight_set(…, value)`, and the constants `net_h_weight_offset`, `_length`, `_shape` and `_strides`. The repeat
 * has `net_h_count` and `net_h_stride`. All numbers are u32 and count elements. No function checks its indices.
 *
 * @example
 * const text = wgsl(layout({ h: repeat(12, { weight: [64, 64] }) }), { prefix: 'net' });
 * text.includes('fn net_h_weight(block: u32, row: u32, col: u32) -> f32'); // true
 * text.includes('fn net_h_weight_vec4(block: u32, row: u32, quad: u32) -> vec4<f32>'); // true
 * text.includes('const net_h_stride = 4096u;'); // true
 *
 * @throws RangeError for a length, an offset or a dimension above 4294967295, with the path, and for a bad option
 * @throws TypeError for anything but a layout, and for an unknown option
 */
export function wgsl(layout: LayoutLike, options: WgslOptions = {}): string {
  const root = rootOfLayout(layout);
  requireOptions('wgsl', options, Object.keys(CHOICES));
  const { prefix = 'params', access = 'read', element = 'f32', limits, vec4 = true, declare = true } = options;
  const { variable = `${prefix}_flat`, group = 0, binding = 0 } = options;
  const given = { prefix, variable, group, binding, access, element, vec4, declare };
  for (const [name, value] of Object.entries(given)) {
    const choices = CHOICES[name as keyof typeof given];
    const isGood =
      typeof choices === 'object' ? choices.includes(value)
      : choices === 'an integer' ? isSize(value)
      : isIdentifier(value);
    if (!isGood) throw new RangeError(badOption(name, [choices].flat().join(' or '), value));
  }
  const packed = element === 'packed-f16';
  const write = access === 'read_write';
  if (packed && write) throw new TypeError(badOption('element', "'f16', which a shader can write,", element));

  const ranges =
    limits === undefined ?
      [{ start: 0, end: root.size }]
    : bufferRangesOf(layout, limits, element.endsWith('f16') ? 2 : 4);
  const parts = ranges.map((range, i) => ({ ...range, name: ranges.length === 1 ? variable : `${variable}_${i}` }));
  const value = packed ? 'f32' : element;
  const storage = { parts, own: `${prefix}_flat`, value, packed, vec4: vec4 && !write && !packed, write };
  const type =
    packed ? 'u32'
    : storage.vec4 ? `vec4<${element}>`
    : element;

  const places = shaderPlacesOf(root);
  const names = shaderNamesOf(
    places,
    prefix,
    storage.own,
    parts.map(({ name }) => name),
  );
  const lines = [
    ...(element === 'f16' ? ['enable f16;'] : []),
    ...parts.map(
      ({ name }, i) => `@group(${group}) @binding(${binding + i}) var<storage, ${access}> ${name}: array<${type}>;`,
    ),
  ];
  return [
    ...lines.map((line) => (declare ? line : `// ${line}`)),
    `// The layout ${layout.fingerprint}, by paramlayout`,
    ...storageText(storage),
    ...places.flatMap((place, i) => placeText(place, names[i] as string, storage)),
    '',
  ].join('\n');
}
