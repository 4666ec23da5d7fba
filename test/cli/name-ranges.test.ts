import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameRangesOf } from '../../src/cli/names/name-ranges.ts';

const rangeLabels = (...names: readonly (string | readonly [string, string])[]): readonly string[] =>
  nameRangesOf(names.map((name) => (typeof name === 'string' ? [name, ''] : name))).map(({ label }) => label);

test('nameRangesOf collapses names that differ only in indices', () => {
  expect(rangeLabels('h.0.w', 'h.1.w', 'x', 'h.2.w', 'h.0.b')).toEqual(['h.{0..2}.w', 'x', 'h.0.b']);
  expect(rangeLabels('h.0.0', 'h.0.1', 'h.1.0', 'h.1.1', 'h.4.0')).toEqual(['h.{0,1}.{0,1}', 'h.4.0']);
  expect(rangeLabels(['h.0', 'a'], ['h.1', 'b'], ['h.2', 'a'])).toEqual(['h.{0,2}', 'h.1']);
  expect(rangeLabels('h.00', 'h.01', '')).toEqual(['h.00', 'h.01', '']);
});
test('nameRangesOf makes a pattern with a star for each index', () => {
  expect(
    nameRangesOf([
      ['h.0.e.3', ''],
      ['h.1.e.3', ''],
    ]),
  ).toEqual([{ label: 'h.{0,1}.e.3', pattern: 'h.*.e.3', count: 2, text: '' }]);
});
test('nameRangesOf makes patterns that match exactly the names of a range', () => {
  const name = fc
    .array(fc.constantFrom('0', '1', '2', 'a'), { minLength: 1, maxLength: 4 })
    .map((segments) => segments.join('.'));
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 40 }), (names) => {
      expect(
        nameRangesOf(names.map((each) => [each, '']))
          .flatMap(({ label }) => expandLabel(label))
          .sort(),
      ).toEqual([...names].sort());
    }),
  );
});

/** All names that a label stands for. */
function expandLabel(label: string): readonly string[] {
  const found = /\{([^}]*)\}/.exec(label);
  if (found === null) return [label];
  const indices = (found[1] as string).split(',').flatMap((run) => {
    const [from = '', to = from] = run.split('..');
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i);
  });
  return indices.flatMap((index) => expandLabel(label.replace(found[0], `${index}`)));
}
