// Shards of a flat array and rows of a layout: what they hold, and the way back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AnyLayout,
  fromJSON,
  layout,
  ordered,
  ownerSlots,
  repeat,
  reshard,
  rowsOf,
  scope,
  shard,
  shardRows,
  type ShardsOf,
  stacked,
  tied,
  tuple,
  unshard,
} from '../src/index.ts';
import type { NumberArray } from '../types/array/kind.ts';
import { node, untyped } from './schemas.ts';

const model = layout({
  a: [],
  h: repeat(2, ordered(['w', [5, 2]], ['b', [3]])),
  s: scope({ z: [1], again: tied('z') }),
  t: tied('h.0.w'),
  u: tuple(layout({ m: [2, 2] }), [0, 4]),
});
const counted = <L extends AnyLayout>(of: L): Float32Array => Float32Array.from({ length: of.length }, (_, i) => i + 1);

describe('shard', () => {
  it('shard cuts a flat array into equal shards, of which the last may reach past the end', () => {
    const shards = shard(model, 3);
    const length: 11 = shards[0].length;
    expect(length).toBe(11);
    expect(shards.map(({ rank, start }) => [rank, start])).toEqual([
      [0, 0],
      [1, 11],
      [2, 22],
    ]);
    expect(shards[1].parts).toEqual([
      { path: 'h.0.b', start: 0, end: 3, offset: 0 },
      { path: 'h.1.w', start: 0, end: 8, offset: 3 },
    ]);
    const flat = counted(model);
    expect(shards.map((each) => each.window(flat).length)).toEqual([11, 11, 10]);
    expect(shards[2].window(flat).buffer).toBe(flat.buffer);
    expect([...shards[2].window(flat)]).toEqual(Array.from(flat.subarray(22)));
    expect(Object.isFrozen(shards) && shards.every(Object.isFrozen) && Object.isFrozen(shards[0].parts)).toBe(true);
  });

  it('with align, the length is a multiple of it, and whole shards may lie behind the end', () => {
    const shards = shard(model, 4, { align: 16 });
    const length: 16 = shards[3].length;
    expect(length).toBe(16);
    expect(shards[3].start).toBe(48);
    expect(shards.map((each) => each.window(model.zeros()).length)).toEqual([16, 16, 0, 0]);
    expect(shards[3].parts).toEqual([]);
  });

  it('the number of shards may exceed the length, and a layout may be empty', () => {
    expect(shard(layout({ a: [2] }), 5).map(({ parts }) => parts.length)).toEqual([1, 1, 0, 0, 0]);
    const none: 0 = shard(layout({ a: [0] }), 2, { align: 8 })[1].length;
    expect(none).toBe(0);
  });

  it.each([0, -1, 1.5, NaN, '2', undefined])('shard and shardRows refuse %s shards', (n) => {
    const says = `the number of shards must be an integer of at least 1, found ${n === '2' ? "'2'" : String(n)}`;
    expect(() => shard(model, n as number)).toThrow(new RangeError(says));
    expect(() => shardRows(model, n as number)).toThrow(new RangeError(says));
    if (n !== undefined)
      expect(() => shard(model, 2, { align: n as number })).toThrow('align must be an integer of at least 1');
  });

  it('a shard whose length is past the safe integers is refused', () => {
    const longest = layout([Number.MAX_SAFE_INTEGER] as [9007199254740991]);
    expect(shard(longest, 1)[0].length).toBe(9007199254740991);
    expect(() => shard(longest, 1, { align: 1024 })).toThrow(
      'a shard of at most 9007199254740991 elements was expected, ' +
        'found 9007199254740991 rounded up to a multiple of 1024',
    );
  });

  it('window refuses a flat array of another length', () => {
    const [first] = shard(model, 2);
    const flat: Float32Array = new Float32Array(31);
    expect(() => first.window(flat)).toThrow('a flat array of length 32 was expected, found one of 31');
  });

  it('an option that does not exist is refused', () => {
    // @ts-expect-error 'algn' does not exist
    expect(() => shard(layout([4]), 2, { algn: 2 })).toThrow("shard has no option 'algn'");
  });
});

