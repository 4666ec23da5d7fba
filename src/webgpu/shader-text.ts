// No twin in types: the compiler does not see the text of a shader.
import type { ElementRange } from '../../types/place/range.ts';
import { beyondU32 } from './issues.ts';
import type { ShaderLeaf, ShaderPlace } from './shader-places.ts';

/** The storage variables of a shader, and what its functions return. */
export interface ShaderStorage {
  /** The flat array in elements, and the variable that holds each part of it. */
  readonly parts: readonly (ElementRange & { readonly name: string })[];
  /** The beginning of the names of the functions that take an index of the flat array. */
  readonly own: string;
  /** The type of an element, as the functions return it. */
  readonly value: string;
  /** Whether a variable is an array of words of two halves, or of `vec4`; else it is an array of elements. */
  readonly packed: boolean;
  readonly vec4: boolean;
  readonly write: boolean;
}

const u32 = (value: number, path: string): string => {
  if (value >= 2 ** 32) throw new RangeError(beyondU32(path, value));
  return `${value}u`;
};
const fn = (name: string, args: readonly string[], result: string, body: string): string =>
  `fn ${name}(${args.map((arg) => (arg.includes(':') ? arg : `${arg}: u32`)).join(', ')})${result && ` -> ${result}`} { ${body} }`;

/** The functions that read and write an element of the flat array by its index. */
export function storageText({ parts, own, value, packed, vec4, write }: ShaderStorage): string[] {
  /** Finds the part of an index. Parts start at multiples of eight, so `i & 3u` is the same in each. */
  const find = (code: (name: string, at: string) => string): string =>
    parts
      .map(({ name, start, end }, p) => {
        const found = code(name, start > 0 ? `(i - ${start}u)` : 'i');
        return p < parts.length - 1 ? `if (i < ${end}u) { ${found} }` : found;
      })
      .join(' ');
  const load = `${own}_load`;
  const four = `vec4<${value}>`;
  return [
    `const ${own}_length = ${u32((parts.at(-1) as ElementRange).end, '')};`,
    fn(
      load,
      ['i'],
      value,
      find((name, at) =>
        packed ? `return unpack2x16float(${name}[${at} >> 1u])[i & 1u];`
        : vec4 ? `return ${name}[${at} >> 2u][i & 3u];`
        : `return ${name}[${at}];`,
      ),
    ),
    fn(
      `${own}_vec4`,
      ['i'],
      four,
      vec4 ?
        find((name, at) => `return ${name}[${at} >> 2u];`)
      : `return ${four}(${load}(i), ${load}(i + 1u), ${load}(i + 2u), ${load}(i + 3u));`,
    ),
    ...(write ?
      [
        fn(
          `${own}_store`,
          ['i', `value: ${value}`],
          '',
          find((name, at) => `${name}[${at}] = value; return;`),
        ),
      ]
    : []),
  ];
}

/** The constants and functions of a place. */
export function placeText(place: ShaderPlace, name: string, { own, value, write }: ShaderStorage): string[] {
  const { path } = place;
  const constant = (what: string, number: number): string => `const ${name}_${what} = ${u32(number, path)};`;
  const comment = (text: string): string => `\n// ${path && `${path}: `}${text}`;
  if (place.kind === 'repeat') {
    const { count, stride } = place;
    return [comment(`a repeat of ${count}, stride ${stride}`), constant('count', count), constant('stride', stride)];
  }
  const { offset, length, shape, strides, blocks, tiedTo, transposed } = place;
  const rank = shape.length;
  const list = (what: string, numbers: readonly number[]): string[] =>
    rank > 0 ? [`const ${name}_${what} = array<u32, ${rank}>(${numbers.map((n) => u32(n, path)).join(', ')});`] : [];
  const outer = blocks.map((_, i) => (blocks.length === 1 ? 'block' : `block${i}`));
  const inner =
    rank === 1 ? ['i']
    : rank === 2 ? ['row', 'col']
    : shape.map((_, i) => `i${i}`);
  const args = [...outer, ...inner];
  const index = `${name}_index(${args.join(', ')})`;
  const text = [
    comment(
      [
        rank === 0 ? 'a scalar' : `[${shape.join(', ')}]`,
        ...blocks.map(({ count }) => `${count} blocks`),
        ...(tiedTo === undefined ? [] : [`${transposed ? 'the transpose of' : 'tied to'} ${tiedTo}`]),
      ].join(', '),
    ),
    constant('offset', offset),
    constant('length', length),
    ...list('shape', shape),
    ...list('strides', strides),
    fn(`${name}_index`, args, 'u32', `return ${sumOf(place, args)};`),
    fn(name, args, value, `return ${own}_load(${index});`),
  ];
  if (canLoadFour(place)) {
    const start = sumOf(place, [...args.slice(0, -1), '4u * quad']);
    text.push(fn(`${name}_vec4`, [...args.slice(0, -1), 'quad'], `vec4<${value}>`, `return ${own}_vec4(${start});`));
  }
  if (write) text.push(fn(`${name}_set`, [...args, `value: ${value}`], '', `${own}_store(${index}, value);`));
  return text;
}

/** The strides of the repeats around a leaf, and its own. */
const allStrides = ({ blocks, strides }: ShaderLeaf): number[] => [...blocks.map(({ stride }) => stride), ...strides];

/** The index of an element in the flat array, from the indices of its blocks and its own. */
function sumOf(leaf: ShaderLeaf, args: readonly string[]): string {
  const terms = allStrides(leaf).flatMap((stride, i) =>
    stride === 0 ? [] : [`${args[i]}${stride === 1 ? '' : ` * ${stride}u`}`],
  );
  return [...(leaf.offset > 0 || terms.length === 0 ? [`${leaf.offset}u`] : []), ...terms].join(' + ');
}

/** Whether each four elements of the last dimension lie together, and start at a multiple of four. */
const canLoadFour = (leaf: ShaderLeaf): boolean =>
  leaf.strides.at(-1) === 1 &&
  [leaf.offset, leaf.shape.at(-1) as number, ...allStrides(leaf).slice(0, -1)].every((n) => n % 4 === 0);
