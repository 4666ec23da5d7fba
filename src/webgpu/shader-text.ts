// No twin in types: the compiler does not see the text of a shader.
import type { ElementRange } from '../../types/place/range.ts';
import type { WgslElement } from '../../types/webgpu/wgsl.ts';
import { beyondU32 } from './issues.ts';
import type { ShaderLeaf, ShaderPlace } from './shader-places.ts';

/** The storage variables of a shader, and what stands at the beginning of the names of the functions that use them. */
export interface ShaderStorage {
  /** The flat array in elements, and the variable that holds each part of it. */
  readonly parts: readonly (ElementRange & { readonly variable: string })[];
  readonly own: string;
  readonly element: WgslElement;
  readonly isVec4: boolean;
  readonly isWritten: boolean;
}

const MAX_U32 = 2 ** 32 - 1;

function u32(value: number, path: string, what: string): string {
  if (value > MAX_U32) throw new RangeError(beyondU32(path, what, value));
  return `${value}u`;
}

/** The type of the element that an accessor returns. */
const valueTypeOf = ({ element }: ShaderStorage): string => (element === 'packed-f16' ? 'f32' : element);

/** The type of a storage variable. */
export function variableTypeOf({ element, isVec4 }: ShaderStorage): string {
  if (element === 'packed-f16') return isVec4 ? 'array<vec2<u32>>' : 'array<u32>';
  return isVec4 ? `array<vec4<${element}>>` : `array<${element}>`;
}

const param = (name: string): string => `${name}: u32`;
const fn = (name: string, params: readonly string[], result: string, body: string): string =>
  `fn ${name}(${params.join(', ')})${result === '' ? '' : ` -> ${result}`} { ${body} }`;

/** The functions that read and write an element of the flat array by its index. */
export function storageText(storage: ShaderStorage): string[] {
  const { parts, own, element, isVec4, isWritten } = storage;
  const value = valueTypeOf(storage);
  const length = u32((parts.at(-1) as ElementRange).end, '', 'length');
  const load = (name: string): string =>
    element === 'packed-f16' ? `unpack2x16float(${name}${isVec4 ? '[i >> 2u][(i >> 1u) & 1u]' : '[i >> 1u]'})[i & 1u]`
    : isVec4 ? `${name}[i >> 2u][i & 3u]`
    : `${name}[i]`;
  const words = (name: string): readonly string[] =>
    isVec4 ? [`${name}[i >> 2u].x`, `${name}[i >> 2u].y`] : [`${name}[i >> 1u]`, `${name}[(i >> 1u) + 1u]`];
  const four = (name: string): string =>
    element === 'packed-f16' ?
      `vec4<f32>(${words(name)
        .map((word) => `unpack2x16float(${word})`)
        .join(', ')})`
    : isVec4 ? `${name}[i >> 2u]`
    : `vec4<${value}>(${[0, 1, 2, 3].map((k) => `${name}[i${k === 0 ? '' : ` + ${k}u`}]`).join(', ')})`;
  /** A function for each part, and where there are several, one for all, which finds the part of an index. */
  const each = (suffix: string, params: readonly string[], result: string, body: (variable: string) => string) => {
    const end = result === '' ? '' : 'return ';
    const args = params.slice(1).map((text) => `, ${text.replace(/:.*/, '')}`);
    if (parts.length === 1)
      return [
        fn(own + suffix, params, result, `${end}${body((parts[0] as ShaderStorage['parts'][number]).variable)};`),
      ];
    const calls = parts.map(({ start, end: stop }, p) => {
      const call = `${end}${own}_${p}${suffix}(i${start === 0 ? '' : ` - ${start}u`}${args.join('')});`;
      return p === parts.length - 1 ? call : `if (i < ${stop}u) { ${call}${end === '' ? ' return;' : ''} }`;
    });
    return [
      ...parts.map(({ variable }, p) => fn(`${own}_${p}${suffix}`, params, result, `${end}${body(variable)};`)),
      fn(own + suffix, params, result, calls.join(' ')),
    ];
  };
  return [
    `const ${own}_length = ${length};`,
    ...each('_load', [param('i')], value, load),
    ...each('_vec4', [param('i')], `vec4<${value}>`, four),
    ...(isWritten ? each('_store', [param('i'), `value: ${value}`], '', (name) => `${name}[i] = value`) : []),
  ];
}
/** The constants and functions of a place. */
export function placeText(place: ShaderPlace, name: string, storage: ShaderStorage): string[] {
  const { path } = place;
  if (place.kind === 'repeat') {
    return [
      '',
      headed(path, `a repeat of ${place.count}, stride ${place.stride}`),
      `const ${name}_count = ${u32(place.count, path, 'count')};`,
      `const ${name}_stride = ${u32(place.stride, path, 'stride')};`,
    ];
  }
  return ['', commentOf(place), ...constantsOf(place, name), ...functionsOf(place, name, storage)];
}

