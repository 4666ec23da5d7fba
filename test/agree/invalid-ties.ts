import { nearMiss } from './miss.ts';
import type { NaivePlace } from './naive.ts';
import type { Planter, Site } from './planter.ts';
import type { Random } from './random.ts';
import type { SliceSketch, Sketch, TieSketch } from './sketch.ts';

const tie = (path: string, transpose = false, slice?: SliceSketch): TieSketch => ({
  kind: 'tie',
  path,
  transpose,
  slice,
});
/** A tie to a path that none may have, with or without an option. */
const anyTie = (random: Random, path: string): TieSketch =>
  random.percent(60) ?
    tie(path, random.percent(30))
  : tie(path, false, random.pick([{ rows: [0, 1] }, { at: [0] }, { at: [] }] as const));
const join = (path: string, segment: string): string => (path === '' ? segment : `${path}.${segment}`);
const owners = ({ places }: Site): string[] =>
  [...places].filter(([, { tiedTo }]) => tiedTo === undefined).map(([path]) => path);
/** A path without its indices, since every element of a repeat has the same parts. */
const anyIndex = (path: string): string => path.replaceAll(/(?<=^|\.)\d+(?=\.|$)/g, '#');
/**
 * Whether the part at a path holds the site, directly or through a tie. A tie at the site to that path would make a
 * cycle.
 */
const leadsTo = (from: string, { places, path }: Site): boolean =>
  [...places].some(
    ([each, { tiedTo }]) =>
      anyIndex(tiedTo ?? each) === anyIndex(path) && `${anyIndex(each)}.`.startsWith(`${anyIndex(from)}.`),
  );
/** Whether a tie at the site to a path would make a cycle with other ties. Then the error may name any of them. */
function isInLongerCycle(path: string, { path: home, tieNodes }: Site): boolean {
  const holds = (subtree: string, place: string): boolean => `${anyIndex(place)}.`.startsWith(`${anyIndex(subtree)}.`);
  const reached = new Set([path]);
  for (const subtree of reached) for (const each of tieNodes) if (holds(subtree, each.path)) reached.add(each.target);
  return [...reached].some((subtree) => subtree !== path && holds(subtree, home));
}
/** One node with two parts, for a tie whose owner must be made too. */
const both = (x: Sketch, y: Sketch): Sketch => ({
  kind: 'struct',
  fields: [
    ['y', y],
    ['x', x],
  ],
  spelling: 'literal',
});

/** A slice that no leaf of the shape has, and no subtree. */
function outside(random: Random, shape: readonly number[]): SliceSketch {
  const [rows = 0] = shape;
  const past = (dim: number): number => Math.min(Number.MAX_SAFE_INTEGER, dim + random.pick([0, 0, 1, 99]));
  const most = Number.MAX_SAFE_INTEGER;
  switch (random.pick(['rows past the end', 'no end', 'an index past the end', 'one index more'] as const)) {
    case 'rows past the end':
      return { rows: [random.int(0, rows), rows === most ? most : past(rows + 1)] };
    case 'no end': {
      const start = random.int(1, 9);
      return { rows: [start, random.int(0, start - 1)] };
    }
    case 'an index past the end': {
      if (shape.length === 0) return { at: [random.int(0, 3)] };
      const axis = random.int(0, shape.length - 1);
      return {
        at: shape.slice(0, axis + 1).map((dim, i) => (i === axis ? past(dim) : random.int(0, Math.max(dim - 1, 0)))),
      };
    }
    case 'one index more':
      return { at: [...shape.map(() => 0), random.int(0, 3)] };
  }
}

export const invalidTies: Readonly<Record<string, Planter>> = {
  'a tie to what is not there': (random, site) => {
    const paths = owners(site);
    if (paths.length === 0) return { node: tie('nowhere'), names: "tied to 'nowhere'" };
    const miss = nearMiss(random, site, random.pick(paths));
    return miss === undefined ? undefined : { node: anyTie(random, miss), names: `tied to '${miss}'` };
  },
  'a tie to a tie': (random, site) => {
    const ties = site.ties.filter((path) => !leadsTo(path, site));
    if (ties.length > 0) {
      const path = random.pick(ties);
      return {
        node: anyTie(random, path),
        names: `tied to '${path}', which is itself a tie; name the owner '`,
      };
    }
    if (site.isVain) return undefined;
    const node = tie(join(join(site.path, site.segment), 'y'));
    const paths = owners(site).filter((path) => !leadsTo(path, site));
    return paths.length === 0 ?
        undefined
      : {
          node: both(node, tie(random.pick(paths))),
          issue: () => node,
          names: 'which is itself a tie; name the owner',
        };
  },
  'a tie through a tie': (random, site) => {
    const below = [...site.places.keys()].filter((path) =>
      site.ties.some((each) => path.startsWith(`${each}.`) && !leadsTo(each, site)),
    );
    if (below.length === 0) return undefined;
    const path = random.pick(below);
    return { node: tie(path), names: `tied to '${path}', a path through the tie '` };
  },
  'a tie to itself': (random, site) => {
    const path = join(site.path, site.segment);
    return {
      node: anyTie(random, path),
      names: site.isVain ? path : `tied to '${path}', which is tied to itself`,
    };
  },
  'a tie to what is around it': (random, site) => {
    const segments = join(site.path, site.segment).split('.');
    if (segments.length === 1) return undefined;
    const path = segments.slice(0, random.int(1, segments.length - 1)).join('.');
    return {
      node: tie(path),
      isOneOfSeveral: isInLongerCycle(path, site),
      names: site.isVain ? path : `the tie to '${path}' leads back to itself`,
    };
  },
  'a cycle': (_, site) => {
    if (site.isVain) return undefined; // neither tie has a path that the other could name
    const path = join(site.path, site.segment);
    const [one, other] = [tie(`${path}.y`), tie(`${path}.x`)];
    const around = (node: Sketch): Sketch => ({ kind: 'struct', fields: [['t', node]], spelling: 'literal' });
    return {
      node: both(around(one), around(other)),
      issue: () => one,
      isOneOfSeveral: true,
      names: `the tie to '${path}.y' leads back to itself`,
    };
  },
  'a transposed tie to no matrix': (random, site) => {
    const paths = owners(site).filter(
      (path) =>
        (site.places.get(path)?.leaf?.shape.length !== 2 || site.places.get(path)?.isScope) && !leadsTo(path, site),
    );
    if (paths.length === 0) return undefined;
    const path = random.pick(paths);
    return { node: tie(path, true), names: `tied transposed to '${path}': a matrix was expected, found ` };
  },
  'a slice outside its owner': (random, site) => {
    const paths = owners(site).filter((path) => !leadsTo(path, site));
    if (paths.length === 0) return undefined;
    const path = random.pick(paths);
    const { leaf, isScope } = site.places.get(path) as NaivePlace;
    const shape = isScope ? undefined : leaf?.shape;
    const slice = shape === undefined && random.percent(30) ? { at: [] } : outside(random, shape ?? []);
    const found = shape === undefined ? 'a subtree' : `a leaf of shape [${shape.join(', ')}]`;
    const [option, indices] = 'rows' in slice ? ['rows', slice.rows] : ['at', slice.at];
    return {
      node: tie(path, false, slice),
      names: `'.${option}' [${indices.join(', ')}] lies outside '${path}', ${found}`,
    };
  },
};
