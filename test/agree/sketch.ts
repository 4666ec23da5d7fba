/**
 * A schema as it is written, before any half of the library has seen it: with the order of its fields, and with one of several spellings.
 * Only what the tests make, so it holds no more than the schema language has.
 */
export type Sketch = LeafSketch | StructSketch | ListSketch | RepeatSketch | TieSketch | ScopeSketch;

export interface LeafSketch {
  readonly kind: 'leaf';
  readonly shape: readonly number[];
}
export type Field = readonly [key: string, of: Sketch];
export interface StructSketch {
  readonly kind: 'struct';
  /** In the order in which they are written; of a literal that order means nothing, of `ordered` it is that of the memory. */
  readonly fields: readonly Field[];
  readonly spelling: 'literal' | 'quoted literal' | 'ordered';
}
export interface ListSketch {
  readonly kind: 'list';
  readonly items: readonly Sketch[];
  readonly spelling: 'array' | 'tuple';
}
export interface RepeatSketch {
  readonly kind: 'repeat';
  readonly count: number;
  readonly of: Sketch;
}
export interface TieSketch {
  readonly kind: 'tie';
  readonly path: string;
  readonly transpose: boolean;
}
export interface ScopeSketch {
  readonly kind: 'scope';
  readonly of: Sketch;
  /** `layout` is a layout that stands in another schema. */
  readonly spelling: 'scope' | 'layout';
}

/** Every node of a sketch, each before those below it. */
export function* nodesOf(sketch: Sketch): Generator<Sketch> {
  yield sketch;
  for (const each of below(sketch)) yield* nodesOf(each);
}

export function below(sketch: Sketch): readonly Sketch[] {
  switch (sketch.kind) {
    case 'struct':
      return sketch.fields.map(([, of]) => of);
    case 'list':
      return sketch.items;
    case 'repeat':
    case 'scope':
      return [sketch.of];
    default:
      return [];
  }
}
