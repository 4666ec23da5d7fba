import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { WgslOptions } from '../../types/webgpu/wgsl.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { expected } from './issues.ts';
import { withNames } from './shader-names.ts';
import { shaderPlacesOf } from './shader-places.ts';
import { placeText, storageText } from './shader-text.ts';
import { bufferRangesOf } from './split.ts';

/** What an option may be, as a regular expression, and in words if that is no list. */
type Choice = readonly [pattern: string, words?: string];
const IDENTIFIER: Choice = ['(?!__|_$)[\\p{XIDS}_]\\p{XIDC}*', 'an identifier of WGSL'];
const INTEGER: Choice = ['\\d+', 'an integer'];
/** What some options may be. */
const CHOICES: Readonly<Record<string, Choice>> = {
  prefix: IDENTIFIER,
  variable: IDENTIFIER,
  group: INTEGER,
  binding: INTEGER,
  access: ['read|read_write'],
  element: ['f32|f16|packed-f16|i32|u32'],
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
  requireOptions('wgsl', options, [...Object.keys(CHOICES), 'vec4', 'declare', 'limits']);
  for (const [name, [pattern, words = pattern.replaceAll('|', ' or ')]] of Object.entries(CHOICES)) {
    const value = options[name as keyof WgslOptions];
    if (value !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(String(value)))
      throw new RangeError(expected(`wgsl: for ${name}, ${words}`, value));
  }
  const { prefix = 'params', access = 'read', element = 'f32', limits, vec4 = true, declare = true } = options;
  const own = `${prefix}_flat`;
  const { variable = own, group = 0, binding = 0 } = options;
  const packed = element === 'packed-f16';
  const write = access === 'read_write';
  if (packed && write) throw new RangeError(expected('wgsl: for access, read with packed-f16', access));

  const ranges = bufferRangesOf(root, limits, element.endsWith('f16') ? 2 : 4);
  const parts = ranges.map((range, i) => ({ ...range, name: ranges.length > 1 ? `${variable}_${i}` : variable }));
  const value = packed ? 'f32' : element;
  const form =
    packed ? 'u32'
    : vec4 && !write ? `vec4<${value}>`
    : value;
  const storage = { length: root.size, parts, own, value, form, write };
  const lead = declare ? '' : '// ';
  const head = [
    element === 'f16' ? `${lead}enable f16;\n` : '',
    `// The layout ${layout.fingerprint}\n`,
    ...parts.map(
      ({ name }, i) =>
        `${lead}@group(${group}) @binding(${binding + i}) var<storage, ${access}> ${name}: array<${form}>;\n`,
    ),
    storageText(storage),
  ].join('');
  return (
    head + withNames(shaderPlacesOf(root), prefix, head, (place, name) => placeText(place, name, storage)).join('')
  );
}
