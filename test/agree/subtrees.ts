import { type AnyLayout, part } from '../../src/index.ts';
import { is, type Line } from './line.ts';
import type { Naive } from './naive.ts';
import type { Random } from './random.ts';
import { messageOf } from './runtime.ts';
import { quoted } from './source.ts';

/** The lines in which the compiler must agree with `sub`: on the layout of a subtree, or on the error. */
export function subtrees(random: Random, model: AnyLayout, { places }: Naive): Line[] {
  const paths = random.shuffled([...places.keys()]).slice(0, 3);
  return paths.flatMap((path, i): Line[] => {
    const call = `m.sub(${quoted(path)})`;
    const says = messageOf(() => model.sub(path));
    if (says !== undefined)
      return [
        refused('m.sub(', quoted(path), ');', says),
        refused(
          'part(m, m.zeros(), ',
          quoted(path),
          ');',
          messageOf(() => part(model, new Float32Array(0), path)),
        ),
      ];
    const sub = model.sub(path);
    const range = `part(m, m.zeros(), ${quoted(path)})`;
    const below = [...places.keys()]
      .filter((each) => each.startsWith(`${path}.`))
      .map((each) => each.slice(path.length + 1));
    const inner = random.shuffled(below).slice(0, 2);
    return [
      [`const u${i} = ${call};`, { about: `${call} is a layout` }],
      is(`${call}.length`, `typeof u${i}.length`, `${sub.length}`),
      [`const p${i} = ${range};`, { about: `${range} is a flat array` }],
      is(range, `[typeof p${i}.length, typeof p${i}]`, `[${sub.length}, FlatOf<typeof u${i}>]`),
      ...inner.flatMap((each, n): Line[] => {
        const { offset, length } = sub.at(each);
        const at = `${call}.at(${quoted(each)})`;
        return [
          [`const u${i}_${n} = u${i}.at(${quoted(each)});`, { about: at }],
          is(at, `[typeof u${i}_${n}.offset, typeof u${i}_${n}.length]`, `[${offset}, ${length}]`),
        ];
      }),
    ];
  });
}

const OTHER_LAYOUT = 'a flat array of this layout was expected, found one of another layout of the same length';

/** Lines with an offset, a kind or a layout that a view cannot have. */
export function otherSources(random: Random, model: AnyLayout, { root }: Naive): Line[] {
  const { length } = model;
  if (root.leaf?.shape.length === 0) {
    if (length > 1e5) return [];
    return [
      refused(
        'm.view(',
        `new Float32Array(${length})`,
        ');',
        messageOf(() => model.view(new Float32Array(length))),
      ),
    ];
  }
  if (length > 1e5) return [];
  const big = random.pick(['BigInt64Array', 'BigUint64Array'] as const);
  const Big = { BigInt64Array, BigUint64Array }[big] as never;
  return [
    refused(
      'm.zeros(',
      big,
      ');',
      messageOf(() => model.zeros(Big)),
    ),
    refused(
      'm.view(new ArrayBuffer(8), 0, ',
      big,
      ');',
      messageOf(() => model.view(new ArrayBuffer(8), 0, Big)),
    ),
    refused(
      'm.view(m.zeros(), ',
      '4',
      ');',
      messageOf(() => model.view(model.zeros(), 4 as never)),
    ),
    refused(
      'm.leaves(m.zeros(Int8Array), undefined, ',
      'Float32Array',
      ').next();',
      messageOf(() => model.leaves(model.zeros(Int8Array), undefined as never, Float32Array as never).next()),
    ),
  ];
}

function refused(before: string, given: string, after: string, message: string | undefined): Line {
  const says = message ?? 'not refused at run time';
  return [
    `${before}${given}${after}`,
    { about: `${before}${given}`, expectedError: { says, message: says, column: before.length + 1 } },
  ];
}

/** Lines that bind flat arrays of other layouts. Only the compiler can refuse one of the same length. */
export function otherFlats(random: Random, model: AnyLayout, { root }: Naive): Line[] {
  const { length } = model;
  if (root.holds === 'leaf' || length > 1e5) return [];
  const other = length + random.int(1, 9);
  const says = messageOf(() => model.view(new Float32Array(other))) ?? 'not refused at run time';
  const line = (size: number, sentence: string): Line => [
    `m.view(layout({ 'of another layout': [${size}] }).zeros());`,
    {
      about: `a flat array of ${size}`,
      expectedError: { says: sentence, message: sentence, column: 'm.view('.length + 1 },
    },
  ];
  return [line(other, says), line(length, OTHER_LAYOUT)];
}
