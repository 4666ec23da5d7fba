/**
 * A schema as a user writes it: with the order of its fields, and with one of several spellings.
 * The tests make all sketches, so a sketch has only what the schema language has.
 */
export type Sketch =
  LeafSketch | StructSketch | ListSketch | RepeatSketch | TieSketch | ScopeSketch | AlignedSketch | RawSketch;

/** How a marker is written: as data, `{ '.repeat': 2, '.of': … }`, or with its function. */
interface Marker {
  readonly asData?: boolean;
}

export interface LeafSketch {
  readonly kind: 'leaf';
  readonly shape: readonly number[];
}
/** A key, or the name of a variable that holds a symbol. */
export type Field = readonly [key: string | { readonly symbol: string }, of: Sketch];
export interface StructSketch extends Marker {
  readonly kind: 'struct';
  /** In the order of the source. For `ordered` this is the order in memory; for a literal it means nothing. */
  readonly fields: readonly Field[];
  readonly spelling: 'literal' | 'quoted literal' | 'schema' | 'ordered';
}
export interface ListSketch extends Marker {
  readonly kind: 'list';
  readonly items: readonly Sketch[];
  readonly spelling: 'array' | 'tuple';
}
export interface RepeatSketch extends Marker {
  readonly kind: 'repeat';
  readonly count: number;
  readonly of: Sketch;
}
export interface TieSketch extends Marker {
  readonly kind: 'tie';
  readonly path: string;
  readonly transpose: boolean;
  /** The part of the owner that it names, if not the whole: rows from one to before the other, or first indices. */
  readonly slice?: SliceSketch | undefined;
}
export type SliceSketch = { readonly rows: readonly [start: number, end: number] } | { readonly at: readonly number[] };
export interface ScopeSketch extends Marker {
  readonly kind: 'scope';
  readonly of: Sketch;
  /** `layout` is a layout that stands in another schema. */
  readonly spelling: 'scope' | 'layout';
}
export interface AlignedSketch extends Marker {
  readonly kind: 'aligned';
  readonly align: number;
  readonly of: Sketch;
  /** `option` is `layout(…, { align })`, where this is the whole schema of a layout, and `aligned` elsewhere. */
  readonly spelling: 'aligned' | 'option';
}

/** Any source. Only an invalid schema has it. */
export interface RawSketch {
  readonly kind: 'raw';
  readonly text: string;
}

export function below(sketch: Sketch): readonly Sketch[] {
  return steps(sketch).map(([, of]) => of);
}

/** The children of a node with their path segments. A scope and `aligned` add no segment. */
export function steps(sketch: Sketch): readonly (readonly [segment: string | undefined, of: Sketch])[] {
  switch (sketch.kind) {
    case 'struct':
      return sketch.fields.map(([key, of]) => [typeof key === 'string' ? key : key.symbol, of]);
    case 'list':
      return sketch.items.map((of, i) => [`${i}`, of]);
    case 'repeat':
      return [['0', sketch.of]];
    case 'scope':
    case 'aligned':
      return [[undefined, sketch.of]];
    default:
      return [];
  }
}

/** All nodes of a sketch, parents before children. */
export function* nodesOf(sketch: Sketch): Generator<Sketch> {
  yield sketch;
  for (const each of below(sketch)) yield* nodesOf(each);
}

/**
 * The nodes from the root to a node, which is found by identity, with their segments; undefined where the sketch does
 * not have the node.
 */
export function chainTo(sketch: Sketch, node: Sketch, segment?: string): Link[] | undefined {
  const own = { node: sketch, segment };
  if (sketch === node) return [own];
  for (const [next, of] of steps(sketch)) {
    const chain = chainTo(of, node, next);
    if (chain !== undefined) return [own, ...chain];
  }
  return undefined;
}
export interface Link {
  readonly node: Sketch;
  readonly segment: string | undefined;
}

/** A sketch in which one node, found by identity, is replaced by another. */
export function replaced(sketch: Sketch, node: Sketch, by: Sketch): Sketch {
  if (sketch === node) return by;
  switch (sketch.kind) {
    case 'struct':
      return { ...sketch, fields: sketch.fields.map(([key, of]) => [key, replaced(of, node, by)] as const) };
    case 'list':
      return { ...sketch, items: sketch.items.map((of) => replaced(of, node, by)) };
    case 'repeat':
    case 'scope':
    case 'aligned':
      return { ...sketch, of: replaced(sketch.of, node, by) };
    default:
      return sketch;
  }
}
