// What `pack` makes of leaves, integers, flat arrays in the wrong place, and single numbers.
import { describe, expect, it } from 'vitest';
import { layout, repeat, scope, tied } from '../src/index.ts';

const run = (length: number, from = 1): Float32Array<ArrayBuffer> => Float32Array.from({ length }, (_, i) => i + from);
const matrix = layout({ w: [2, 3], t: tied('w', { transpose: true }) });
/** A leaf of shape [3, 2] that reads 1 to 6 by columns: [[1, 4], [2, 5], [3, 6]]. */
const transposed = matrix.view(run(6)).t;
const straight = matrix.view(run(6)).w;

describe('pack of leaves', () => {
  it('pack reads a leaf by the strides of that leaf', () => {
    expect([...layout({ v: [3, 2] }).pack({ v: transposed })]).toEqual([1, 4, 2, 5, 3, 6]);
    expect([...layout({ v: [3, 2] }).pack({ v: transposed }, new Float64Array(6))]).toEqual([1, 4, 2, 5, 3, 6]);
    expect([...layout({ v: [3, 2] }).pack({ v: transposed }, new Int32Array(6))]).toEqual([1, 4, 2, 5, 3, 6]);
    expect([...layout({ v: [2, 3] }).pack({ v: straight })]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('pack writes a leaf by the strides of its place in the layout', () => {
    expect([...matrix.pack({ w: straight, t: transposed })]).toEqual([1, 2, 3, 4, 5, 6]);
    const square = layout({ w: [2, 2], t: tied('w', { transpose: true }) });
    const { w, t } = square.view(run(4));
    expect([...square.pack({ w: t, t: w })]).toEqual([1, 3, 2, 4]);
    expect(() => square.pack({ w, t: w })).toThrow("'t' differs from its owner 'w' at element 1");
    expect([...square.pack(square.view(run(4)))]).toEqual([1, 2, 3, 4]);
    expect([
      ...square.pack({
        w: [
          [1, 2],
          [3, 4],
        ],
        t: [
          [1, 3],
          [2, 4],
        ],
      }),
    ]).toEqual([1, 2, 3, 4]);
  });

  it('pack reads a leaf of another copy of the library by its strides', () => {
    const strided = Object.assign(run(12), { shape: [3, 2, 2], strides: [1, 6, 3] });
    expect([...layout({ v: [3, 2, 2] }).pack({ v: strided })]).toEqual([1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12]);
  });

  it('pack takes a leaf for one row or several rows of nested arrays', () => {
    const rows = layout({ r: repeat(2, { x: [3], m: [2, 3] }) });
    const { r } = rows.view(run(18));
    expect([...layout({ v: [2, 3] }).pack({ v: [r[0].x, r[1].x] })]).toEqual([7, 8, 9, 16, 17, 18]);
    expect([...layout({ v: [2, 2, 3] }).pack({ v: [r[1].m, r[0].m] })]).toEqual([
      10, 11, 12, 13, 14, 15, 1, 2, 3, 4, 5, 6,
    ]);
    expect([...layout({ v: [2, 3, 2] }).pack({ v: [transposed, transposed] })]).toEqual([
      1, 4, 2, 5, 3, 6, 1, 4, 2, 5, 3, 6,
    ]);
    expect([...layout({ v: [2, 3, 2] }).pack({ v: [transposed, [[1, 2], [3, 4], new Int8Array([5, 6])]] })]).toEqual([
      1, 4, 2, 5, 3, 6, 1, 2, 3, 4, 5, 6,
    ]);
  });

  it.each([
    [
      'a [2, 3] leaf for [3, 2]',
      () => layout({ v: [3, 2] }).pack({ v: straight }),
      "'v': a leaf of shape [3, 2] was expected, found a leaf of shape [2, 3]; pass its subarray()",
    ],
    [
      'its transpose for [2, 3]',
      () => layout({ v: [2, 3] }).pack({ v: transposed }),
      "'v': a leaf of shape [2, 3] was expected, found a leaf of shape [3, 2]",
    ],
    [
      'a matrix for a vector',
      () => layout({ v: [6] }).pack({ v: straight }),
      "'v': a leaf of shape [6] was expected, found a leaf of shape [2, 3]",
    ],
    [
      'a matrix for a row',
      () => layout({ v: [2, 6] }).pack({ v: [straight, straight] }),
      "'v': a leaf of shape [6] was expected, found a leaf of shape [2, 3]",
    ],
    [
      'a matrix of another shape for several rows',
      () => layout({ v: [1, 2, 3] }).pack({ v: [transposed] }),
      "'v': a leaf of shape [2, 3] was expected, found a leaf of shape [3, 2]",
    ],
    [
      'a leaf for a scalar',
      () => layout({ v: [] }).pack({ v: layout({ x: [1] }).view(run(1)).x }),
      "'v': a leaf of shape [] was expected, found a leaf of shape [1]",
    ],
    [
      'a matrix for a list of scalars',
      () => layout({ v: repeat(6, []) }).pack({ v: straight }),
      "'v': 6 items were expected, found 6 in 2 dimensions",
    ],
    [
      'a leaf for a subtree',
      () => layout({ v: { x: [6] } }).pack({ v: straight }),
      "'v': an object was expected, found a leaf of shape [2, 3]",
    ],
  ])('pack refuses a leaf of another shape: %s', (_, pack, says) => {
    expect(pack).toThrow(says);
  });

  it('pack takes a vector for a list of scalars, and a plain typed array for anything of its length', () => {
    expect([...layout({ v: repeat(3, []) }).pack({ v: layout({ x: [3] }).view(run(3)).x })]).toEqual([1, 2, 3]);
    expect([...layout({ v: [3, 2] }).pack({ v: straight.subarray() })]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('transposed leaves in place of flat arrays', () => {
  const six = layout({ a: [6] });
  const flat = transposed as Float32Array as never;
  it.each([
    ['view', () => six.view(flat)],
    ['view, after a view of the same kind', () => [six.view(run(6)), six.view(flat)]],
    ['viewAt', () => six.viewAt(flat, 'a')],
    ['leaves', () => [...six.leaves(flat)]],
    ['unpack', () => six.unpack(flat)],
    ['pack', () => six.pack({ a: run(6) }, flat)],
    ['pack into', () => six.pack({ a: run(6) }, { into: flat })],
  ])('%s refuses a transposed leaf in place of a flat array', (_, use) => {
    expect(use).toThrow('a flat array was expected, found a transposed leaf of shape [3, 2]');
  });

  it('a transposed leaf serves as a flat array where its elements lie in their own order', () => {
    expect(six.viewAt(straight as Float32Array as never, 'a')).toEqual(run(6));
    const row = layout({ w: [3, 1], t: tied('w', { transpose: true }) }).view(run(3)).t;
    expect(layout({ a: [3] }).viewAt(row as Float32Array as never, 'a')).toEqual(run(3));
  });
});

describe('pack of integers', () => {
  const four = layout({ w: [2, 2], s: [] });
  const big = 2 ** 31 + 1;
  const into = (values: unknown, kind: 'f32' | 'f64' | 'i32' = 'f32'): number[] => {
    const flat = { f32: new Float32Array(5), f64: new Float64Array(5), i32: new Int32Array(5) }[kind];
    return [...four.pack({ w: values, s: 0 }, flat)].slice(1);
  };

  it.each([
    [
      'out of a Uint32Array',
      () => into(new Uint32Array([0, 1, 2, big])),
      `'w': element 3: Float32Array cannot hold ${big} exactly`,
    ],
    [
      'out of an Int32Array',
      () => into(new Int32Array([0, -16777217, 2, 3])),
      "'w': element 1: Float32Array cannot hold -16777217 exactly",
    ],
    [
      'out of nested arrays',
      () =>
        into([
          [0, 1],
          [big, 3],
        ]),
      `'w': element 2: Float32Array cannot hold ${big} exactly`,
    ],
    [
      'out of a row',
      () => into([[0, 1], new Uint32Array([0, big])]),
      `'w': element 3: Float32Array cannot hold ${big} exactly`,
    ],
    [
      'that is a scalar',
      () =>
        four.pack({
          w: [
            [0, 0],
            [0, 0],
          ],
          s: big,
        }),
      `'s': Float32Array cannot hold ${big} exactly`,
    ],
    [
      'that fills a leaf',
      () => four.pack({ w: big, s: 0 }, { fill: true }),
      `'w': element 0: Float32Array cannot hold ${big} exactly`,
    ],
    [
      'the largest there are',
      () =>
        into([
          [0, 0],
          [0, Number.MAX_SAFE_INTEGER],
        ]),
      "'w': element 3: Float32Array cannot hold 9007199254740991 exactly",
    ],
    [
      'a fraction into integers',
      () =>
        into(
          [
            [0, 0.5],
            [0, 0],
          ],
          'i32',
        ),
      "'w': element 1: Int32Array cannot hold 0.5 exactly",
    ],
    [
      'out of floats into integers',
      () => into(new Float32Array([0, 1, 2, 3e9]), 'i32'),
      "'w': element 3: Int32Array cannot hold 3000000000 exactly",
    ],
  ])('pack refuses integers that the flat array cannot hold: %s', (_, pack, says) => {
    expect(pack).toThrow(says);
  });

  it('pack names an element of a transposed leaf by row and column', () => {
    const wide = matrix.view(matrix.zeros(Uint32Array));
    wide.w[1] = big;
    expect(() => layout({ v: [3, 2] }).pack({ v: wide.t })).toThrow(
      `'v': element 2: Float32Array cannot hold ${big} exactly`,
    );
    expect(() =>
      layout({ v: [2, 3, 2] }).pack({
        v: [
          [
            [0, 0],
            [0, 0],
            [0, 0],
          ],
          wide.t,
        ],
      }),
    ).toThrow(`'v': element 8: Float32Array cannot hold ${big} exactly`);
  });

  it('pack takes integers that the flat array holds', () => {
    expect(into(new Uint32Array([0, 2 ** 24, 2 ** 31, 3]))).toEqual([0, 2 ** 24, 2 ** 31, 3]);
    expect(into(new Uint32Array([0, 1, 2, big]), 'f64')).toEqual([0, 1, 2, big]);
    expect(
      into(
        [
          [0, 1],
          [2, big],
        ],
        'f64',
      ),
    ).toEqual([0, 1, 2, big]);
  });

  it('pack rounds fractions, and numbers that are not known to be integers', () => {
    expect(
      into([
        [0.1, 1e30],
        [-0, Infinity],
      ]),
    ).toEqual([Math.fround(0.1), Math.fround(1e30), -0, Infinity]);
    expect(
      into([
        [NaN, 1e-50],
        [2.5, 16777216.5],
      ]),
    ).toEqual([NaN, 0, 2.5, 16777216]);
    expect(into(new Float64Array([0.1, big, 1, 2]))).toEqual([Math.fround(0.1), 2 ** 31, 1, 2]);
  });

  it('pack leaves the flat array as it was where it refuses an integer', () => {
    const flat = new Float32Array(5).fill(7);
    expect(() =>
      four.pack(
        {
          w: [
            [1, 2],
            [3, big],
          ],
          s: 1,
        },
        flat,
      ),
    ).toThrow(/cannot hold .* exactly/);
    expect([...flat]).toEqual([7, 7, 7, 7, 7]);
  });
});

describe('pack of flat arrays', () => {
  const model = layout({ a: { x: [2], y: [2] }, l: [[3], [4]], s: repeat(5, [1]) });
  it.each([
    [
      'the whole',
      () => model.pack(new Float32Array(16)),
      'the structure: an object was expected, found a flat Float32Array of 16; ' +
        'use view to bind it, or part(…).set(array) to copy it',
    ],
    [
      'bytes',
      () => model.pack(new Uint8Array(64)),
      'the structure: an object was expected, found a flat Uint8Array of 64; use view to bind',
    ],
    [
      'a subtree',
      () => model.pack({ a: new Float32Array(4), l: [], s: [] }),
      "'a': an object was expected, found a flat Float32Array of 4; use " +
        'view to bind it, or part(…).set(array) to copy it',
    ],
    [
      'a tuple',
      () => model.pack({ a: { x: [1, 2], y: [1, 2] }, l: new Float32Array(7), s: [] }),
      "'l': an array was expected, found a flat Float32Array of 7; use view " +
        'to bind it, or part(…).set(array) to copy it',
    ],
    [
      'a repeat of one element each',
      () =>
        model.pack({
          a: { x: [1, 2], y: [1, 2] },
          l: [
            [1, 2, 3],
            [1, 2, 3, 4],
          ],
          s: new Float32Array(5),
        }),
      "'s': an array was expected, found a flat Float32Array of 5",
    ],
    [
      'a tuple at the root',
      () => layout([[2], [3]]).pack(new Float32Array(5)),
      'the structure: an array was expected, found a flat Float32Array of 5; use view to bind',
    ],
  ])('pack refuses a flat array for a structure, and names the call to use: %s', (_, pack, says) => {
    expect(pack).toThrow(says);
  });

  it('pack takes a flat array for a layout of one leaf or of scalars in a list', () => {
    expect([...layout([3]).pack(new Float32Array([1, 2, 3]))]).toEqual([1, 2, 3]);
    expect([...layout([[], [], scope({ x: [] })]).pack([1, 2, { x: 3 }])]).toEqual([1, 2, 3]);
    expect([...layout([[], []]).pack(new Float32Array([1, 2]))]).toEqual([1, 2]);
  });
});

describe('pack with fill', () => {
  const model = layout({ w: [2, 2], t: tied('w', { transpose: true }), h: repeat(2, { b: [2], s: [] }), e: [0] });

  it('pack with fill writes one number to all elements of a leaf', () => {
    const mask = model.pack(
      {
        w: 1,
        h: [
          { b: 0, s: 0.5 },
          { b: [2, 3], s: 4 },
        ],
        e: 9,
      },
      { fill: true },
    );
    expect(mask).toBeInstanceOf(Float32Array);
    expect(model.unpack(mask)).toEqual({
      w: [
        [1, 1],
        [1, 1],
      ],
      t: [
        [1, 1],
        [1, 1],
      ],
      h: [
        { b: [0, 0], s: 0.5 },
        { b: [2, 3], s: 4 },
      ],
      e: [],
    });
  });

  it('pack with fill takes what map returns', () => {
    const decay = model.pack(
      model.map(
        ({ shape }) => (shape.length > 1 ? 0.5 : 0),
        (value) => value,
      ),
      { fill: true },
    );
    expect(model.unpack(decay)).toEqual({
      w: [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      t: [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      h: [
        { b: [0, 0], s: 0 },
        { b: [0, 0], s: 0 },
      ],
      e: [],
    });
  });

  it('pack with fill writes into a given flat array of any kind, and only where every value is valid', () => {
    const flat = model.zeros(Float64Array);
    expect(
      model.pack(
        {
          w: 0.1,
          h: [
            { b: 1, s: 1 },
            { b: 1, s: 1 },
          ],
        },
        { into: flat, fill: true },
      ),
    ).toBe(flat);
    expect(model.view(flat).w[3]).toBe(0.1);
    const before = [...flat];
    expect(() =>
      model.pack(
        {
          w: 2,
          h: [
            { b: 2, s: 2 },
            { b: [1], s: 2 },
          ],
        },
        { into: flat, fill: true },
      ),
    ).toThrow("'h.1.b'");
    expect([...flat]).toEqual(before);
    expect(
      model.pack(
        {
          w: [
            [1, 2],
            [3, 4],
          ],
          h: [
            { b: [5, 6], s: 7 },
            { b: [8, 9], s: 10 },
          ],
        },
        { into: flat },
      ),
    ).toBe(flat);
  });

  it.each([
    ['a number where it was not asked for', () => model.pack({ w: 1 } as never), "'h' is missing"],
    [
      'the same at a leaf',
      () =>
        model.pack({
          w: 1,
          h: [
            { b: 1, s: 1 },
            { b: 1, s: 1 },
          ],
        }),
      "'h.0.b': nested arrays of shape [2] were expected, found number at depth 0",
    ],
    ['one for a subtree', () => model.pack({ w: 1, h: [1, 1] }, { fill: true }), "'h.0': a number fills only a leaf"],
    ['one for a list', () => model.pack({ w: 1, h: 1 }, { fill: true }), "'h': a number fills only a leaf"],
    [
      'one for a row',
      () =>
        model.pack(
          {
            w: [1, [1, 1]],
            h: [
              { b: 1, s: 1 },
              { b: 1, s: 1 },
            ],
          },
          { fill: true },
        ),
      "'w': nested arrays of shape [2, 2] were expected, found number at depth 1",
    ],
    [
      'another number at a tie',
      () =>
        model.pack(
          {
            w: 1,
            t: 2,
            h: [
              { b: 1, s: 1 },
              { b: 1, s: 1 },
            ],
          },
          { fill: true },
        ),
      "'t' differs from its owner 'w' at element 0",
    ],
    ['a misspelt option', () => model.pack({}, { fil: true } as never), "pack has no option 'fil'"],
    ['what is no truth value', () => model.pack({}, { fill: 1 } as never), 'fill must be true or false, found number'],
    [
      'a flat array of another length',
      () => model.pack({}, { into: new Float32Array(3) as never }),
      'a flat array of length 10 was expected, found one of 3',
    ],
    ['a buffer', () => model.pack({}, new ArrayBuffer(40) as never), 'options were expected, found an ArrayBuffer'],
    ['a path for a flat array', () => model.pack({}, 'w' as never), 'options were expected, found string'],
  ])('pack with fill refuses %s', (_, pack, says) => {
    expect(pack).toThrow(says);
  });
});