function commentOf({ path, shape, blocks, tiedTo, transposed }: ShaderLeaf): string {
  const parts = [
    `${shape.length === 0 ? 'a scalar' : `[${shape.join(', ')}]`}`,
    ...blocks.map(({ count }) => `${count} blocks`),
    ...(tiedTo === undefined ? [] : [`${transposed ? 'the transpose of' : 'tied to'} ${tiedTo}`]),
  ];
  return headed(path, parts.join(', '));
}
/** A comment about a place; the root has no path. */
const headed = (path: string, text: string): string => `// ${path === '' ? '' : `${path}: `}${text}`;

function constantsOf({ path, offset, length, shape, strides }: ShaderLeaf, name: string): string[] {
  const list = (what: string, numbers: readonly number[]): string[] =>
    numbers.length === 0 ?
      []
    : [`const ${name}_${what} = array<u32, ${numbers.length}>(${numbers.map((n) => u32(n, path, what)).join(', ')});`];
  return [
    `const ${name}_offset = ${u32(offset, path, 'offset')};`,
    `const ${name}_length = ${u32(length, path, 'length')};`,
    ...list('shape', shape),
    ...list('strides', strides),
  ];
}

function functionsOf(leaf: ShaderLeaf, name: string, storage: ShaderStorage): string[] {
  const { own, isWritten } = storage;
  const value = valueTypeOf(storage);
  const blocks = leaf.blocks.map((_, i) => (leaf.blocks.length === 1 ? 'block' : `block${i}`));
  const indices =
    leaf.shape.length === 1 ? ['i']
    : leaf.shape.length === 2 ? ['row', 'col']
    : leaf.shape.map((_, i) => `i${i}`);
  const args = [...blocks, ...indices];
  const params = args.map(param);
  const index = `${name}_index(${args.join(', ')})`;
  const at = (suffix: string): ((index: string) => string) => {
    const part = partOf(leaf, storage);
    if (part === undefined) return (i) => `${own}${suffix}(${i}`;
    return (i) =>
      `${own}_${part}${suffix}(${i}${storage.parts[part]?.start === 0 ? '' : ` - ${storage.parts[part]?.start}u`}`;
  };
  const lines = [
    fn(`${name}_index`, params, 'u32', `return ${indexOfElement(leaf, blocks, indices)};`),
    fn(name, params, value, `return ${at('_load')(index)});`),
  ];
  if (canLoadFour(leaf)) {
    const quads = [...indices.slice(0, -1), 'quad'];
    const start = indexOfElement(leaf, blocks, [...indices.slice(0, -1), '4u * quad']);
    lines.push(
      fn(`${name}_vec4`, [...blocks, ...quads].map(param), `vec4<${value}>`, `return ${at('_vec4')(start)});`),
    );
  }
  if (isWritten) lines.push(fn(`${name}_set`, [...params, `value: ${value}`], '', `${at('_store')(index)}, value);`));
  return lines;
}

/** The index of an element in the flat array, from the indices of its blocks and its own. */
function indexOfElement(
  { offset, blocks, strides }: ShaderLeaf,
  blockNames: readonly string[],
  indices: readonly string[],
): string {
  const times = (index: string, stride: number): string[] =>
    stride === 0 ? [] : [stride === 1 ? index : `${index} * ${stride}u`];
  const terms = [
    ...blockNames.flatMap((index, i) => times(index, blocks[i]?.stride as number)),
    ...indices.flatMap((index, i) => times(index, strides[i] as number)),
  ];
  return [...(offset === 0 && terms.length > 0 ? [] : [`${offset}u`]), ...terms].join(' + ');
}

/** Whether each four elements of the last dimension lie together, and start at a multiple of four. */
const canLoadFour = ({ offset, shape, strides, blocks }: ShaderLeaf): boolean =>
  shape.length > 0 &&
  strides.at(-1) === 1 &&
  (shape.at(-1) as number) % 4 === 0 &&
  [offset, ...strides.slice(0, -1), ...blocks.map(({ stride }) => stride)].every((each) => each % 4 === 0);

/** The index of the part that holds a leaf in all its blocks; undefined if there is one part, or none does. */
function partOf({ offset, length, blocks }: ShaderLeaf, { parts }: ShaderStorage): number | undefined {
  if (parts.length === 1) return undefined;
  const last = blocks.reduce((at, { count, stride }) => at + Math.max(0, count - 1) * stride, offset);
  const part = parts.findIndex(({ start, end }) => start <= offset && last + length <= end);
  return part < 0 ? undefined : part;
}
