import { nearMiss } from './miss.ts';
import type { Planter, Site } from './planter.ts';
import type { Sketch, TieSketch } from './sketch.ts';

const tie = (path: string, transpose = false): TieSketch => ({ kind: 'tie', path, transpose });
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

export const invalidTies: Readonly<Record<string, Planter>> = {
  'a tie to what is not there': (random, site) => {
    const paths = owners(site);
    if (paths.length === 0) return { node: tie('nowhere'), names: "tied to 'nowhere'" };
    const miss = nearMiss(random, site, random.pick(paths));
    return miss === undefined ? undefined : { node: tie(miss, random.percent(20)), names: `tied to '${miss}'` };
  },
  'a tie to a tie': (random, site) => {
    const ties = site.ties.filter((path) => !leadsTo(path, site));
    if (ties.length > 0) {
      const path = random.pick(ties);
      return {
        node: tie(path, random.percent(20)),
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
      node: tie(path, random.percent(20)),
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
};
