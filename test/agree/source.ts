import type { Field, Sketch, StructSketch, TieSketch } from './sketch.ts';

/** The names that schemas are written with. */
export const NAMES = ['aligned', 'layout', 'ordered', 'repeat', 'schema', 'scope', 'tied', 'tuple'] as const;

/** A text as a string literal. To the compiler U+2028 and U+2029 end a line even in a literal. */
export const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[\u2028\u2029]/g, (char) => (char === '\u2028' ? '\\u2028' : '\\u2029'));

/** Marks the property, element or argument at which the compiler must report the error. */
export const MARK = '/*@*/';

/**
 * A sketch as an expression in both TypeScript and JavaScript, so that the compiler and the run time get the same
 * source.
 */
export function sourceOf(sketch: Sketch, marked?: Sketch): string {
  const inner = (of: Sketch): string => sourceOf(of, marked);
  const element = (of: Sketch): string => (of === marked ? MARK : '') + inner(of);
  const asData = 'asData' in sketch && sketch.asData === true;
  switch (sketch.kind) {
    case 'leaf':
      return `[${sketch.shape.join(', ')}]`;
    case 'struct': {
      if (sketch.spelling !== 'ordered')
        return sketch.spelling === 'schema' ? `schema(${literal(sketch, marked)})` : literal(sketch, marked);
      const fields = sketch.fields.map(([key, of]) => `[${quoted(String(key))}, ${inner(of)}]`).join(', ');
      return asData ? `{ '.ordered': [${fields}] }` : `ordered(${fields})`;
    }
    case 'list': {
      if (sketch.spelling === 'array') return `[${sketch.items.map(element).join(', ')}]`;
      const items = sketch.items.map(inner).join(', ');
      return asData ? `{ '.tuple': [${items}] }` : `tuple(${items})`;
    }
    case 'repeat':
      return asData ?
          `{ '.repeat': ${sketch.count}, '.of': ${inner(sketch.of)} }`
        : `repeat(${sketch.count}, ${inner(sketch.of)})`;
    case 'tie': {
      const path = quoted(sketch.path);
      const option = optionOf(sketch);
      if (asData) return `{ '.tied': ${path}${option === undefined ? '' : `, '.${option[0]}': ${option[1]}`} }`;
      return `tied(${path}${option === undefined ? '' : `, { ${option[0]}: ${option[1]} }`})`;
    }
    case 'aligned':
      return asData ?
          `{ '.aligned': ${sketch.align}, '.of': ${inner(sketch.of)} }`
        : `aligned(${sketch.align}, ${inner(sketch.of)})`;
    case 'scope':
      if (sketch.spelling === 'layout') return `layout(${argumentsOf(sketch.of, marked)})`;
      return asData ? `{ '.scope': ${inner(sketch.of)} }` : `scope(${inner(sketch.of)})`;
    case 'raw':
      return sketch.text;
  }
}

/** The arguments of `layout` for a whole schema. */
export function argumentsOf(sketch: Sketch, marked?: Sketch): string {
  const mark = sketch === marked ? MARK : '';
  if (sketch.kind !== 'aligned' || sketch.spelling !== 'option') return mark + sourceOf(sketch, marked);
  const of = (sketch.of === marked ? MARK : mark) + sourceOf(sketch.of, marked);
  return `${of}, { align: ${sketch.align} }`;
}

function optionOf({ transpose, slice }: TieSketch): readonly [key: string, value: string] | undefined {
  if (transpose) return ['transpose', 'true'];
  if (slice === undefined) return undefined;
  return 'rows' in slice ? ['rows', listed(slice.rows)] : ['at', listed(slice.at)];
}
const listed = (indices: readonly number[]): string => `[${indices.join(', ')}]`;

function literal({ fields, spelling }: StructSketch, marked: Sketch | undefined): string {
  if (fields.length === 0) return '{}';
  return `{ ${fields.map(([key, of]) => `${of === marked ? MARK : ''}${name(key, spelling === 'quoted literal')}: ${sourceOf(of, marked)}`).join(', ')} }`;
}

function name(key: Field[0], always: boolean): string {
  if (typeof key !== 'string') return `[${key.symbol}]`;
  if (key === '__proto__') return "['__proto__']"; // without brackets it would set the prototype
  // Unquoted integers are number keys to the compiler.
  return /^(?:[A-Za-z_$][\w$]*|0|[1-9]\d{0,14})$/.test(key) && !always ? key : quoted(key);
}
