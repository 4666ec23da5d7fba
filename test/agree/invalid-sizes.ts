import { memoryOf } from './memory.ts';
import type { Plant, Planter } from './planter.ts';
import type { Random } from './random.ts';
import { chainTo, nodesOf, type Sketch } from './sketch.ts';

const MAX = Number.MAX_SAFE_INTEGER;
const NOT_A_SIZE = [
  '-1',
  '-768',
  '1.5',
  '0.5',
  '-2.25',
  '1e999',
  '-1e999',
  '9007199254740992',
  '9007199254740994',
  '1e16',
  '1e21',
  '1e300',
  '1e-7',
];

const leaf = (...shape: number[]): Sketch => ({ kind: 'leaf', shape });

export const invalidSizes: Readonly<Record<string, Planter>> = {
  'a bad dimension': (random) => {
    const bad = random.pick(NOT_A_SIZE);
    const others = Array.from({ length: random.int(0, 3) }, () => `${random.int(0, 9)}`);
    return {
      node: { kind: 'raw', text: `[${random.shuffled([bad, ...others]).join(', ')}]` },
      names: `a dimension must be an integer from 0 to ${MAX}, found ${Number(bad)}`,
    };
  },
  'a bad count': (random) => {
    const bad = random.pick(NOT_A_SIZE);
    return {
      node: { kind: 'raw', text: `repeat(${bad}, [${random.int(0, 9)}])` },
      names: `a repeat count must be an integer from 0 to ${MAX}, found ${Number(bad)}`,
    };
  },
  'too large a product': (random) => {
    const shape = tooMany(random);
    const dims = random.shuffled([...shape, ...(random.percent(40) ? [0] : []), ...(random.percent(30) ? [1] : [])]);
    return { node: leaf(...dims), names: `found ${shape.reduce((n, dim) => n * BigInt(dim), 1n)}` };
  },
  'too long a part': (random) => {
    const [many, few] = tooMany(random) as [number, number];
    const parts = random.shuffled([
      leaf(MAX - random.int(0, 9)),
      leaf(random.int(10, 99)),
      ...(random.percent(50) ? [leaf(random.int(0, 9))] : []),
    ]);
    return tooLong(
      random.pick<Sketch>([
        {
          kind: 'struct',
          fields: parts.map((each, i) => [`k${i}`, each] as const),
          spelling: random.pick(['literal', 'ordered'] as const),
        },
        { kind: 'list', items: parts, spelling: random.pick(['array', 'tuple'] as const) },
        { kind: 'repeat', count: many, of: leaf(few) },
        { kind: 'repeat', count: random.pick([0, 1, 2]), of: { kind: 'repeat', count: few, of: leaf(many) } },
      ]),
    );
  },
  'too long a whole': (random, { home }) => {
    // Valid by itself, but too long together with its siblings.
    const size = memoryOf(home, 1n);
    return size === 0n || size > 2n ** 52n ?
        undefined
      : tooLong(random.percent(50) ? leaf(MAX) : { kind: 'struct', fields: [['k', leaf(MAX)]], spelling: 'literal' });
  },
};

/** Two dimensions whose product exceeds the largest safe integer, sometimes only just. */
function tooMany(random: Random): number[] {
  const one = Math.max(2, random.magnitude(MAX - 1));
  const other = Math.floor(MAX / one) + 1;
  return random.shuffled([one, Math.min(MAX, random.percent(50) ? other : Math.max(other, random.magnitude(MAX)))]);
}

/**
 * The error names the innermost part that is too long. Each `aligned` adds pads to what is in it, after that was
 * checked without them.
 */
function tooLong(node: Sketch): Plant {
  const innermost = (whole: Sketch): Sketch | undefined => {
    const around = (chainTo(whole, node) ?? []).map((link) => link.node);
    const all = [...around, ...nodesOf(node)];
    const tooLongIn = (from: number, align: bigint): Sketch | undefined =>
      all
        .slice(from)
        .filter((each) => memoryOf(each, align) > BigInt(MAX))
        .at(-1);
    for (let i = around.length - 1; i >= 0; i--) {
      const each = around[i] as Sketch;
      const found =
        each.kind === 'aligned' ? (tooLongIn(i + 1, 1n) ?? tooLongIn(i + 1, BigInt(each.align))) : undefined;
      if (found !== undefined) return found;
    }
    return tooLongIn(0, 1n);
  };
  return { node, issue: innermost, names: 'its length must be at most 9007199254740991, found ' };
}