describe('shardRows', () => {
  it('shardRows gives each rank chunks of dimension 0, and the last ranks what is left', () => {
    const ranks = shardRows(model, 4);
    const lengths: readonly [14, 12, 6, 0] = [ranks[0].length, ranks[1].length, ranks[2].length, ranks[3].length];
    const own = ranks.map((rank) => rank.slots.map(({ path, shape }) => `${path} ${shape.join('x')}`));
    expect([...lengths]).toEqual(ranks.map((rank) => rank.length));
    expect(own[0]).toEqual([
      'a ',
      'h.0.w 2x2',
      'h.0.b 1',
      'h.1.w 2x2',
      'h.1.b 1',
      's.again 1',
      's.z 1',
      't 2x2',
      'u.0.m 1x2',
      'u.1 0x4',
    ]);
    expect(own[2]).toEqual([
      'a 0',
      'h.0.w 1x2',
      'h.0.b 1',
      'h.1.w 1x2',
      'h.1.b 1',
      's.again 0',
      's.z 0',
      't 1x2',
      'u.0.m 0x2',
      'u.1 0x4',
    ]);
    expect(ranks[1].at('t').tiedTo).toBe('h.0.w');
    const shape: readonly [1, 2] = ranks[2].at('h.1.w').shape;
    const empty: readonly [0, 2] = ranks[3].at('u.0.m').shape;
    expect([shape, empty]).toEqual([
      [1, 2],
      [0, 2],
    ]);
  });

  it('a repeat stays a repeat, a layout inside becomes a scope, and each rank can be saved as JSON', () => {
    const [, second] = shardRows(model, 2);
    const { h, u } = second.schema;
    expect(h).toEqual({
      '.repeat': 2,
      '.of': {
        '.ordered': [
          ['w', [2, 2]],
          ['b', [1]],
        ],
      },
    });
    expect(u).toEqual({ '.tuple': [{ '.scope': { m: [1, 2] } }, [0, 4]] });
    expect(fromJSON(JSON.stringify(second), second).length).toBe(second.length);
  });

  it.each([
    [
      { w: [2, 3], t: tied('w', { transpose: true }) },
      "'t': tied transposed to 'w'; shardRows cuts 'w' into rows, which are columns here; use shard instead",
    ],
    [
      { h: repeat(3, ordered(['s', scope({ w: [2, 3], t: tied('w', { transpose: true }) })])) },
      "'h.0.s.t': tied transposed to 'w'; shardRows cuts 'w' into rows, which are columns here; use shard instead",
    ],
    [
      { w: [2, 3], u: tuple(tied('w', { transpose: true })), t: tied('w', { transpose: true }) },
      "'t': tied transposed to 'w'; shardRows cuts 'w' into rows, which are columns here; use shard instead",
    ],
  ])('shardRows refuses a transposed tie and names it: case %#', (schema, says) => {
    const anyLayout: AnyLayout = layout(schema as unknown) as AnyLayout;
    expect(() => shardRows(anyLayout, 2)).toThrow(says);
  });

  it('rowsOf gives the rows of a rank over the whole flat array', () => {
    const ranks = shardRows(model, 3);
    const flat = counted(model);
    for (const [rank, own] of ranks.entries()) {
      const leaves = Array.from(rowsOf(ranks, rank, flat));
      expect(leaves.map(([slot]) => slot)).toEqual(ownerSlots(own));
      for (const [slot, leaf] of leaves) {
        expect(leaf.buffer).toBe(flat.buffer);
        expect([leaf.length, leaf.shape]).toEqual([slot.length, slot.shape]);
      }
    }
    const [, , [, rows]] = Array.from(rowsOf(ranks, 1, flat)) as [unknown, unknown, [unknown, Float32Array]];
    expect([...rows]).toEqual([13]); // h.0.b[1]
    expect(() => rowsOf(ranks, 3, flat).next()).toThrow(new RangeError('a rank from 0 to 2 was expected, found 3'));
    expect(() => rowsOf(shard(model, 3) as never, 0, flat).next()).toThrow('a layout was expected');
  });
});

