import { flawedKeys } from './flaw-keys.ts';
import { flawedNodes } from './flaw-nodes.ts';
import { flawedSizes } from './flaw-sizes.ts';
import { flawedTies } from './flaw-ties.ts';
import { randomValid } from './generate.ts';
import { naive, type NaivePlace } from './naive.ts';
import type { Random } from './random.ts';
import {
  chainTo,
  type Field,
  type Link,
  type ListSketch,
  nodesOf,
  replaced,
  type Sketch,
  type StructSketch,
} from './sketch.ts';
import { freeKey, withOneMore } from './ties.ts';

/** A sound schema with one flaw more. */
export interface Flawed extends Pick<Plant, 'isAboutHolder' | 'isOneOfSeveral' | 'names'> {
  readonly kind: string;
  readonly sketch: Sketch;
  /** The part that the sentence is about; undefined where the schema has none. */
  flaw(whole: Sketch): Sketch | undefined;
}
export interface Located {
  /** Where the flaw is, from the innermost layout around it. */
  readonly path: string;
  /** The part before which the compiler's error must stand. */
  readonly marked: Sketch;
}

/** A struct or list of a sound schema that a flaw is put into, as the last element or under a key of its own. */
export interface Site {
  readonly home: StructSketch | ListSketch;
  readonly segment: string;
  /** The home's path, and all places, as ties see them: from the innermost scope on. */
  readonly path: string;
  readonly places: ReadonlyMap<string, NaivePlace>;
  readonly root: NaivePlace;
  /** The paths of the ties of that scope. */
  readonly ties: readonly string[];
  /** All of its ties, those in repeats of none too, which no path leads to. */
  readonly tieNodes: readonly { readonly path: string; readonly target: string }[];
  /** Whether it stands in a repeat of none: no path leads there, though it must be sound all the same. */
  readonly isVain: boolean;
}
/** What is put there. `flaw` is what the sentence is about, where that is a part of it, or something around it. */
export interface Plant {
  readonly node: Sketch;
  readonly key?: Field[0];
  readonly flaw?: (whole: Sketch) => Sketch | undefined;
  /** Whether the sentence is about what holds the flaw: it names the key itself. */
  readonly isAboutHolder?: boolean;
  /** Whether the compiler may name another part of it: where literals do not reach, it shows one tie of a cycle, whichever. */
  readonly isOneOfSeveral?: boolean;
  /** What the sentence must name. */
  readonly names: string;
}
export type Planter = (random: Random, site: Site) => Plant | undefined;

const PLANTERS: Readonly<Record<string, Planter>> = { ...flawedSizes, ...flawedNodes, ...flawedKeys, ...flawedTies };
export const FLAWS = Object.keys(PLANTERS);

/** A schema with a flaw of the kind, somewhere. */
export function randomFlawed(random: Random, kind: string): Flawed {
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

function planted(random: Random, kind: string, sketch: Sketch, site: Site, plant: Plant): Flawed {
  const { home } = site;
  const more =
    home.kind === 'struct' ?
      { ...home, fields: random.shuffled([...home.fields, [plant.key ?? site.segment, plant.node] as const]) }
    : withOneMore(random, home, plant.node);
  return { kind, flaw: () => plant.node, ...plant, sketch: replaced(sketch, home, more) };
}

/** Where the flaw of a schema is; undefined where it has none, or where it would be about a holder that there is not. */
export function located({ sketch, flaw, isAboutHolder }: Flawed): Located | undefined {
  const about = flaw(sketch);
  const chain = about === undefined ? undefined : chainTo(sketch, about);
  if (chain === undefined) return undefined;
  const inLayout = chain.slice(
    chain.map(({ node }) => node.kind === 'scope' && node.spelling === 'layout').lastIndexOf(true) + 1,
  );
  const said = isAboutHolder === true ? inLayout.slice(0, -1) : inLayout;
  return said.length === 0 ? undefined : { path: pathOf(said), marked: reached(inLayout) };
}

/** How far the compiler can put an error: down literals to the first marker. */
function reached(chain: readonly Link[]): Sketch {
  const isLiteral = (node: Sketch): boolean =>
    node.kind === 'struct' ?
      node.spelling !== 'ordered' && node.spelling !== 'schema'
    : node.kind === 'list' && node.spelling === 'array';
  const marker = chain.findIndex(({ node }) => !isLiteral(node));
  return (chain[marker < 0 ? chain.length - 1 : marker] as Link).node;
}

/** The first link's own segment leads to it from what is not asked about. */
const pathOf = (chain: readonly Link[]): string =>
  chain
    .slice(1)
    .flatMap(({ segment }) => segment ?? [])
    .join('.');
