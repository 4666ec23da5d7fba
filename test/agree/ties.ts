import { randomKey } from './keys.ts';
import { readIfValid } from './naive.ts';
import type { Random } from './random.ts';
import { randomAlignment } from './shapes.ts';
import {
  below,
  nodesOf,
  replaced,
  type RepeatSketch,
  type Sketch,
  type SliceSketch,
  type StructSketch,
  type TieSketch,
} from './sketch.ts';

/** The same schema with some more ties, each in a random struct or list, to a place in its nearest scope. */
export function withTies(random: Random, sketch: Sketch): Sketch {
  let made = sketch;
  for (let left = Number(random.weighted({ 0: 4, 1: 4, 2: 3, 3: 2, 5: 1 })); left > 0; left--) {
    const scopes = [made, ...[...nodesOf(made)].filter((node) => node.kind === 'scope').map((node) => node.of)];
    const scope = random.pick(scopes);
    const places = [...(readIfValid(scope)?.places ?? [])].filter(([, place]) => place.tiedTo === undefined);
    const homes = homesIn(scope, false);
    if (places.length === 0 || homes.length === 0) continue;
    const home = random.pick(homes);
    const leaves = places.filter(([, { leaf }]) => leaf !== undefined);
    const [path, { leaf, isScope }] = random.pick(home.isVain && leaves.length > 0 ? leaves : places);
    if (home.isVain && leaf === undefined) continue;
    const transpose = leaf?.shape.length === 2 && !isScope && random.percent(40);
    const slice = leaf === undefined || isScope || transpose ? undefined : randomSlice(random, leaf.shape);
    const tie: TieSketch = { kind: 'tie', path, transpose, slice, asData: random.percent(15) };
    const of: Sketch =
      random.percent(10) ?
        { kind: 'aligned', align: randomAlignment(random, 2 ** 30), of: tie, spelling: 'aligned' }
      : tie;
    const more = withOneMore(random, home.node, of);
    const candidate = replaced(made, home.node, more);
    // Read the scope by itself too. In a repeat of 0 blocks it has no path, so the whole schema would not show a cycle
    // in it.
    if (readIfValid(candidate) !== undefined && readIfValid(replaced(scope, home.node, more)) !== undefined)
      made = candidate;
  }
  return made;
}

/** A part of a leaf, or in half of the cases none. */
export function randomSlice(random: Random, shape: readonly number[]): SliceSketch | undefined {
  const [rows] = shape;
  if (random.percent(50)) return undefined;
  if (random.percent(50)) {
    if (rows === undefined) return undefined;
    const start = random.percent(30) ? 0 : random.int(0, rows);
    return { rows: [start, random.percent(30) ? rows : random.int(start, rows)] };
  }
  const axes = shape.slice(0, random.int(0, shape.length));
  return axes.includes(0) ? undefined : { at: axes.map((dim) => random.int(0, dim - 1)) };
}

interface Home {
  readonly node: Sketch;
  /** Whether it is in a repeat of 0 blocks, where no path would show a cycle. */
  readonly isVain: boolean;
}
/** The structs and lists whose ties resolve in a scope, without those in inner scopes. */
function homesIn(node: Sketch, isVain: boolean): Home[] {
  const own = node.kind === 'struct' || node.kind === 'list' ? [{ node, isVain }] : [];
  return [
    ...own,
    ...below(node)
      .filter(({ kind }) => kind !== 'scope')
      .flatMap((each) => homesIn(each, isVain || (node as RepeatSketch).count === 0)),
  ];
}

/** The same struct or list with one more node, which a list gets at its end. */
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