describe('pads, slices and stacks', () => {
  const padded = layout({ a: [2, 3], h: repeat(2, { b: [3], s: [] }), t: tied('a') }, { align: 4 });

  it('parts and moves leave pads out', () => {
    const shards = shard(padded, 3, { align: 4 });
    const length: 8 = shards[0].length;
    expect([padded.length, length]).toEqual([24, 8]);
    expect(shards.map(({ parts }) => parts)).toEqual([
      [{ path: 'a', start: 0, end: 6, offset: 0 }],
      [
        { path: 'h.0.b', start: 0, end: 3, offset: 0 },
        { path: 'h.0.s', start: 0, end: 1, offset: 4 },
      ],
      [
        { path: 'h.1.b', start: 0, end: 3, offset: 0 },
        { path: 'h.1.s', start: 0, end: 1, offset: 4 },
      ],
    ]);
    expect(reshard(shards, shard(padded, 1))).toEqual([
      { from: 0, to: 0, fromStart: 0, toStart: 0, length: 6 },
      { from: 1, to: 0, fromStart: 0, toStart: 8, length: 3 },
      { from: 1, to: 0, fromStart: 4, toStart: 12, length: 1 },
      { from: 2, to: 0, fromStart: 0, toStart: 16, length: 3 },
      { from: 2, to: 0, fromStart: 4, toStart: 20, length: 1 },
    ]);
    const flat = padded.zeros();
    unshard(
      shards,
      shards.map((each) => new Float32Array(each.length).fill(1)),
      flat,
    );
    expect(flat.reduce((sum, x) => sum + x)).toBe(padded.parameterCount); // pads are still 0
  });

  it('rows of an aligned layout are aligned, too', () => {
    const ranks = shardRows(padded, 2);
    const lengths: readonly [20, 12] = [ranks[0].length, ranks[1].length];
    expect([...lengths]).toEqual(ranks.map(({ length }) => length));
    const offset: 8 = ranks[1].at('h.1.b').offset;
    expect(ranks[1].at('h.1.b').offset).toBe(offset);
    const filled = ranks.map(({ length }) => new Float32Array(length).fill(1));
    expect(unshard(ranks, filled, padded.zeros()).reduce((sum, x) => sum + x)).toBe(padded.parameterCount);
  });

  it('the rows of a stack are members of it', () => {
    const ranks = shardRows(layout({ e: stacked(3, { w: [4], s: [] }) }), 2);
    const lengths: readonly [10, 5] = [ranks[0].length, ranks[1].length];
    const shape: readonly [2, 4] = ranks[0].at('e.w').shape;
    const scalars: readonly [1] = ranks[1].at('e.s').shape;
    expect([[...lengths], ranks[0].at('e.w').shape, ranks[1].at('e.s').shape]).toEqual([
      ranks.map(({ length }) => length),
      shape,
      scalars,
    ]);
  });

  it('shardRows refuses ties to rows and names them', () => {
    const rows: AnyLayout = layout({ w: [4, 2], k: tied('w', { rows: [0, 2] }) });
    const at: AnyLayout = layout({
      h: repeat(2, { w: [4, 2], v: tied('h.0.w', { at: [1] }) }),
    } as unknown) as AnyLayout;
    const says = (path: string, owner: string): string =>
      `'${path}': tied to rows of '${owner}'; shardRows gives these rows to several ranks; use shard instead`;
    expect(() => shardRows(rows, 2)).toThrow(says('k', 'w'));
    expect(() => shardRows(at, 2)).toThrow(says('h.0.v', 'h.0.w'));
  });
});

