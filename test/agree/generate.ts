import { randomKey, randomKeys } from './keys.ts';
import { naive, type Naive, TooMany, Unsound } from './naive.ts';
import type { Random } from './random.ts';
import { below, type LeafSketch, nodesOf, replaced, type RepeatSketch, type Sketch, type StructSketch, type TieSketch } from './sketch.ts';

const MAX = Number.MAX_SAFE_INTEGER;

export interface Valid {
  readonly sketch: Sketch;
  readonly naive: Naive;
}

/** A sound schema of any form and depth, and what the naive reference says of it. */
export function randomValid(random: Random): Valid {
  for (;;) {
    // A root leaf has no paths; it comes up by way of depth 0 now and then.
    const nodes = { left: random.int(1, 24) };
    const plain = randomNode(random, random.percent(15) ? 6 : random.int(0, 5), { room: Math.floor(MAX / 128), shapes: randomShapes(random), nodes });
    const filled = random.percent(8) ? filledUp(random, plain) : plain;
    const tied = withTies(random, filled);
    const judged = judge(tied);
    if (judged !== undefined) return { sketch: tied, naive: judged };
  }
}

/** What the naive reference says of a schema; undefined where it is not sound, or too much to write out. */
export function judge(sketch: Sketch): Naive | undefined {
  try {
    return naive(sketch);
  } catch (error) {
    if (error instanceof TooMany || error instanceof Unsound) return undefined;
    throw error;
  }
}

interface Budget {
  /** The most elements that a node may own. */
  readonly room: number;
  /** Shapes that come up again and again. */
  readonly shapes: readonly (readonly number[])[];
  readonly nodes: { left: number };
}

/** A node of exactly the depth, where there are nodes left for it. */
function randomNode(random: Random, depth: number, budget: Budget): Sketch {
  budget.nodes.left--;
  if (depth === 0 || budget.nodes.left <= 0) return randomLeaf(random, budget);
  const inner = (): Sketch => randomNode(random, depth - 1, budget);
  switch (random.weighted({ struct: 8, ordered: 3, array: 4, tuple: 2, repeat: 4, scope: 2, layout: 2 })) {
    case 'struct':
      return { kind: 'struct', fields: fieldsOf(random, children(random, depth, budget)), spelling: random.weighted({ literal: 12, 'quoted literal': 4, schema: 2 }) };
    case 'ordered':
      return { kind: 'struct', fields: fieldsOf(random, children(random, depth, budget)), spelling: 'ordered', asData: random.percent(15) };
    case 'array':
      return { kind: 'list', items: [...children(random, depth, budget, 1)], spelling: 'array' };
    case 'tuple':
      return { kind: 'list', items: children(random, depth, budget), spelling: 'tuple', asData: random.percent(15) };
    case 'repeat': {
      const count = randomCount(random, budget.room);
      return { kind: 'repeat', count, asData: random.percent(15), of: randomNode(random, depth - 1, { ...budget, room: Math.floor(budget.room / Math.max(count, 1)) }) };
    }
    case 'scope':
      return { kind: 'scope', of: inner(), spelling: 'scope', asData: random.percent(15) };
    case 'layout':
      return { kind: 'scope', of: inner(), spelling: 'layout' };
  }
}

/** One of them goes as deep as is left, so that depth is reached; the others are shallower. */
function children(random: Random, depth: number, budget: Budget, atLeast = 0): Sketch[] {
  if (atLeast === 0 && random.percent(5)) return [];
  const deep = randomNode(random, depth - 1, budget);
  const others = Array.from({ length: Number(random.weighted({ 0: 3, 1: 4, 2: 3, 3: 2, 5: 1, 9: 1 })) }, () => 0);
  return random.shuffled([deep, ...others.filter(() => budget.nodes.left > 0).map(() => randomNode(random, random.int(0, Math.min(depth - 1, 2)), budget))]);
}

function fieldsOf(random: Random, nodes: readonly Sketch[]): StructSketch['fields'] {
  const keys = randomKeys(random, nodes.length);
  return nodes.map((of, i) => [keys[i] as string, of] as const);
}

function randomCount(random: Random, room: number): number {
  const count = random.weighted({ 0: 1, 1: 2, 2: 4, 3: 4, 4: 2, 12: 2, 63: 1, 64: 1, 65: 1, 100: 1, any: 2 });
  return Math.min(room, count === 'any' ? random.magnitude(room) : Number(count));
}

function randomLeaf(random: Random, { room, shapes }: Budget): LeafSketch {
  const shape = random.percent(40) ? random.pick(shapes) : randomShape(random, room);
  return { kind: 'leaf', shape: productOf(shape) <= room ? shape : [] };
}

