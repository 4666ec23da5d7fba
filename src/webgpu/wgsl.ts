import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { WgslElement, WgslOptions } from '../../types/webgpu/wgsl.ts';
import { describe } from '../array/describe.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { isSize } from '../schema/size.ts';
import { badChoice, badFlag, badNumber, noIdentifier, PACKED_WRITE, tooManyBuffers } from './issues.ts';
import { shaderNamesOf, isIdentifier } from './shader-names.ts';
import { shaderPlacesOf } from './shader-places.ts';
import { placeText, type ShaderStorage, storageText, variableTypeOf } from './shader-text.ts';
import { bufferRangesOf } from './split.ts';

const ELEMENTS: readonly WgslElement[] = ['f32', 'f16', 'packed-f16', 'i32', 'u32'];
const OPTIONS = ['prefix', 'variable', 'group', 'binding', 'access', 'element', 'vec4', 'declare', 'limits'];

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
  requireOptions('wgsl', options, OPTIONS);
  const { prefix = 'params', access = 'read', element = 'f32', limits, vec4 = true, declare = true } = options;
  const { group = 0, binding = 0 } = options;
  requireIdentifier('prefix', prefix);
  requireChoice('access', access, ['read', 'read_write']);
  requireChoice('element', element, ELEMENTS);
  for (const [name, value] of Object.entries({ vec4, declare }))
    if (typeof value !== 'boolean') throw new TypeError(badFlag(`wgsl: ${name}`, describe(value)));
  for (const [name, value] of Object.entries({ group, binding }))
    if (!isSize(value)) throw new RangeError(badNumber(`wgsl: ${name}`, printed(value)));
  const isWritten = access === 'read_write';
  if (isWritten && element === 'packed-f16') throw new TypeError(PACKED_WRITE);

  const own = `${prefix}_flat`;
  const variable = options.variable ?? own;
  requireIdentifier('variable', variable);
  const ranges =
    limits === undefined ? [{ start: 0, end: root.size }] : bufferRangesOf(layout, limits, bytesOf(element));
  const most = limits?.maxStorageBuffersPerShaderStage ?? Infinity;
  if (ranges.length > most) throw new RangeError(tooManyBuffers(ranges.length, most));
  const parts = ranges.map((range, i) => ({ ...range, variable: ranges.length === 1 ? variable : `${variable}_${i}` }));
  const storage: ShaderStorage = { parts, own, element, isVec4: vec4 && !isWritten, isWritten };

  const places = shaderPlacesOf(root);
  const names = shaderNamesOf(
    places,
    prefix,
    own,
    parts.map((part) => part.variable),
  );
  const declarations = parts.map(
    (part, i) =>
      `@group(${group}) @binding(${binding + i}) var<storage, ${access}> ${part.variable}: ${variableTypeOf(storage)};`,
  );
  const lines = [
    ...(declare && element === 'f16' ? ['enable f16;'] : []),
    `// The layout ${layout.fingerprint}, by paramlayout`,
    ...(declare ? declarations : declarations.map((line) => `// ${line}`)),
    ...storageText(storage),
    ...places.flatMap((place, i) => placeText(place, names[i] as string, storage)),
  ];
  return `${lines.join('\n')}\n`;
}

const bytesOf = (element: WgslElement): number => (element.endsWith('f16') ? 2 : 4);
const printed = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string' ? JSON.stringify(value) : describe(value);

function requireIdentifier(option: string, value: unknown): void {
  if (!isIdentifier(value)) throw new RangeError(noIdentifier(option, printed(value)));
}
function requireChoice(option: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value))
    throw new RangeError(
      badChoice(
        `wgsl: ${option}`,
        choices.map((each) => `'${each}'`),
        printed(value),
      ),
    );
}
