import type { Field, Sketch } from './sketch.ts';

/** The names that schemas are written with. */
export const NAMES = ['layout', 'ordered', 'repeat', 'scope', 'tied', 'tuple'] as const;

/** A sketch as an expression that is TypeScript and JavaScript at once: what the compiler judges is what runs. */
export function sourceOf(sketch: Sketch): string {
  switch (sketch.kind) {
    case 'leaf':
      return `[${sketch.shape.join(', ')}]`;
    case 'struct':
      if (sketch.spelling === 'ordered') return `ordered(${sketch.fields.map(([key, of]) => `[${JSON.stringify(key)}, ${sourceOf(of)}]`).join(', ')})`;
      return sketch.fields.length === 0 ? '{}' : `{ ${sketch.fields.map((field) => property(field, sketch.spelling === 'quoted literal')).join(', ')} }`;
    case 'list': {
      const items = sketch.items.map(sourceOf).join(', ');
      return sketch.spelling === 'tuple' ? `tuple(${items})` : `[${items}]`;
    }
    case 'repeat':
      return `repeat(${sketch.count}, ${sourceOf(sketch.of)})`;
    case 'tie':
      return `tied(${JSON.stringify(sketch.path)}${sketch.transpose ? ', { transpose: true }' : ''})`;
    case 'scope':
      return `${sketch.spelling}(${sourceOf(sketch.of)})`;
  }
}

function property([key, of]: Field, quoted: boolean): string {
  // Spelled without brackets, `__proto__:` sets the prototype. Unquoted integers are number keys to the compiler.
  const isPlain = /^(?:[A-Za-z_$][\w$]*|0|[1-9]\d{0,14})$/.test(key) && !quoted;
  const name = key === '__proto__' ? "['__proto__']" : isPlain ? key : JSON.stringify(key);
  return `${name}: ${sourceOf(of)}`;
}
