import { randomKeys } from './keys.ts';
import { readIfValid, type Naive } from './naive.ts';
import type { Random } from './random.ts';
import { productOf, randomAlignment, randomShape, randomShapes } from './shapes.ts';
import type { AlignedSketch, LeafSketch, Sketch, StructSketch } from './sketch.ts';
import { withTies } from './ties.ts';

const MAX = Number.MAX_SAFE_INTEGER;

export interface Valid {
  readonly sketch: Sketch;
  readonly naive: Naive;
}

/** A valid schema of any form and depth, and what the naive reference says of it. */
export function randomValid(random: Random): Valid {
  for (;;) {
    const nodes = { left: random.int(2, 26) };
    const depth = Number(random.weighted({ 0: 1, 1: 6, 2: 8, 3: 8, 4: 6, 5: 4, 6: 5 }));
    const plain = randomNode(random, depth, { room: Math.floor(MAX / 128), shapes: randomShapes(random), nodes });
    const filled = random.percent(8) ? filledUp(random, plain) : plain;
    const tied = withTies(random, filled);
    const whole = random.percent(10) ? wholeAligned(random, tied) : tied;
    const judged = readIfValid(whole);
    if (judged !== undefined) return { sketch: whole, naive: judged };
  }
}

interface Budget {
  /** The largest number of elements that a node may own. */
  readonly room: number;
  /** Shapes that the schema uses repeatedly. */
  readonly shapes: readonly (readonly number[])[];
  readonly nodes: { left: number };
}

/** A node of exactly the depth, if enough nodes remain. */
function randomNode(random: Random, depth: number, budget: Budget): Sketch {
  budget.nodes.left--;
  if (depth === 0 || budget.nodes.left <= 0)
    return random.percent(5) ? alignedNode(random, 0, budget) : randomLeaf(random, budget);
  const inner = (): Sketch => randomNode(random, depth - 1, budget);
  switch (random.weighted({ struct: 8, ordered: 3, array: 4, tuple: 2, repeat: 4, scope: 2, layout: 2, aligned: 2 })) {
    case 'struct':
      return {
        kind: 'struct',
        fields: fieldsOf(random, children(random, depth, budget)),
        spelling: random.weighted({ literal: 12, 'quoted literal': 4, schema: 2 }),
      };
    case 'ordered':
      return {
        kind: 'struct',
        fields: fieldsOf(random, children(random, depth, budget)),
        spelling: 'ordered',
        asData: random.percent(15),
      };
    case 'array':
      return { kind: 'list', items: [...children(random, depth, budget, 1)], spelling: 'array' };
    case 'tuple':
      return { kind: 'list', items: children(random, depth, budget), spelling: 'tuple', asData: random.percent(15) };
    case 'repeat': {
      const count = randomCount(random, budget.room);
      return {
        kind: 'repeat',
        count,
        asData: random.percent(15),
        of: randomNode(random, depth - 1, { ...budget, room: Math.floor(budget.room / Math.max(count, 1)) }),
      };
    }
    case 'scope':
      return { kind: 'scope', of: inner(), spelling: 'scope', asData: random.percent(15) };
    case 'layout': {
      const of = inner();
      return { kind: 'scope', of: random.percent(15) ? wholeAligned(random, of) : of, spelling: 'layout' };
    }
    case 'aligned':
      return alignedNode(random, depth, budget);
  }
}

/** `aligned` around a node that is so small that its pads find room. */
function alignedNode(random: Random, depth: number, budget: Budget): AlignedSketch {
  const align = randomAlignment(random, budget.room);
  const room = Math.floor(budget.room / align);
  const of = depth === 0 ? randomLeaf(random, { ...budget, room }) : randomNode(random, depth - 1, { ...budget, room });
  return { kind: 'aligned', align, of, asData: random.percent(15), spelling: 'aligned' };
}

/** The whole schema of a layout, aligned by its option. */
const wholeAligned = (random: Random, of: Sketch): AlignedSketch => ({
  kind: 'aligned',
  align: randomAlignment(random, 2 ** 30),
  of,
  spelling: 'option',
});

/** One child takes the remaining depth, so that the schema reaches it; the others are shallower. */
function children(random: Random, depth: number, budget: Budget, atLeast = 0): Sketch[] {
  if (atLeast === 0 && random.percent(5)) return [];
  const deep = randomNode(random, depth - 1, budget);
  const others = Array.from({ length: Number(random.weighted({ 0: 3, 1: 4, 2: 3, 3: 2, 5: 1, 9: 1 })) }, () => 0);
  return random.shuffled([
    deep,
    ...others
      .filter(() => budget.nodes.left > 0)
      .map(() => randomNode(random, random.int(0, Math.min(depth - 1, 2)), budget)),
  ]);
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

/** The same schema with one more leaf, so that the layout has the largest possible length. */
function filledUp(random: Random, sketch: Sketch): Sketch {
  const missing = MAX - (readIfValid(sketch)?.length ?? MAX);
  const [one, other] = randomKeys(random, 2) as [string, string];
  const filler: LeafSketch = { kind: 'leaf', shape: random.percent(50) ? [missing] : [1, missing, 1] };
  return {
    kind: 'struct',
    fields: random.shuffled([
      [one, sketch],
      [other, filler],
    ] as const),
    spelling: 'literal',
  };
}
