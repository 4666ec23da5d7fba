import { randomValid } from './generate.ts';
import { invalidKeys } from './invalid-keys.ts';
import { invalidNodes } from './invalid-nodes.ts';
import { invalidSizes } from './invalid-sizes.ts';
import { invalidTies } from './invalid-ties.ts';
import { naive } from './naive.ts';
import type { Plant, Planter, Site } from './planter.ts';
import type { Random } from './random.ts';
import { chainTo, type Link, nodesOf, replaced, type Sketch } from './sketch.ts';
import { freeKey, withOneMore } from './ties.ts';

/** A valid schema to which one issue was added. */
export interface InvalidSchema extends Pick<Plant, 'isAboutHolder' | 'isOneOfSeveral' | 'names'> {
  readonly kind: string;
  readonly sketch: Sketch;
  /** The part that the error names; undefined where the schema does not have it. */
  issue(whole: Sketch): Sketch | undefined;
}
export interface Located {
  /** The path of the issue, from the innermost layout around it. */
  readonly path: string;
  /** The part where the compiler must report the error. */
  readonly marked: Sketch;
}

const PLANTERS: Readonly<Record<string, Planter>> = {
  ...invalidSizes,
  ...invalidNodes,
  ...invalidKeys,
  ...invalidTies,
};
export const ISSUES = Object.keys(PLANTERS);

/** A random schema with an issue of the kind at a random place. */
export function randomInvalid(random: Random, kind: string): InvalidSchema {
  for (;;) {
    const { sketch, naive: judged } = randomValid(random);
    if (judged.length > Number.MAX_SAFE_INTEGER / 4) continue; // what is added must not make it too long
    const homes = [...nodesOf(sketch)].filter((node) => node.kind === 'struct' || node.kind === 'list');
    if (homes.length === 0) continue;
    const home = random.pick(homes);
    const site = siteOf(random, sketch, home);
    const plant = (PLANTERS[kind] as Planter)(random, site);
    if (plant !== undefined) return planted(random, kind, sketch, site, plant);
  }
}

function siteOf(random: Random, sketch: Sketch, home: Site['home']): Site {
  const chain = chainTo(sketch, home) as Link[];
  const scope = chain.map(({ node }) => node.kind).lastIndexOf('scope') + 1;
  const inScope = (chain[scope] as Link).node;
  const { places, root } = naive(inScope);
  const nodes = [...nodesOf(inScope)]
    .filter((node) => node.kind === 'tie')
    .map((node) => [node, chainTo(inScope, node) as Link[]] as const);
  const own = nodes.filter(([, links]) => links.every(({ node }) => node.kind !== 'scope'));
  return {
    home,
    segment: home.kind === 'list' ? `${home.items.length}` : freeKey(random, home),
    path: pathOf(chain.slice(scope)),
    places,
    root,
    isVain: chain.some(({ node }) => node.kind === 'repeat' && node.count === 0),
    ties: own.map(([, links]) => pathOf(links)).filter((path) => places.has(path)),
    tieNodes: own.map(([node, links]) => ({ path: pathOf(links), target: node.path })),
  };
}

function planted(random: Random, kind: string, sketch: Sketch, site: Site, plant: Plant): InvalidSchema {
  const { home } = site;
  const more =
    home.kind === 'struct' ?
      { ...home, fields: random.shuffled([...home.fields, [plant.key ?? site.segment, plant.node] as const]) }
    : withOneMore(random, home, plant.node);
  return { kind, issue: () => plant.node, ...plant, sketch: replaced(sketch, home, more) };
}

/**
 * The place of the issue in a schema; undefined where the schema does not have it, or where nothing is around it that
 * the error could name.
 */
export function located({ sketch, issue, isAboutHolder }: InvalidSchema): Located | undefined {
  const about = issue(sketch);
  const chain = about === undefined ? undefined : chainTo(sketch, about);
  if (chain === undefined) return undefined;
  const inLayout = chain.slice(
    chain.map(({ node }) => node.kind === 'scope' && node.spelling === 'layout').lastIndexOf(true) + 1,
  );
  const said = isAboutHolder === true ? inLayout.slice(0, -1) : inLayout;
  return said.length === 0 ? undefined : { path: pathOf(said), marked: reached(inLayout) };
}

/** The innermost part at which the compiler can report an error: it follows literals down to the first marker. */
function reached(chain: readonly Link[]): Sketch {
  const isLiteral = (node: Sketch): boolean =>
    node.kind === 'struct' ?
      node.spelling !== 'ordered' && node.spelling !== 'schema'
    : node.kind === 'list' && node.spelling === 'array';
  const isOption = chain[0]?.node.kind === 'aligned' && chain[0].node.spelling === 'option';
  const marker = chain.findIndex(({ node }, i) => !isLiteral(node) && !(i === 0 && isOption && chain.length > 1));
  return (chain[marker < 0 ? chain.length - 1 : marker] as Link).node;
}

/** Leaves out the segment of the first link, which leads into the chain from outside. */
const pathOf = (chain: readonly Link[]): string =>
  chain
    .slice(1)
    .flatMap(({ segment }) => segment ?? [])
    .join('.');
