import type * as library from '../../src/index.ts';
import type { AnyLayout, Slot } from '../../src/index.ts';
import type { Finding, Stated } from './case.ts';
import { dims, is, type Line } from './line.ts';
import type { Naive, NaivePlace } from './naive.ts';
import type { Random } from './random.ts';
import { messageOf } from './runtime.ts';
import { quoted } from './source.ts';

const MOST_PATHS = 6;

/** The lines in which the compiler must agree with the labels, the shards and the rows of a schema. */
export function shards(random: Random, code: string, model: AnyLayout, naive: Naive, runtime: typeof library): Stated {
  const paths = random.shuffled([...naive.places.keys()]).slice(0, MOST_PATHS);
  const labelled = paths.map((path) => labelOf(random, path, naive.places.get(path) as NaivePlace));
  const [count, align] = [random.magnitude(128), random.magnitude(10_000)];
  const share = Math.ceil(naive.length / count);
  const expected = Math.ceil(share / align) * align;
  const isSafe = Number.isSafeInteger(expected);
  const cut = (): number | undefined => runtime.shard(model, count, { align })[0]?.length;
  const found = isSafe ? cut() : messageOf(cut);
  const differs = (about: string, found: unknown, expects: unknown): Finding[] =>
    JSON.stringify(found) === JSON.stringify(expects) ?
      []
    : [
        {
          between: 'runtime and naive reference',
          about,
          code,
          found: `${JSON.stringify(found)}, not ${JSON.stringify(expects)}`,
        },
      ];
  return {
    lines: [
      ...labelled.map(({ label }) => {
        const found = runtime.indexOf(model, label);
        return is(`label ${quoted(label)}`, `LabelIndexOf<typeof m, ${quoted(label)}>`, typeText(found));
      }),
      // Only the run time refuses a shard that is longer than any flat array.
      ...(isSafe ?
        [is(`${count} shards, align ${align}`, `Shards<typeof m, ${count}, ${align}>[0]['length']`, `${expected}`)]
      : []),
      ...rows(random, model, paths, runtime),
    ],
    disagreements: [
      ...differs(`${count} shards, align ${align}`, found, isSafe ? expected : tooLong(share, align)),
      ...labelled.flatMap(({ label, index }) => differs(`label ${label}`, runtime.indexOf(model, label), index)),
    ],
  };
}

const tooLong = (share: number, align: number): string =>
  `a shard of at most ${2 ** 53 - 1} elements was expected, found ${share} rounded up to a multiple of ${align}`;

type Index = number | { readonly start: number; readonly end: number };
const typeText = (index: Index): string =>
  typeof index === 'number' ? `${index}` : `{ readonly start: ${index.start}; readonly end: ${index.end} }`;

/** The label of an element of a leaf or of a whole place, and what it leads to. */
function labelOf(random: Random, path: string, place: NaivePlace): { label: string; index: Index } {
  const { offset, length, leaf } = place;
  if (leaf === undefined || (leaf.shape.length > 0 && (length === 0 || random.percent(20))))
    return { label: path, index: { start: offset, end: offset + length } };
  const indices = leaf.shape.map((size) => random.int(0, Math.min(size, 2 ** 31) - 1));
  const index = indices.reduce((at, i, d) => at + i * (leaf.strides[d] as number), offset);
  return { label: leaf.shape.length === 0 ? path : `${path}[${indices.join()}]`, index };
}

/** The lines about the rows of a rank, or the one in which the compiler must refuse a tie that cannot follow. */
function rows(random: Random, model: AnyLayout, paths: readonly string[], { shardRows }: typeof library): Line[] {
  const count = random.percent(20) ? random.int(1, 128) : random.int(1, 9);
  const rank = random.percent(30) ? count - 1 : random.int(0, count - 1);
  const says = messageOf(() => shardRows(model, count));
  if (says !== undefined) {
    const column = 'shardRows('.length + 1;
    return [[`shardRows(m, ${count});`, { about: 'rows', expectedError: { says, message: says, column } }]];
  }
  const found = shardRows(model, count)[rank] as AnyLayout;
  const type = `RowShards<typeof m, ${count}>[${rank}]`;
  return [
    [`shardRows(m, ${count});`, { about: 'rows' }],
    is(`the length of rank ${rank} of ${count}`, `${type}['length']`, `${found.length}`),
    ...paths.map((path) => {
      const { offset, shape } = found.at(path) as Slot; // or a range, which has no shape
      const about = `${quoted(path)} in rank ${rank} of ${count}`;
      return shape === undefined ?
          is(about, `OffsetOf<${type}, ${quoted(path)}>`, `${offset}`)
        : is(
            about,
            `[OffsetOf<${type}, ${quoted(path)}>, ShapeOf<${type}, ${quoted(path)}>]`,
            `[${offset}, ${dims(shape)}]`,
          );
    }),
  ];
}
