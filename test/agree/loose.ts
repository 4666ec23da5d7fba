import type { AnyLayout, Slot } from '../../src/index.ts';
import { dims, is, type Line } from './line.ts';
import { nearMiss } from './miss.ts';
import type { Naive } from './naive.ts';
import type { Random } from './random.ts';
import { messageOf } from './runtime.ts';
import { quoted } from './source.ts';

/** Lines with paths that are not one literal: a union of two, an index of type number, a type parameter. */
export function loose(random: Random, model: AnyLayout, judged: Naive, paths: readonly string[]): Line[] {
  return [
    ...eitherOf(random, model, judged, paths),
    ...paths.slice(0, 3).flatMap((path) => open(random, model, judged, path)),
    ...generic(model, paths),
  ];
}

/** A union of two paths has the slot of either. The error names the path that does not exist. */
function eitherOf(random: Random, model: AnyLayout, judged: Naive, [first, second]: readonly string[]): Line[] {
  if (first === undefined || second === undefined) return [];
  const both = `m.at(null! as ${quoted(first)} | ${quoted(second)})`;
  const lines: Line[] = [
    [`const either = ${both};`, { about: `${both} is accepted` }],
    is(
      both,
      '[typeof either.path, typeof either.offset, typeof either.length]',
      `typeof s0 extends infer A ? typeof s1 extends infer B ? ${union('A', 'B')} : 0 : 0`,
    ),
    is(both, 'typeof either', 'typeof s0 | typeof s1'),
  ];
  const miss = nearMiss(random, judged, second);
  if (miss === undefined || /[^\x20-\x7e]/.test(miss)) return lines;
  const says = messageOf(() => model.at(miss)) ?? 'not refused at run time';
  return [
    ...lines,
    [
      `m.at(null! as ${quoted(first)} | ${quoted(miss)});`,
      {
        about: `${quoted(miss)} is refused beside ${quoted(first)}`,
        expectedError: { says, message: says, column: 'm.at('.length + 1 },
      },
    ],
  ];
}
const union = (a: string, b: string): string =>
  `[(${a} | ${b})['path' & keyof (${a} | ${b})], (${a} | ${b})['offset' & keyof ` +
  `(${a} | ${b})], (${a} | ${b})['length' & keyof (${a} | ${b})]]`;

/** With an index of type number, the leaf has the shapes of all items that it may be, and its offset is unknown. */
function open(random: Random, model: AnyLayout, { places, root }: Naive, path: string): Line[] {
  // The naive reference lists only some indices of a long repeat, so it does not know all items.
  if ([root, ...places.values()].some(({ holds, count }) => holds === 'list' && count > 64)) return [];
  const segments = path.split('.');
  const around = (n: number): string => segments.slice(0, n).join('.');
  const indices = segments.flatMap((_, n) => ((n === 0 ? root : places.get(around(n)))?.holds === 'list' ? [n] : []));
  const at = indices.length === 0 ? undefined : random.pick(indices);
  if (at === undefined) return [];
  const before = at === 0 ? '' : `${around(at)}.`;
  const after = segments
    .slice(at + 1)
    .map((each) => `.${each}`)
    .join('');
  const items = [...places].filter(
    ([each]) =>
      each.startsWith(before) &&
      each.endsWith(after) &&
      /^\d+$/.test(each.slice(before.length, each.length - after.length)),
  );
  const call = `m.at(\`${escaped(before)}\${null! as number}${escaped(after)}\`)`;
  const name = `open${at}_${path.length}`;
  const shapes = items.map(([each, { leaf }]) => {
    const { length } = model.at(each);
    return leaf === undefined ? `[${length}]` : `[${length}, ${dims(leaf.shape)}, ${leaf.transposed}]`;
  });
  return [
    [
      `{ const ${name} = ${call}; type Any<T> = T extends { length: infer N } ? T extends { shape: ` +
        'infer S; transposed: infer R } ? R extends unknown ? [N, S, R] : 0 : [N] : 0; const is: ' +
        `Is<Any<typeof ${name}>, ${[...new Set(shapes)].join(' | ')}> = true; }`,
      { about: `${call} is any of its items` },
    ],
  ];
}
const escaped = (text: string): string => text.replaceAll(/[\\`$]/g, (char) => `\\${char}`);

/** A function that is generic over layouts or paths returns the same literals. */
function generic(model: AnyLayout, [path]: readonly string[]): Line[] {
  if (path === undefined) return [];
  const found = model.at(path) as Slot;
  return [
    [`const atLayout = <S>(any: Layout<S>) => any.at(${quoted(path)});`, { about: 'a path in a layout of any schema' }],
    [`const inLayout = atLayout(m);`, { about: 'a path in a layout of any schema' }],
    is('a path in a layout of any schema', 'typeof inLayout', 'typeof s0'),
    [`const atPath = <P extends PathOf<typeof m>>(any: P) => m.at(any);`, { about: 'any path of a layout' }],
    [`const inPath = atPath(${quoted(path)});`, { about: 'any path of a layout' }],
    is('any path of a layout', 'typeof inPath', 'typeof s0'),
    [
      `const flatAny = <L extends AnyLayout>(any: L): FlatOf<L> => any.zeros();`,
      { about: 'a flat array of any layout' },
    ],
    [
      `const viewAny = <L extends AnyLayout>(any: L, flat: FlatOf<L>): ViewOf<L> => any.view(flat);`,
      { about: 'a view of any layout' },
    ],
    [
      `const offsetAny = <L extends AnyLayout, P extends PathOf<L>>(_any: L, _path: P): OffsetOf<L, P> => null!;`,
      { about: 'an offset in any layout' },
    ],
    [`const flatOfM = flatAny(m);`, { about: 'a flat array of any layout' }],
    is('a flat array of any layout', '(typeof flatOfM)["length"]', `${model.length}`),
    [`const viewOfM = viewAny(m, flatOfM);`, { about: 'a view of any layout' }],
    is('a view of any layout', 'typeof viewOfM', 'V'),
    [`const offsetInM = offsetAny(m, ${quoted(path)});`, { about: 'an offset in any layout' }],
    is('an offset in any layout', 'typeof offsetInM', `${found.offset}`),
  ];
}
