import { describe, expect, it } from 'vitest';
import { fromJSON, inverse, load, mapping, serialize } from '../../src/checkpoint/index.ts';
import { layout, repeat, tied } from '../../src/index.ts';
import { fileOf, openLayout, openLoad, openMapping, openSerialize } from './open.ts';

const model = openLayout({ h: repeat(2, { q: [4, 8], k: [4, 8], n: [8] }), e: [6, 2], x: [2, 3, 4], s: [] });

describe('a rule that is wrong in itself', () => {
  const operations = 'one of the operations concat, stack, transpose, permute, reshape, interleave, rows was expected';
  it.each([
    [null, 'e', 'a name or an operation was expected, found null'],
    [1, 'e', 'a name or an operation was expected, found 1'],
    [['a'], 'e', 'a name or an operation was expected, found ["a"]'],
    [{}, 'e', `${operations}, found {}`],
    [{ concat1: ['a'] }, 'e', `${operations}, found {"concat1":["a"]}; did you mean 'concat'?`],
    [{ concat: ['a'], stack: 'b' }, 'e', 'concat and stack stand in one object; put one operation inside the other'],
    [{ concat: ['a', 'b'], axes: 1 }, 'e', "concat has no parameter 'axes'; did you mean 'axis'?"],
    [{ concat: [] }, 'e', 'concat joins a list of names and operations, found []'],
    [{ concat: 'a' }, 'e', 'concat joins a list of names and operations, found "a"'],
    [
      { concat: ['a', 'b'], sizes: [1] },
      'e',
      'concat of 2 arrays needs 2 sizes, each a whole number from 0; found [1]',
    ],
    [
      { concat: ['a', 'b'], sizes: [-1, 7] },
      'e',
      'concat of 2 arrays needs 2 sizes, each a whole number from 0; found [-1,7]',
    ],
    [{ concat: ['a', 'b'], axis: -1 }, 'e', 'concat needs a whole number from 0 as its axis, found -1'],
    [{ stack: 'a.{i}', over: 'i', axis: 0.5 }, 'e', 'stack needs a whole number from 0 as its axis, found 0.5'],
    [
      { stack: 'a', over: 'i' },
      'e',
      `stack runs over a wildcard, and "a" has none; write a name such as 'experts.{e}.w' with over: 'e'`,
    ],
    [
      { stack: 'a.{i}' },
      'e',
      "stack needs the name of the wildcard that it runs over; over: 'i' was expected, found nothing",
    ],
    [
      { stack: 'a.{i}.{j}', over: '{i}' },
      'e',
      `stack needs the name of the wildcard that it runs over; over: 'i' or 'j' was expected, found "{i}"`,
    ],
    [
      { stack: 'a.{**i}', over: 'i' },
      'e',
      "stack runs over the values of one segment, and '{**i}' stands for several; write {i}",
    ],
    [
      { permute: 'a', axes: [0, 0] },
      'e',
      'permute needs axes, which hold each axis from 0 once, such as [1, 0, 2]; found [0,0]',
    ],
    [{ permute: 'a' }, 'e', 'permute needs axes, which hold each axis from 0 once, such as [1, 0, 2]; found nothing'],
    [
      { reshape: 'a' },
      'e',
      'reshape needs shape, a list of whole numbers from 0, of which one may be -1; found nothing',
    ],
    [
      { reshape: 'a', shape: [12], from: [-1, -1] },
      'e',
      'reshape needs from, a list of whole numbers from 0, of which one may be -1; found [-1,-1]',
    ],
    [{ interleave: 'a' }, 'e', 'interleave needs heads, a whole number from 1; found nothing'],
    [{ interleave: 'a', heads: 0 }, 'e', 'interleave needs heads, a whole number from 1; found 0'],
    [
      { rows: 'a', range: [3, 2] },
      'e',
      'rows needs a range [start, end] of whole numbers with start < end, found [3,2]',
    ],
    [
      { rows: { transpose: 'a' }, range: [0, 2] },
      'e',
      'rows takes the name of one tensor or leaf, found {"transpose":"a"}',
    ],
    [
      'a.*',
      'h.*.q',
      "'a.*' has a wildcard without a name; write {i} within a segment and {**rest} for several segments",
    ],
    [
      'a.**',
      'h.**',
      "'a.**' has a wildcard without a name; write {i} within a segment and {**rest} for several segments",
    ],
    [
      'a.{0}',
      'h.{0}.q',
      "'a.{0}' has a brace that begins no wildcard; write {i} or {**rest}, with an identifier as the name",
    ],
    [
      'a.{i',
      'h.{i.q',
      "'a.{i' has a brace that begins no wildcard; write {i} or {**rest}, with an identifier as the name",
    ],
    ['a.{i}', 'h.{i}.{i}', "the pattern 'h.{i}.{i}' names its wildcard 'i' twice"],
    ['a{**r}', 'h.{**r}', "'**' must be a segment of its own in the pattern 'a{**r}', found 'a{**r}'"],
    ['a.{r}', 'h.{**r}', "the wildcard '{r}' stands for one segment, but '{**r}' for several; write it in one way"],
    [
      'a',
      'h.{i}.q',
      "the wildcard '{i}' is only on the layout's side; both sides need it, or a stack must run over it",
    ],
    ['a.{i}', 'e', "the wildcard '{i}' is only on the file's side; both sides need it, or a stack must run over it"],
    [
      { concat: ['a.{i}', 'b'] },
      { concat: ['h.{i}.q', 'h.{i}.k'] },
      "'b' lacks the wildcard '{i}', so the rule would use it once for each value of '{i}'",
    ],
    [
      'a',
      { stack: { concat: ['h.{i}.q', 'e'] }, over: 'i' },
      "'e' lacks the wildcard '{i}', so the rule would use it once for each value of '{i}'",
    ],
    [{ concat: ['a.{i}', 'a.{i}'] }, 'h.{i}.q', "'a.{i}' occurs twice on one side"],
    ['a', { concat: ['e', 'e'] }, "'e' occurs twice on one side"],
  ])('mapping refuses [%j, %j]', (file, leaves, says) => {
    const rule = `[${JSON.stringify(file)}, ${JSON.stringify(leaves)}]`;
    expect(() => openMapping(model, [[file, leaves] as never])).toThrow(new TypeError(`the rule ${rule}: ${says}`));
  });

  it.each([
    [{}, 'a list of rules [[file, layout], …] was expected, found {}'],
    [undefined, 'a list of rules [[file, layout], …] was expected, found nothing'],
    [{ 'a.{i}': 'h.{i}.q' }, 'a list of rules [[file, layout], …] was expected, found {"a.{i}":"h.{i}.q"}'],
    [['a'], 'a rule [file, layout] was expected at index 0, found "a"'],
    [
      [
        ['a', 'e'],
        ['a', 'e', 'x'],
      ],
      'a rule [file, layout] was expected at index 1, found ["a","e","x"]',
    ],
    [[() => 1], 'a rule [file, layout] was expected at index 0, found a function'],
  ])('mapping refuses %j instead of rules', (rules, says) => {
    expect(() => openMapping(model, rules as never)).toThrow(new TypeError(`mapping: ${says}`));
  });

  it.each([
    [{ prefix: 1 }, 'mapping: prefix must be a string, found 1'],
    [{ ignore: 'x' }, 'mapping: ignore must be a list of patterns, found "x"'],
    [{ ignored: [] }, "mapping has no option 'ignored'; its options are prefix, ignore; did you mean 'ignore'?"],
    [null, 'mapping: options were expected, found null'],
    [{ ignore: ['a**'] }, "'**' must be a segment of its own in the pattern 'a**', found 'a**'"],
  ])('mapping refuses the options %j', (options, says) => {
    expect(() => openMapping(model, [], options as never)).toThrow(new TypeError(says));
  });

  it('an error shortens a rule and a name that are very long', () => {
    const long = 'x'.repeat(10_000);
    expect(() => openMapping(model, [[`{${long}`, 'e']])).toThrow(/^the rule \["\{x{197}…: '\{x{199}…' has a brace/);
  });
});

describe('a rule whose sizes do not fit', () => {
  it.each([
    ['z', 'z', "the pattern 'z' matches no leaf: there is no 'z'"],
    ['a.{i}', 'h.{i}.qq', "the pattern 'h.{i}.qq' matches no leaf: there is no 'qq' in 'h.0'; did you mean 'q'?"],
    ['a', 'h.0', "the pattern 'h.0' matches no leaf; it is a subtree, so write 'h.0.{**rest}'"],
    ['a', { stack: '{x}', over: 'x' }, "no leaf that matches '{x}' has a number in place of '{x}'"],
    ['a.{i}', { concat: ['h.{i}.q', 'h.{i}.z'] }, "it needs the leaf 'h.0.z', which the layout does not have"],
    ['a.{i}.{j}', { concat: ['h.{i}.{j}', '{i}.0.{j}'] }, "it takes 'h.0.k' twice, as 'h.{i}.{j}' and as '{i}.0.{j}'"],
    [
      { concat: ['a', 'b'], axis: 5 },
      'e',
      'concat along axis 5 needs an array with that axis, found the shape [6, 2], whose axes count from 0',
    ],
    [
      { concat: ['a', 'b'], sizes: [1, 2] },
      'e',
      'the sizes [1, 2] of concat must add up to 6, the size of axis 0 in the shape [6, 2]',
    ],
    [
      { concat: ['a', 'b', 'c', 'd'] },
      'e',
      'concat cannot cut axis 0 of the shape [6, 2] into 4 equal parts; state their sizes',
    ],
    [
      'a.{i}',
      { concat: ['h.{i}.q', 'h.{i}.n'] },
      'concat along axis 0 needs arrays whose other axes agree, found the shapes [4, 8] and [8]',
    ],
    [
      'a.{i}',
      { concat: ['h.{i}.q', 'h.{i}.k'], axis: 2 },
      'concat along axis 2 needs an array with that axis, found the shape [4, 8], whose axes count from 0',
    ],
    [
      'a.{i}',
      { concat: ['h.{i}.q', 'h.{i}.k'], sizes: [3, 5] },
      'concat states the sizes [3, 5], but the leaves have the sizes [4, 4]',
    ],
    [
      'a',
      { stack: 'h.{i}.q', over: 'i', axis: 3 },
      'stack adds axis 3, but to the shape [4, 8] it can add axis 0 to 2',
    ],
    [
      { stack: 'a.{i}', over: 'i', axis: 2 },
      'e',
      'stack along axis 2 needs an array with that axis, found the shape [6, 2], whose axes count from 0',
    ],
    [{ permute: 'a', axes: [0, 2, 1] }, 'e', 'permute orders 3 axes, found the shape [6, 2]'],
    [{ transpose: 'a' }, 'x', 'transpose takes a matrix, found the shape [2, 3, 4]'],
    ['a', { transpose: 's' }, 'transpose takes a matrix, found the shape []'],
    ['a', { reshape: 'e', shape: [5] }, 'reshape cannot give the shape [5] to an array of 12 elements'],
    ['a', { reshape: 'e', shape: [5, -1] }, 'reshape cannot give the shape [5, -1] to an array of 12 elements'],
    [
      { reshape: 'a', shape: [6, 2] },
      'e',
      "on the file's side, reshape needs 'from', the shape of the tensor in " +
        "the file; or write the reshape on the layout's side",
    ],
    [{ reshape: 'a', shape: [6, 2], from: [5] }, 'e', 'reshape cannot give the shape [5] to an array of 12 elements'],
    [
      { reshape: 'a', shape: [3, 4], from: [12] },
      'e',
      "reshape gives the shape [3, 4], but the layout's side needs [6, 2] here",
    ],
    [
      'a',
      { reshape: 'e', shape: [12], from: [2, 6] },
      "reshape states 'from' as [2, 6], but the array has the shape [6, 2]",
    ],
    [
      { interleave: 'a', heads: 5 },
      'e',
      'interleave with heads: 5 needs a multiple of 10 rows, found the shape [6, 2]',
    ],
    ['a', { interleave: 's', heads: 1 }, 'interleave with heads: 1 needs a multiple of 2 rows, found the shape []'],
    [
      { rows: 'a', range: [0, 5] },
      'e',
      "the range [0, 5] takes 5 of the rows, but the layout's side needs the shape [6, 2] here",
    ],
    ['a', { rows: 'e', range: [0, 7] }, 'rows takes rows up to 7, but the shape [6, 2] has 6 rows'],
  ])('mapping refuses [%j, %j]', (file, leaves, says) => {
    const rule = `[${JSON.stringify(file)}, ${JSON.stringify(leaves)}]`;
    expect(() => openMapping(model, [[file, leaves] as never])).toThrow(new TypeError(`the rule ${rule}: ${says}`));
  });

  it('a stack needs arrays of one shape, and a leaf for each number', () => {
    const uneven = openLayout({ w: { 0: [2, 3], 1: [3, 2], 3: [2, 3] } });
    expect(() => openMapping(uneven, [['a', { stack: 'w.{i}', over: 'i' }]])).toThrow(
      'the rule ["a", {"stack":"w.{i}","over":"i"}]: stack needs a leaf for ' +
        "each value of '{i}' from 0 to 3, and some are missing",
    );
    const shapes = openLayout({ w: { 0: [2, 3], 1: [3, 2] } });
    expect(() => openMapping(shapes, [['a', { stack: 'w.{i}', over: 'i' }]])).toThrow(
      'stack needs arrays of one shape, found [2, 3] and [3, 2]',
    );
  });
});

describe('rules that contradict each other', () => {
  it.each([
    [
      [
        ['a.{i}', 'h.{i}.q'],
        ['b.{i}', 'h.{i}.q'],
      ],
      `the rule ["b.{i}", "h.{i}.q"]: the rule ["a.{i}", "h.{i}.q"] takes 'h.0.q' too, and neither name is more literal`,
    ],
    [
      [
        ['a', 'h.0.q'],
        ['a', 'h.1.q'],
      ],
      `the rule ["a", "h.1.q"]: the rule ["a", "h.0.q"] uses the tensor 'a' too`,
    ],
    [[['e', 'h.0.q']], `the rule ["e", "h.0.q"]: the leaf 'e', which no rule takes, uses the tensor 'e' too`],
    [
      [
        ['qk.{i}', { concat: ['h.{i}.q', 'h.{i}.k'] }],
        ['other', 'h.0.k'],
      ],
      `the rule ["qk.{i}", {"concat":["h.{i}.q","h.{i}.k"]}]: it needs the leaf 'h.0.k', which the more literal rule ["other", "h.0.k"] takes`,
    ],
    [
      [
        ['a.{k}', '{k}'],
        ['e', 'e'],
        ['s', 's'],
        ['x', 'x'],
      ],
      `the rule ["a.{k}", "{k}"]: more literal rules take all leaves that match '{k}'`,
    ],
  ] as const)('mapping refuses %j', (rules, says) => {
    expect(() => openMapping(model, rules)).toThrow(new TypeError(says));
  });

  it('a rule that gives two leaves one name is refused', () => {
    const digits = openLayout({ a: { 1: { 11: [2] }, 11: { 1: [2] } } });
    expect(() => openMapping(digits, [['t{i}{j}', 'a.{i}.{j}']])).toThrow(
      new TypeError(`the rule ["t{i}{j}", "a.{i}.{j}"]: it would use the tensor 't111' twice`),
    );
  });

  it('an operation refuses a tied leaf', () => {
    const shared = openLayout({ wte: [3, 2], head: { w: tied('wte') } });
    expect(() => openMapping(shared, [['x', { concat: ['head.w', 'wte'] }]])).toThrow(
      new TypeError(
        `the rule ["x", {"concat":["head.w","wte"]}]: 'head.w' is tied to another ` +
          'leaf; operations take only leaves that own their elements',
      ),
    );
  });
});

describe('a mapping in the wrong place', () => {
  const bytes = fileOf({ e: [6, 2] });
  const small = layout({ e: [6, 2] });
  const same = mapping(small, [['e', 'e']]);

  it.each([{}, null, [['e', 'e']], same.toJSON(), 'e'])('load and serialize refuse %j as a mapping', async (value) => {
    const says = new TypeError('the option mapping takes what mapping(…), inverse or fromJSON returns');
    await expect(openLoad(small as never, bytes, { mapping: value as never })).rejects.toThrow(says);
    expect(() => openSerialize(small as never, small.zeros(), { mapping: value as never })).toThrow(says);
  });

  it.each([
    ['names', {}, 'write names as rules of the mapping'],
    ['transpose', ['e'], 'write transpose as rules of the mapping'],
    ['prefix', 'm.', 'give the prefix to mapping(…)'],
  ])('load and serialize refuse the option %s beside a mapping', async (name, value, hint) => {
    const says = new TypeError(`the options mapping and ${name} exclude each other; ${hint}`);
    const options = { mapping: same, [name]: value };
    await expect(openLoad(small as never, bytes, options)).rejects.toThrow(says);
    expect(() => openSerialize(small as never, small.zeros(), options)).toThrow(says);
  });

  it('load, serialize and fromJSON refuse a mapping for another layout', async () => {
    for (const [other, says] of [
      [layout({ e: [2, 6] }), "'e' of shape [6, 2] was expected, found [2, 6]"],
      [layout({ d: [6, 2] }), "'e' of shape [6, 2] was expected, found no such leaf"],
      [layout({ e: [6, 2], f: [1] }), "it does not have 'f' of shape [1]"],
    ] as const) {
      const error = new TypeError(`the mapping is for another layout: ${says}`);
      await expect(load(other as never, bytes, { mapping: same as never })).rejects.toThrow(error);
      expect(() => serialize(other as never, other.zeros() as never, { mapping: same } as never)).toThrow(error);
      expect(() => fromJSON(same.toJSON(), other)).toThrow(error);
    }
  });

  it('inverse, save and serialize refuse what loses something, and name it', () => {
    const rows = mapping(small, [[{ rows: 'emb', range: [1, 7] }, 'e']]);
    const why = 'the rule [{"rows":"emb","range":[1,7]}, "e"] takes only some rows, so the mapping has no inverse';
    expect(() => inverse(rows)).toThrow(new TypeError(`inverse: ${why}`));
    expect(() => serialize(small, small.zeros(), { mapping: rows })).toThrow(
      new TypeError(`save: ${why}; the option into of save keeps the remaining rows of an older file`),
    );
    const ignoring = mapping(small, [], { ignore: ['mask'] });
    const says = "the mapping ignores 'mask', so it has no inverse; give ignore to load instead of the mapping";
    expect(() => inverse(ignoring)).toThrow(new TypeError(`inverse: ${says}`));
    expect(() => serialize(small, small.zeros(), { mapping: ignoring })).toThrow(new TypeError(`save: ${says}`));
    expect(() => inverse({} as never)).toThrow(
      new TypeError('a mapping was expected, as mapping and fromJSON return it'),
    );
  });
});
