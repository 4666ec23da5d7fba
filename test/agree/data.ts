import type { PlainSchema } from '../../src/checkpoint/fit/interned-schemas.ts';
import type { Sketch } from './sketch.ts';

/** The sketch of a schema that is given as data. */
export function sketchOf(schema: PlainSchema): Sketch {
  if (Array.isArray(schema)) {
    const items = schema as readonly (number | PlainSchema)[];
    if (items.every((item) => typeof item === 'number')) return { kind: 'leaf', shape: items };
    return { kind: 'list', items: items.map((item) => sketchOf(item as PlainSchema)), spelling: 'array' };
  }
  const data = schema as Readonly<Record<string, PlainSchema>>;
  if (Object.hasOwn(data, '.tied')) return { kind: 'tie', path: String(data['.tied']), transpose: false };
  if (Object.hasOwn(data, '.repeat'))
    return { kind: 'repeat', count: Number(data['.repeat']), of: sketchOf(data['.of'] as PlainSchema) };
  return {
    kind: 'struct',
    fields: Object.entries(data).map(([key, of]) => [key, sketchOf(of)] as const),
    spelling: 'literal',
  };
}
