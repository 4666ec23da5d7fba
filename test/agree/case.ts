import type * as library from '../../src/index.ts';
import type { Disagreement } from './disagreement.ts';
import type { Line } from './line.ts';
import { Program } from './program.ts';
import type { Random } from './random.ts';
import type { Sketch } from './sketch.ts';
import { NAMES } from './source.ts';

/** A schema and the results that it must have. */
export interface Case {
  readonly sketch: Sketch;
  /** The same case for another schema; undefined where it does not apply to that schema. */
  of(sketch: Sketch): Case | undefined;
  /**
   * Lines in which a compiler must agree with the run time, and the disagreements between run time and naive reference.
   */
  stated(runtime: typeof library, random: Random): Stated;
}
export interface Stated {
  readonly lines: readonly Line[];
  readonly disagreements: readonly Finding[];
}
/** A disagreement about the current case. */
export type Finding = Omit<Disagreement, 'of'>;

/** `Is` tells a literal from a wider type, from `any` and from `never`, and shows both types where they differ. */
export const IS = [
  'type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;',
  'type Is<Found, Expected> = Same<Found, Expected> extends true ? true : { ' +
    'readonly found: Found; readonly expected: Expected };',
];
const HEAD = [
  `import { dim, ${NAMES.join(', ')}, assign, part, select, shardRows, type AnyLayout, type ` +
    'FlatOf, type LabelIndexOf, type Layout, type OffsetOf, type PathOf, type RowShards, ' +
    "type ShapeOf, type Shards, type ViewOf } from 'paramlayout';",
  "const mark: unique symbol = Symbol('mark');",
  ...IS,
];

/** One program of many cases, each under its number, and the disagreements between run time and naive reference. */
export function programOf(
  cases: readonly Case[],
  name: string,
  runtime: typeof library,
  random: Random,
): { program: Program; disagreements: Disagreement[] } {
  const program = new Program(name, HEAD, 1000);
  const disagreements = cases.flatMap((each, i) => {
    const { lines, disagreements: found } = each.stated(runtime, random);
    program.group(`${i}`, lines);
    return found.map((finding) => ({ ...finding, of: `${i}` }));
  });
  return { program, disagreements };
}
