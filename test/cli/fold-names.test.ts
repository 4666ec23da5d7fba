import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldNames } from '../../src/cli/names/fold-names.ts';
import { indexRangesOf } from '../../src/cli/tree/equal-subtrees.ts';

const foldedLabels = (...names: string[]): readonly string[] =>
  foldNames(names, (name) => [name]).map((each) => each.labels.join());

test('foldNames collapses indices if every combination exists', () => {
  expect(foldedLabels('h.0.w', 'h.1.w', 'h.2.w')).toEqual(['h.{0..2}.w']);
  expect(foldedLabels('l.0.e.0', 'l.0.e.1', 'l.1.e.0', 'l.1.e.1')).toEqual(['l.{0,1}.e.{0,1}']);
  expect(foldedLabels('l.0.e.0', 'l.0.e.1', 'l.1.e.0')).toEqual(['l.0.e.{0,1}', 'l.1.e.0']);
  expect(foldedLabels('l.0.e.0', 'l.0.e.1', 'l.2.e.0', 'l.1.e.0', 'l.1.e.1')).toEqual(['l.{0,1}.e.{0,1}', 'l.2.e.0']);
  expect(foldedLabels('h.0.w', 'h.1.b', 'x')).toEqual(['h.0.w', 'h.1.b', 'x']);
  expect(foldedLabels('h.00.w', 'h.01.w')).toEqual(['h.00.w', 'h.01.w']);
  expect(foldedLabels('d.0.0', 'd.1.1', 'd.2.2')).toEqual(['d.0.0', 'd.1.1', 'd.2.2']);
  expect(foldedLabels('', '.', '..')).toEqual(['', '.', '..']);
});

test('foldNames varies equal indices of two names together', () => {
  const pairs = [0, 1, 2].map((i) => [`h.${i}.w`, `blocks.${i}.w`]);
  expect(foldNames(pairs, (pair) => pair).map((each) => each.labels)).toEqual([['h.{0..2}.w', 'blocks.{0..2}.w']]);
  const turned = [0, 1, 2].map((i) => [`h.${i}.w`, `blocks.${2 - i}.w`]);
  expect(foldNames(turned, (pair) => pair).map((each) => each.labels)).toEqual([
    ['h.0.w', 'blocks.2.w'],
    ['h.1.w', 'blocks.1.w'],
    ['h.2.w', 'blocks.0.w'],
  ]);
});

test('foldNames neither loses nor invents names', () => {
  const name = fc.tuple(fc.constantFrom('a', 'b'), fc.nat(3), fc.nat(3)).map((parts) => parts.join('.'));
  fc.assert(
    fc.property(fc.uniqueArray(name), (names) => {
      const folds = foldNames(names, (each) => [each]);
      expect(folds.flatMap(({ items }) => items).sort()).toEqual([...names].sort());
      for (const {
        labels: [label = ''],
        items,
      } of folds)
        expect(expandLabel(label).sort()).toEqual([...items].sort());
    }),
  );
});

/** Expands `a.{0,1}.2` to its names. Indices are below 4, so no progression is abbreviated. */
function expandLabel(label: string): string[] {
  const [, before = '', list = '', after = ''] = /^(.*?)\{([^}]*)\}(.*)$/.exec(label) ?? [];
  if (list === '') return [label];
  const indices = list.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split('..').map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  return indices.flatMap((index) => expandLabel(`${before}${index}${after}`));
}

test('foldNames leaves names of a hundred thousand indices alone', () => {
  const names = ['0.', '1.', '2.'].map((part) => part.repeat(100_000));
  expect(foldedLabels(...names)).toEqual(names);
  expect(foldedLabels(names[0] as string)).toEqual([names[0]]);
});

test('indexRangesOf writes ranges and progressions', () => {
  expect(
    [
      [0],
      [0, 1],
      [0, 1, 2],
      [0, 2, 4],
      [0, 2, 4, 6],
      [0, 1, 3, 5, 7, 9],
      [0, 1, 2, 5, 7, 8, 9],
      [5, 11, 17, 23, 24],
    ].map(indexRangesOf),
  ).toEqual(['0', '0,1', '0..2', '0,2,4', '0,2,…,6', '0,1,3,…,9', '0..2,5,7..9', '5,11,…,23,24']);
});
