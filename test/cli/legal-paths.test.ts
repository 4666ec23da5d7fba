import fc from 'fast-check';
import { expect, test } from 'vitest';
import { legalPathsOf } from '../../src/checkpoint/fit/legal-paths.ts';
import { untyped } from '../schemas.ts';

const paths = (...names: string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from(legalPathsOf(names), ([name, { path }]) => [name, path]));

test('legalPathsOf keeps names that are paths', () => {
  expect(paths('h.0.w', 'a b', "it's", '"', '__proto__', '0', '-1', 'x/y:0', 'größe', 'σ₀.θ', '')).toEqual({ '': '_' });
});
test('legalPathsOf replaces characters that no key may hold', () => {
  expect(paths('x[0].w', 'h.*.w', 'a\\b', 'a\nb', 'a..b', '.a', 'µ', '2×2', '名前', '💀', '\ud83d')).toEqual({
    'x[0].w': 'x_0_.w',
    'h.*.w': 'h._.w',
    'a\nb': 'a_b',
    'a\\b': 'a_b_2',
    'a..b': 'a._.b',
    '.a': '_.a',
    µ: 'u00b5',
    '2×2': '2u00d72',
    名前: 'u540du524d',
    '💀': 'u1f480',
    '\ud83d': 'ud83d',
  });
});
test('legalPathsOf moves a name with others below it below itself', () => {
  expect(paths('w', 'w.scale', 'b')).toEqual({ w: 'w.value' });
  expect(paths('a.b.c', 'a', 'a.b', 'a.value')).toEqual({ a: 'a.value_2', 'a.b': 'a.b.value' });
});
test('legalPathsOf adds a number where paths meet', () => {
  expect(paths('x_', 'x*', 'x[', 'x_.w')).toEqual({ x_: 'x_.value', 'x*': 'x__2', 'x[': 'x__3' });
  expect(paths('x_', 'x*.w', 'x*.b')).toEqual({ 'x*.w': 'x__2.w', 'x*.b': 'x__2.b' });
});
test('legalPathsOf cuts deep names', () => {
  const [path] = Object.values(paths('a.'.repeat(100_000) + 'b')) as [string];
  expect(path.split('.').length).toBe(16);
});
test('legalPathsOf cuts long segments and keeps them apart', () => {
  const long = 'k'.repeat(300);
  const found = paths(`${long}.w`, `${long}x.w`, '名'.repeat(5000), 'k'.repeat(255));
  expect(found).toEqual({
    [`${long}.w`]: `${'k'.repeat(240)}.w`,
    [`${long}x.w`]: `${'k'.repeat(240)}.w_2`,
    ['名'.repeat(5000)]: 'u540d'.repeat(48),
  });
});
test('legalPathsOf finds paths for one layout from any list, in any order of names', () => {
  const segment = fc.oneof(
    fc.constantFrom('0', 'w', '', 'value', '_', '__2', '*', '[', 'w_2', 'ß', '__proto__'),
    fc.string({ maxLength: 2, unit: 'binary' }),
  );
  const names = fc.uniqueArray(
    fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('.')),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(names, (all) => {
      const renamed = legalPathsOf(all);
      expect(legalPathsOf([...all].reverse())).toEqual(renamed);
      const held = all.map((name) => renamed.get(name)?.path ?? name);
      const tree: Record<string, unknown> = {};
      for (const path of held) nest(tree, path.split('.'));
      expect(
        untyped(tree)
          .slots.map(({ path }) => path)
          .sort(),
      ).toEqual(held.sort());
    }),
    { numRuns: 2000 },
  );
});
test('legalPathsOf takes linear time for a hundred thousand names that become one', () => {
  const all = Array.from({ length: 100_000 }, (_, i) =>
    Array.from(i.toString(3), (digit) => '[]*'[Number(digit)])
      .join('')
      .padStart(12, '\\'),
  );
  expect(new Set(Object.values(paths(...all))).size).toBe(all.length);
});

function nest(tree: Record<string, unknown>, [key = '', ...rest]: readonly string[]): void {
  if (rest.length === 0) Object.defineProperty(tree, key, { value: [1], enumerable: true });
  else {
    if (!Object.hasOwn(tree, key)) Object.defineProperty(tree, key, { value: {}, enumerable: true });
    nest(tree[key] as Record<string, unknown>, rest);
  }
}
