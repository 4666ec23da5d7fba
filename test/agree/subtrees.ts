import type { AnyLayout } from '../../src/index.ts';
import { is, type Line } from './literals.ts';
import type { Naive } from './naive.ts';
import type { Random } from './random.ts';
import { messageOf } from './runtime.ts';
import { quoted } from './source.ts';

/** The lines that hold the compiler to what `sub` says: the layout of a subtree, or why it is none. */
export function subtrees(random: Random, model: AnyLayout, { places }: Naive): Line[] {
  const paths = random.shuffled([...places.keys()]).slice(0, 3);
  return paths.flatMap((path, i): Line[] => {
    const call = `m.sub(${quoted(path)})`;
    const says = messageOf(() => model.sub(path));
    if (says !== undefined) return [[`${call};`, { about: `${call} is refused`, refusal: { says, problem: says, column: 'm.sub('.length + 1 } }]];
    const sub = model.sub(path);
    const below = [...places.keys()].filter((each) => each.startsWith(`${path}.`)).map((each) => each.slice(path.length + 1));
    const inner = random.shuffled(below).slice(0, 2);
    return [
      [`const u${i} = ${call};`, { about: `${call} is a layout` }],
      is(`${call}.length`, `typeof u${i}.length`, `${sub.length}`),
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

/** The lines in which a flat array of another layout is bound, of another length and of the same, which only the compiler can tell. */
export function otherFlats(random: Random, model: AnyLayout, { length, root }: Naive): Line[] {
  if (root.holds === 'leaf' || length > 1e5) return [];
  const other = length + random.int(1, 9);
  const says = messageOf(() => model.view(new Float32Array(other))) ?? 'not refused at run time';
  const line = (size: number, sentence: string): Line => [
    `m.view(layout({ 'of another layout': [${size}] }).zeros());`,
    { about: `a flat array of ${size}`, refusal: { says: sentence, problem: sentence, column: 'm.view('.length + 1 } },
  ];
  return [line(other, says), line(length, OTHER_LAYOUT)];
}
