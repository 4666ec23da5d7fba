// No twin in types: the compiler does not see the text of a shader.
import type { ElementRange } from '../../types/place/range.ts';
import { expected } from './issues.ts';
import type { ShaderPlace } from './shader-places.ts';

/** The storage variables of a shader, and what its functions return. */
export interface ShaderStorage {
  /** The length of the flat array in elements, and the variable that holds each part of it. */
  readonly length: number;
  readonly parts: readonly (ElementRange & { readonly name: string })[];
  /** The beginning of the names of the functions that take an index of the flat array. */
  readonly own: string;
  /** The type of an element, as the functions return it. */
  readonly value: string;
  /** What a variable is an array of: such values, `vec4` of them, or `u32` with two halves each. */
  readonly form: string;
  readonly write: boolean;
}

/** Numbers as WGSL. @throws RangeError that names the place, for one that a u32 cannot hold */
const u32 = (place: string, ...values: readonly number[]): string =>
  values
    .map((value) => {
      if (value >= 2 ** 32) throw new RangeError(expected(`wgsl: for ${place}, a u32`, value));
      return `${value}u`;
    })
    .join(', ');

/** The functions that read and write an element of the flat array by its index. */
export function storageText({ length, parts, own, value, form, write }: ShaderStorage): string {
  /** Finds the part of an index. Parts start at multiples of eight, so `i & 3u` is the same in each. */
  const find = (code: (name: string, at: string) => string): string =>
    parts
      .map(({ name, start, end }) => {
        const found = code(name, start > 0 ? `(i - ${start}u)` : 'i');
        return end < length ? `if (i < ${end}u) { ${found} }` : found;
      })
      .join(' ');
  const isVec4 = form.startsWith('vec4');
  const load = find((name, at) =>
    isVec4 ? `return ${name}[${at} >> 2u][i & 3u];`
    : form === value ? `return ${name}[${at}];`
    : `return unpack2x16float(${name}[${at} >> 1u])[i & 1u];`,
  );
  const loadFour =
    isVec4 ?
      find((name, at) => `return ${name}[${at} >> 2u];`)
    : `return vec4(${own}_load(i), ${own}_load(i + 1u), ${own}_load(i + 2u), ${own}_load(i + 3u));`;
  const store = find((name, at) => `${name}[${at}] = value; return;`);
  return `const ${own}_length = ${u32('the length', length)};
fn ${own}_load(i: u32) -> ${value} { ${load} }
fn ${own}_vec4(i: u32) -> vec4<${value}> { ${loadFour} }
${write ? `fn ${own}_store(i: u32, value: ${value}) { ${store} }\n` : ''}`;
}

/** The constants and functions of a place. */
export function placeText({ at, blocks }: ShaderPlace, name: string, { own, value, write }: ShaderStorage): string {
  const { path, offset, length } = at;
  const title = `\n// ${path && `${path}: `}`;
  const number = (...values: readonly number[]): string => u32(`'${path}'`, ...values);
  if (!('shape' in at)) {
    return `${title}a repeat
const ${name}_count = ${number(at.count as number)};
const ${name}_stride = ${number(at.stride as number)};
`;
  }
  const { shape, strides, tiedTo, transposed } = at;
  const rank = shape.length;
  const indices = [
    ...blocks.map((_, i) => (blocks.length > 1 ? `block${i}` : 'block')),
    ...(rank === 2 ? ['row', 'col'] : shape.map((_, i) => (rank > 1 ? `i${i}` : 'i'))),
  ];
  // The index of an element in the flat array, from the indices of its blocks and its own.
  const steps = [...blocks.map(({ stride }) => stride), ...strides];
  const terms = steps.map((step, i) => (step === 1 ? indices[i] : `${indices[i]} * ${step}u`));
  const sum = [`${offset}u`, ...terms].join(' + ');
  // Whether each four elements of the last dimension lie together, and start at a multiple of four.
  const hasVec4 = steps.pop() === 1 && [offset, shape.at(-1) as number, ...steps].every((n) => n % 4 === 0);

  const args = indices.join(', ');
  const typed = args.replace(/\w+/g, '$&: u32');
  const tie = tiedTo ? `, tied to ${tiedTo}${transposed ? ', transposed' : ''}` : '';
  const lists = `const ${name}_shape = array(${number(...shape)});
const ${name}_strides = array(${number(...strides)});
`;
  let text = `${title}[${shape.join(', ')}]${tie}
const ${name}_offset = ${number(offset)};
const ${name}_length = ${number(length)};
${rank ? lists : ''}\
fn ${name}_index(${typed}) -> u32 { return ${sum}; }
fn ${name}(${typed}) -> ${value} { return ${own}_load(${name}_index(${args})); }
`;
  if (hasVec4)
    text += `fn ${name}_vec4(${typed.replace(/\w+: u32$/, 'quad: u32')}) -> vec4<${value}> { \
return ${own}_vec4(${name}_index(${args.replace(/\w+$/, '4u * quad')})); }
`;
  if (write)
    text += `fn ${name}_set(${typed && `${typed}, `}value: ${value}) { ${own}_store(${name}_index(${args}), value); }\n`;
  return text;
}