const randomShapes = (random: Random): (readonly number[])[] => Array.from({ length: 3 }, () => randomShape(random, 1e8));

function randomShape(random: Random, room: number): readonly number[] {
  const many = (length: number, make: () => number): number[] => Array.from({ length }, make);
  switch (random.weighted({ scalar: 2, small: 5, four: 5, mixed: 4, large: 3, most: 1, zero: 2 })) {
    case 'scalar':
      return [];
    case 'small':
      return many(random.int(1, 4), () => random.int(1, 12));
    case 'four':
      return many(random.int(1, 2), () => random.int(1000, 9999));
    case 'mixed':
      return many(random.int(1, 5), () => random.magnitude(random.pick([1, 9, 99, 999])));
    case 'large':
      return within(random, room, random.int(1, 4));
    case 'most':
      return [room];
    case 'zero': {
      const dims = random.percent(30) ? within(random, MAX, 2) : many(random.int(0, 3), () => random.int(0, 9));
      return random.shuffled([0, ...dims]);
    }
  }
}

/** Dimensions of which each takes what the others leave it. */
function within(random: Random, room: number, count: number): number[] {
  let left = room;
  return Array.from({ length: count }, () => {
    const dim = random.magnitude(left);
    left = Math.floor(left / dim);
    return dim;
  });
}

const productOf = (shape: readonly number[]): number => shape.reduce((n, dim) => n * Math.max(dim, 1), 1);

/** The same with a leaf more, so that the length is the largest there is. */
function filledUp(random: Random, sketch: Sketch): Sketch {
  const missing = MAX - (judge(sketch)?.length ?? MAX);
  const [one, other] = randomKeys(random, 2) as [string, string];
  const filler: LeafSketch = { kind: 'leaf', shape: random.percent(50) ? [missing] : [1, missing, 1] };
  return { kind: 'struct', fields: random.shuffled([[one, sketch], [other, filler]] as const), spelling: 'literal' };
}

/** The same with some ties more, each in a random struct or list, each to a place that the nearest scope around it has. */
function withTies(random: Random, sketch: Sketch): Sketch {
  let made = sketch;
  for (let left = Number(random.weighted({ 0: 4, 1: 4, 2: 3, 3: 2, 5: 1 })); left > 0; left--) {
    const scopes = [made, ...[...nodesOf(made)].filter((node) => node.kind === 'scope').map((node) => node.of)];
    const scope = random.pick(scopes);
    const places = [...(judge(scope)?.places ?? [])].filter(([, place]) => place.tiedTo === undefined);
    const homes = homesIn(scope, false);
    if (places.length === 0 || homes.length === 0) continue;
    const home = random.pick(homes);
    const leaves = places.filter(([, { leaf }]) => leaf !== undefined);
    const [path, { leaf, isScope }] = random.pick(home.isVain && leaves.length > 0 ? leaves : places);
    if (home.isVain && leaf === undefined) continue;
    const transpose = leaf?.shape.length === 2 && !isScope && random.percent(70);
    const tie: TieSketch = { kind: 'tie', path, transpose, asData: random.percent(15) };
    const more = withOneMore(random, home.node, tie);
    const candidate = replaced(made, home.node, more);
    // The scope by itself too: it may stand in a repeat of none, and then no path of the whole would meet a cycle in it.
    if (judge(candidate) !== undefined && judge(replaced(scope, home.node, more)) !== undefined) made = candidate;
  }
  return made;
}

interface Home {
  readonly node: Sketch;
  /** Whether it stands in a repeat of none: a cycle there would show in no path. */
  readonly isVain: boolean;
}
/** The structs and lists whose ties resolve in a scope, those of scopes within it left out. */
function homesIn(node: Sketch, isVain: boolean): Home[] {
  const own = node.kind === 'struct' || node.kind === 'list' ? [{ node, isVain }] : [];
  return [...own, ...below(node).filter(({ kind }) => kind !== 'scope').flatMap((each) => homesIn(each, isVain || (node as RepeatSketch).count === 0))];
}

/** The same struct or list with a node more, a list at its end. */
export function withOneMore(random: Random, home: Sketch, one: Sketch): Sketch {
  if (home.kind === 'list') return { ...home, items: [...home.items, one] };
  if (home.kind !== 'struct') return home;
  return { ...home, fields: random.shuffled([...home.fields, [freeKey(random, home), one] as const]) };
}

export function freeKey(random: Random, home: StructSketch): string {
  for (;;) {
    const key = randomKey(random);
    if (home.fields.every(([taken]) => taken !== key)) return key;
  }
}
