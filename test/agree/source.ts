import type { Field, Sketch, StructSketch } from './sketch.ts';

/** The names that schemas are written with. */
export const NAMES = ['layout', 'ordered', 'repeat', 'schema', 'scope', 'tied', 'tuple'] as const;

/** As a string literal. The compiler counts U+2028 and U+2029 as ends of lines, wherever they stand. */
export const quoted = (text: string): string => JSON.stringify(text).replace(/[\u2028\u2029]/g, (char) => (char === '\u2028' ? '\\u2028' : '\\u2029'));

/** Stands before the property, the element or the argument where the compiler's error must stand. */
export const MARK = '/*@*/';

/** A sketch as an expression that is TypeScript and JavaScript at once: what the compiler judges is what runs. */
export function sourceOf(sketch: Sketch, marked?: Sketch): string {
  const inner = (of: Sketch): string => sourceOf(of, marked);
  const element = (of: Sketch): string => (of === marked ? MARK : '') + inner(of);
  switch (sketch.kind) {
    case 'leaf':
      return `[${sketch.shape.join(', ')}]`;
    case 'struct':
      if (sketch.spelling === 'ordered') return `ordered(${sketch.fields.map(([key, of]) => `[${quoted(String(key))}, ${inner(of)}]`).join(', ')})`;
      return sketch.spelling === 'schema' ? `schema(${literal(sketch, marked)})` : literal(sketch, marked);
    case 'list':
      return sketch.spelling === 'tuple' ? `tuple(${sketch.items.map(inner).join(', ')})` : `[${sketch.items.map(element).join(', ')}]`;
    case 'repeat':
      return `repeat(${sketch.count}, ${inner(sketch.of)})`;
    case 'tie':
      return `tied(${quoted(sketch.path)}${sketch.transpose ? ', { transpose: true }' : ''})`;
    case 'scope':
      return sketch.spelling === 'layout' ? `layout(${element(sketch.of)})` : `scope(${inner(sketch.of)})`;
    case 'raw':
      return sketch.text;
  }
}

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