describe('unshard', () => {
  it('unshard writes the flat arrays of all shards back', () => {
    const flat = counted(model);
    const shards = shard(model, 3, { align: 4 });
    const padded = shards.map(({ length, start }) => new Float32Array(length).map((_, i) => flat[start + i] ?? 99));
    expect(unshard(shards, padded, model.zeros())).toEqual(flat);
    expect(
      unshard(
        shards,
        shards.map((each) => each.window(flat)),
        model.zeros(),
      ),
    ).toEqual(flat);
    const ranks = shardRows(model, 3);
    const zeros = model.zeros(Float64Array);
    const filled = ranks.map(({ length }) => new Float64Array(length).fill(2));
    expect(unshard(ranks, filled, zeros)).toBe(zeros);
    expect(zeros.every((x) => x === 2)).toBe(true);
  });

  it('unshard checks everything before it writes', () => {
    const shards: ShardsOf<typeof model> & readonly { readonly length: number }[] = shard(model, 3);
    const flat = model.zeros();
    const good = [new Float32Array(11).fill(1), new Float32Array(11), new Float32Array(10)];
    const refuses = (flats: readonly NumberArray[], says: Error): void => {
      expect(() => unshard(shards, flats, flat)).toThrow(says);
      expect(flat.every((x) => x === 0)).toBe(true);
    };
    refuses(good.slice(1), new RangeError('one flat array for each of 3 shards was expected, found 2'));
    refuses(
      [...good.slice(0, 2), new Float32Array(9)],
      new RangeError('the flat array of shard 2: a flat array of length 11 was expected, found one of 9'),
    );
    refuses(
      [...good.slice(0, 2), new Float64Array(10)],
      new TypeError('the flat array of shard 2: a Float32Array was expected, found a Float64Array'),
    );
    refuses(
      [...good.slice(0, 2), undefined as never],
      new TypeError('the flat array of shard 2: a Float32Array was expected, found undefined'),
    );
    refuses(3 as never, new TypeError('a list of flat arrays was expected, found number'));
    expect(() => unshard(shards, good, new Float32Array(31) as Float32Array)).toThrow('a flat array of length 32');
    expect(() => unshard([...shards] as never, good, flat)).toThrow(
      new TypeError('the list that shard or shardRows returned was expected, found an array of 3'),
    );
  });

  it('shards in the memory of the whole are read before they are overwritten', () => {
    const four = layout({ a: [4] });
    const memory = Float32Array.of(0, 1, 2, 3, 4, 5);
    const whole = memory.subarray(0, 4);
    unshard(shard(four, 2), [memory.subarray(2, 4), memory.subarray(0, 2)], whole as never);
    expect([...whole]).toEqual([2, 3, 0, 1]);
    const shards = shard(four, 2);
    unshard(shards, [shards[0].window(whole as never), shards[1].window(whole as never)], whole as never);
    expect([...whole]).toEqual([2, 3, 0, 1]);
  });
});

describe('reshard', () => {
  it('reshard lists the ranges to copy, each as long as it can be', () => {
    const two = layout({ a: [7], b: [6] });
    expect(reshard(shard(two, 2), shard(two, 3))).toEqual([
      { from: 0, to: 0, fromStart: 0, toStart: 0, length: 5 },
      { from: 0, to: 1, fromStart: 5, toStart: 0, length: 2 },
      { from: 1, to: 1, fromStart: 0, toStart: 2, length: 3 },
      { from: 1, to: 2, fromStart: 3, toStart: 0, length: 3 },
    ]);
    // Rank 0 has a[0..3] and b[0..2], which follow each other there but not in the layout.
    expect(reshard(shardRows(two, 2), shardRows(two, 1))).toEqual([
      { from: 0, to: 0, fromStart: 0, toStart: 0, length: 4 },
      { from: 1, to: 0, fromStart: 0, toStart: 4, length: 3 },
      { from: 0, to: 0, fromStart: 4, toStart: 7, length: 3 },
      { from: 1, to: 0, fromStart: 3, toStart: 10, length: 3 },
    ]);
  });

  it('reshard refuses shards of two layouts', () => {
    const other = layout({ a: [32] });
    const from: ShardsOf<unknown> = shard(model, 2);
    expect(() => reshard(from, shard(other, 2))).toThrow(
      'shards of one layout were expected, found shards of the layouts with the ' +
        `fingerprints ${model.fingerprint} and ${other.fingerprint}`,
    );
    expect(() => reshard(from, [] as never)).toThrow(TypeError);
  });
});

