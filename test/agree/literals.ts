import type { AnyLayout, Slot } from '../../src/index.ts';
import { dims, is, type Line } from './line.ts';
import { loose } from './loose.ts';
import { nearMiss } from './miss.ts';
import type { Naive, NaivePlace } from './naive.ts';
import type { Random } from './random.ts';
import { messageOf } from './runtime.ts';
import { quoted } from './source.ts';

const MOST_PATHS_LISTED = 150;
const MOST_CHECKED = 60;

/** The lines in which the compiler must agree with what the run time computed for a schema. */
export function literals(random: Random, code: string, model: AnyLayout, judged: Naive): Line[] {
  const paths = [...judged.places.keys()];
  const isWhole = [judged.root, ...judged.places.values()].every(({ holds, count }) => holds !== 'list' || count <= 64);
  const checked = random.shuffled(paths).slice(0, MOST_CHECKED);
  return [
    [`const m = layout(${code});`, { about: 'the schema compiles' }],
    is('length', 'typeof m.length', `${model.length}`),
    ...(isWhole && paths.length <= MOST_PATHS_LISTED ?
      [is('all paths', 'PathOf<typeof m>', paths.map(quoted).join(' | ') || 'never')]
    : []),
    ...(paths.length > 0 ? [['type V = ViewOf<typeof m>;', { about: 'the type of the view' }] as const] : []),
    ...checked.flatMap((path, i) => placed(model, judged, path, i)),
    ...checked.flatMap((path) => missed(random, model, judged, path)),
    ...loose(random, model, judged, checked),
  ];
}

/** The lines in which the compiler must agree with the slot of a leaf or the range of a subtree. */
export function placed(model: AnyLayout, judged: Naive, path: string, i: number): Line[] {
  const found = model.at(path) as Slot; // or a range, which has less
  const place = judged.places.get(path) as NaivePlace;
  const at: Line = [`const s${i} = m.at(${quoted(path)});`, { about: `the path ${quoted(path)} is accepted` }];
  if (place.leaf === undefined) {
    const fields = ['path', 'offset', 'length', ...(place.stride === undefined ? [] : ['count', 'stride'])];
    const expected = [
      quoted(path),
      found.offset,
      found.length,
      ...(place.stride === undefined ? [] : [place.count, place.stride]),
    ];
    return [
      at,
      is(
        `subtree ${quoted(path)}`,
        `[${fields.map((field) => `typeof s${i}.${field}`).join(', ')}]`,
        `[${expected.join(', ')}]`,
      ),
    ];
  }
  const fields = ['path', 'offset', 'length', 'shape', 'strides', 'tiedTo', 'transposed'];
  const [shape, strides] = [dims(found.shape), dims(found.strides)];
  const tiedTo = found.tiedTo === undefined ? 'undefined' : quoted(found.tiedTo);
  const expected = [quoted(path), found.offset, found.length, shape, strides, tiedTo, found.transposed];
  const view = `V${path
    .split('.')
    .map((segment, n, all) => step(judged, all.slice(0, n).join('.'), segment))
    .join('')}`;
  return [
    at,
    is(
      `leaf ${quoted(path)}`,
      `[${fields.map((field) => `typeof s${i}.${field}`).join(', ')}]`,
      `[${expected.join(', ')}]`,
    ),
    shape === 'readonly []' ?
      is(`view of the scalar ${quoted(path)}`, view, 'number')
    : is(
        `view of ${quoted(path)}`,
        `[${view}['shape'], ${view}['strides'], ${view}['length']]`,
        `[${shape}, ${strides}, ${found.length}]`,
      ),
  ];
}

/** Lists are indexed by numbers: for a long list the compiler has no property names. */
const step = ({ places, root }: Naive, around: string, segment: string): string => {
  return (around === '' ? root : places.get(around))?.holds === 'list' ? `[${segment}]` : `[${quoted(segment)}]`;
};

/** A line with a path that almost exists, if one was found. */
export function missed(random: Random, model: AnyLayout, judged: Naive, path: string): Line[] {
  const miss = nearMiss(random, judged, path);
  if (miss === undefined) return [];
  const says = messageOf(() => model.at(miss)) ?? 'not refused at run time';
  const text = `m.at(${quoted(miss)});`;
  return [
    [
      text,
      {
        about: `the path ${quoted(miss)} is refused`,
        expectedError: { says, message: says, column: 'm.at('.length + 1 },
      },
    ],
  ];
}
