// Numbers of FSDP's shards, as PyTorch computes them. FSDP gives the part of a parameter in a shard as its first and
// its last element, both inclusive; ours are half-open. So its (50, 99) is our `start: 50, end: 100`.
import { describe, expect, it } from 'vitest';
import { layout, ordered, shard, shardRows, type ShardPart, tied } from '../src/index.ts';

/** A part as FSDP gives it: the name, the first and the last element, and the place in the shard. */
const inclusive = ({ path, start, end, offset }: ShardPart): readonly [string, number, number, number] => [
  path,
  start,
  end - 1,
  offset,
];

const linear = <const I extends number, const O extends number>(i: I, o: O) =>
  ordered(['weight', [o, i]], ['bias', [o]]);
const net = layout([linear(2, 3), linear(3, 1)]);

describe('FSDP 1', () => {
  it('two shards of Linear(2, 3) and Linear(3, 1) are those of FSDP without alignment', () => {
    const shards = shard(net, 2);
    const length: 7 = shards[0].length;
    expect([net.length, length]).toEqual([13, 7]);
    expect(shards.map(({ parts }) => parts.map(inclusive))).toEqual([
      [
        ['0.weight', 0, 5, 0],
        ['0.bias', 0, 0, 6],
      ],
      [
        ['0.bias', 1, 2, 0],
        ['1.weight', 0, 2, 2],
        ['1.bias', 0, 0, 5],
      ],
    ]);
    expect(shards[1].window(net.zeros())).toHaveLength(6); // and one element of padding
  });

  it('a shard of FSDP may begin where it is not aligned; ours begins at a multiple of align', () => {
    // FSDP aligns to 16 bytes, 4 elements, and then cuts 18 elements into shards of 9.
    for (const count of [1, 2, 3, 4, 8]) {
      const shards = shard(net, count, { align: 4 });
      expect(shards.map(({ start, length }) => [start % 4, length % 4])).toEqual(shards.map(() => [0, 0]));
    }
    const length: 8 = shard(net, 2, { align: 4 })[0].length;
    expect(length).toBe(8);
  });

  it('with the alignment of FSDP, our shards hold the same leaves, and none begins between two multiples', () => {
    // FSDP puts a pad before each parameter that would be misaligned: 6, 2, 3, 1, 3, 1, 1.
    const padded = layout([linear(2, 3), linear(3, 1)], { align: 4 });
    expect(padded.slots.map(({ offset }) => offset)).toEqual([0, 8, 12, 16]);
    const shards = shard(padded, 2, { align: 4 });
    const length: 12 = shards[0].length;
    expect([padded.length, length, padded.parameterCount]).toEqual([20, 12, 13]);
    expect(shards.map(({ parts }) => parts.map(inclusive))).toEqual([
      [
        ['0.weight', 0, 5, 0],
        ['0.bias', 0, 2, 8],
      ],
      [
        ['1.weight', 0, 2, 0],
        ['1.bias', 0, 0, 4],
      ],
    ]);
    const rows = shard(padded, 8, { align: 4 });
    // The last hold nothing but padding
    expect(rows.map(({ parts }) => parts.length)).toEqual([1, 1, 1, 1, 1, 0, 0, 0]);
  });

  it('with more shards than elements, the last shards hold nothing', () => {
    const shards = shard(layout([linear(1, 1)]), 8);
    const length: 1 = shards[5].length;
    expect([length, shards.length]).toEqual([1, 8]);
    expect(shards.map(({ parts }) => parts.length)).toEqual([1, 1, 0, 0, 0, 0, 0, 0]);
    expect(shard(net, 8, { align: 3 })[7]).toMatchObject({ length: 3, start: 21, parts: [] });
  });

  it('a tied head counts once, under the name of the embedding', () => {
    const tiedNet = layout({ emb: { weight: [5, 3] }, head: { weight: tied('emb.weight') }, mid: linear(3, 3) });
    const shards = shard(tiedNet, 2);
    expect(tiedNet.length).toBe(15 + 9 + 3);
    expect(shards.map(({ parts }) => parts.map(inclusive))).toEqual([
      [['emb.weight', 0, 13, 0]],
      [
        ['emb.weight', 14, 14, 0],
        ['mid.weight', 0, 8, 1],
        ['mid.bias', 0, 2, 10],
      ],
    ]);
  });

  // PyTorch's test of the metadata of a shard: three weights of 10 × 10, and shards from one element to another, both
  // inclusive, of which the last lie past the end.
  it.each([
    [0, 0, [['w0', 0, 0]]],
    [0, 50, [['w0', 0, 50]]],
    [
      50,
      149,
      [
        ['w0', 50, 99],
        ['w2', 0, 49],
      ],
    ],
    [
      99,
      199,
      [
        ['w0', 99, 99],
        ['w2', 0, 99],
      ],
    ],
    [
      100,
      1000,
      [
        ['w2', 0, 99],
        ['w4', 0, 99],
      ],
    ],
    [299, 299, [['w4', 99, 99]]],
  ] as const)('the elements %i to %i are those of FSDP', (first, last, expected) => {
    const weights = layout({ w0: [10, 10], w2: [10, 10], w4: [10, 10] });
    // 1001 shards of one element each.
    const parts = shard(weights, 1001)
      .slice(first, last + 1)
      .flatMap((each) => each.parts);
    const found = Array.from(grouped(parts), ([path, own]) => [path, own[0]?.start, (own.at(-1) as ShardPart).end - 1]);
    expect(found).toEqual(expected);
  });
});

describe('FSDP 2', () => {
  it('two ranks have the rows that torch.chunk gives them', () => {
    const ranks = shardRows(net, 2);
    expect(ranks.map(({ slots }) => slots.map(({ shape }) => shape))).toEqual([
      [[2, 2], [2], [1, 3], [1]],
      [[1, 2], [1], [0, 3], [0]],
    ]);
    const lengths: readonly [10, 3] = [ranks[0].length, ranks[1].length];
    expect([...lengths]).toEqual(ranks.map(({ length }) => length));
  });

  it('five rows over four ranks are two, two, one and none', () => {
    const ranks = shardRows(layout({ w: [5, 2], s: [] }), 4);
    const shapes: readonly [readonly [2, 2], readonly [2, 2], readonly [1, 2], readonly [0, 2]] = [
      ranks[0].at('w').shape,
      ranks[1].at('w').shape,
      ranks[2].at('w').shape,
      ranks[3].at('w').shape,
    ];
    expect([...shapes]).toEqual([
      [2, 2],
      [2, 2],
      [1, 2],
      [0, 2],
    ]);
  });
});

function grouped(parts: readonly ShardPart[]): Map<string, ShardPart[]> {
  const groups = new Map<string, ShardPart[]>();
  for (const part of parts) groups.set(part.path, [...(groups.get(part.path) ?? []), part]);
  return groups;
}