describe('any schema', () => {
  const asLayout = (schema: unknown): AnyLayout => untyped(schema) as unknown as AnyLayout;
  const cut = fc.record({
    count: fc.integer({ min: 1, max: 9 }),
    align: fc.integer({ min: 1, max: 5 }),
    rows: fc.boolean(),
  });
  type Cut = { readonly count: number; readonly align: number; readonly rows: boolean };
  const shardsBy = (
    made: AnyLayout,
    { count, align, rows }: Cut,
  ): ShardsOf<AnyLayout> & readonly { length: number }[] =>
    rows ? shardRows(made, count) : shard(made, count, { align });

  it('each element of each owner lies in one part of one shard', () => {
    fc.assert(
      fc.property(node, cut, (schema, { count, align }) => {
        const made = asLayout(schema);
        const shards = shard(made, count, { align });
        const seen = new Map<string, number>();
        const owners = new Map(ownerSlots(made).map((slot) => [slot.path, slot]));
        expect(shards).toHaveLength(count);
        for (const { rank, start, length, parts } of shards) {
          expect([start, length % align]).toEqual([rank * length, 0]);
          expect(length).toBe(Math.ceil(Math.ceil(made.length / count) / align) * align);
          for (const { path, start: first, end, offset } of parts) {
            expect(first < end && offset + end - first <= length).toBe(true);
            expect(start + offset).toBe((owners.get(path)?.offset as number) + first);
            expect(first).toBe(seen.get(path) ?? 0);
            seen.set(path, end);
          }
        }
        for (const { path, length } of owners.values()) expect(seen.get(path) ?? 0).toBe(length);
      }),
    );
  });

  it('the rows of each leaf are its chunks by the rule of torch.chunk', () => {
    fc.assert(
      fc.property(node, fc.integer({ min: 1, max: 5 }), (schema, count) => {
        const made = asLayout(schema);
        const ranks = shardRows(made, count);
        made.slots.forEach(({ path, shape: [rows, ...rest] }, i) => {
          // torch.chunk: split into pieces of ceil(rows / count), then empty ones.
          const chunk = Math.ceil((rows ?? 1) / count);
          let left = rows ?? 1;
          for (const [rank, each] of ranks.entries()) {
            const got = Math.min(chunk, left);
            left -= got;
            const scalar = rank === 0 ? [] : [0];
            expect(each.slots[i]).toMatchObject({ path, shape: rows === undefined ? scalar : [got, ...rest] });
          }
          expect(left).toBe(0);
        });
      }),
    );
  });

  it('unshard puts back what was cut, and the moves of reshard give the same shards', () => {
    fc.assert(
      fc.property(node, cut, cut, (schema, before, after) => {
        const made = asLayout(schema);
        const flat = counted(made);
        // The reference: where each element of the flat array lies in each shard.
        const cutOf = (by: Cut): Float32Array[] => {
          const shards = shardsBy(made, by);
          const flats = shards.map(({ length }) => new Float32Array(length));
          for (const { rank, parts, start } of by.rows ? [] : shard(made, by.count, { align: by.align }))
            for (const part of parts)
              for (let i = 0; i < part.end - part.start; i++)
                (flats[rank] as Float32Array)[part.offset + i] = flat[start + part.offset + i] as number;
          if (by.rows) {
            const ranks = shardRows(made, by.count);
            flats.forEach((own, rank) => {
              for (const [{ offset }, rows] of rowsOf(ranks, rank, flat)) own.set(rows, offset);
            });
          }
          return flats;
        };
        const [from, to] = [shardsBy(made, before), shardsBy(made, after)];
        const cutBefore = cutOf(before);
        expect(unshard(from, cutBefore, new Float32Array(made.length))).toEqual(flat);
        const moved = to.map(({ length }) => new Float32Array(length));
        for (const { from: source, to: target, fromStart, toStart, length } of reshard(from, to)) {
          const piece = (cutBefore[source] as Float32Array).subarray(fromStart, fromStart + length);
          (moved[target] as Float32Array).set(piece, toStart);
        }
        expect(moved).toEqual(cutOf(after));
      }),
    );
  });
});
