// What every kind of group must do. Each engine runs this suite with groups of its own.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FlatOf, layout, repeat, select, shard, shardRows, tied } from '../../src/index.ts';
import { type Collective, dataParallel, diloco, type GroupError, type Reduction } from '../../src/collective/index.ts';
import { adamw, sgd } from '../../src/optim/index.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';

export type MakeGroup = <L extends LayoutLike>(
  model: L,
  size: number,
  options?: { readonly deadline?: number },
) => Promise<readonly Collective<L>[]>;

const model = layout({
  wte: [5, 4],
  h: repeat(3, { weight: [4, 4], bias: [4] }),
  scale: [],
  head: tied('wte', { transpose: true }),
});
type Flat = FlatOf<typeof model>;

/** Flat arrays that differ on each member. */
const flatsOf = (size: number): Flat[] =>
  Array.from({ length: size }, (_, rank) => {
    const flat = model.zeros();
    for (let i = 0; i < flat.length; i++) flat[i] = Math.sin(1 + i + 100 * rank) / 3;
    return flat;
  });

/** What a reduction must give, computed element by element in doubles. */
function expected(op: Reduction, flats: readonly Flat[], weights: readonly number[]): number[] {
  return Array.from({ length: model.length }, (_, i) => {
    const all = flats.map((flat) => flat[i] as number);
    if (op === 'min') return Math.min(...all);
    if (op === 'max') return Math.max(...all);
    const sum = all.reduce((total, x, r) => total + (op === 'mean' ? (weights[r] as number) : 1) * x, 0);
    return Math.fround(op === 'mean' ? sum / weights.reduce((a, b) => a + b) : sum);
  });
}

export function describeGroups(name: string, make: MakeGroup): void {
  describe(`groups of ${name}`, () => {
    it.each(['sum', 'mean', 'min', 'max'] as const)(
      'allReduce by %s gives all members the same elements',
      async (op) => {
        for (const size of [1, 2, 3, 5]) {
          const group = await make(model, size);
          const flats = flatsOf(size);
          const weights = flats.map((_, rank) => 1 + rank);
          const wanted = expected(op, flats, weights);
          const rounds = await Promise.all(
            group.map((member, r) => member.allReduce(flats[r] as Flat, op, { weight: weights[r] })),
          );
          for (const flat of flats) expect([...flat]).toEqual(wanted);
          expect(rounds).toEqual(group.map(() => ({ ranks: group.map((_, rank) => rank) })));
        }
      },
    );

    it.each(['mean', 'max'] as const)('six members with thousands of elements agree on the %s', async (op) => {
      const large = layout({ weight: [5000] });
      const group = await make(large, 6);
      const flats = group.map((_, rank) => large.zeros().map((_, i) => Math.sin(i * (rank + 1)))) as FlatOf<
        typeof large
      >[];
      const wanted = Array.from({ length: 5000 }, (_, i) => {
        const all = flats.map((flat) => flat[i] as number);
        return op === 'max' ? Math.max(...all) : Math.fround(all.reduce((sum, x) => sum + x, -0) / 6);
      });
      await Promise.all(group.map((member, r) => member.allReduce(flats[r] as FlatOf<typeof large>, op)));
      for (const flat of flats) expect([...flat]).toEqual(wanted);
    });

    it('the same inputs give the same bits again, whoever comes first', async () => {
      const run = async (order: readonly number[]): Promise<Uint8Array> => {
        const group = await make(model, 4);
        const flats = flatsOf(4);
        await Promise.all(
          order.map(async (rank, place) => {
            await new Promise((resolve) => setTimeout(resolve, 3 * place));
            await group[rank]?.allReduce(flats[rank] as Flat, 'mean');
          }),
        );
        for (const flat of flats) expect(flat).toEqual(flats[0]);
        return new Uint8Array((flats[0] as Flat).buffer);
      };
      expect(await run([3, 1, 0, 2])).toEqual(await run([0, 1, 2, 3]));
    });

    it('reduceScatter reduces the own shard alone, and allGather completes it', async () => {
      const group = await make(model, 3);
      const flats = flatsOf(3);
      const before = flats.map((flat) => flat.slice());
      const wanted = expected('sum', flats, [1, 1, 1]);
      await Promise.all(group.map((member, r) => member.reduceScatter(flats[r] as Flat, 'sum')));
      for (const { rank, start, length } of shard(model, 3))
        flats[rank]?.forEach((x, i) => {
          const isOwn = i >= start && i < start + length;
          expect(x).toBe(isOwn ? wanted[i] : before[rank]?.[i]);
        });
      await Promise.all(group.map((member, r) => member.allGather(flats[r] as Flat)));
      for (const flat of flats) expect([...flat]).toEqual(wanted);
    });

    it('allGather over shardRows takes the rows of each member', async () => {
      const plain = layout({ wte: [5, 4], h: repeat(3, { weight: [4, 4], bias: [4] }), scale: [] });
      const group = await make(plain, 2);
      const flats = group.map((_, rank) => plain.zeros().fill(rank + 1));
      await Promise.all(
        group.map((member, r) => member.allGather(flats[r] as (typeof flats)[0], { over: shardRows(plain, 2) })),
      );
      for (const flat of flats) {
        const view = plain.view(flat);
        expect([...view.wte]).toEqual([...Array<number>(12).fill(1), ...Array<number>(8).fill(2)]);
        expect([...view.h[2].bias]).toEqual([1, 1, 2, 2]);
        expect(view.scale).toBe(1);
      }
    });

    it('a selection takes part, and all else stays', async () => {
      const group = await make(model, 3);
      const flats = flatsOf(3);
      const before = flats.map((flat) => flat.slice());
      const wanted = expected('mean', flats, [1, 1, 1]);
      const biases = select(model, '**.bias');
      await Promise.all(group.map((member, r) => member.allReduce(flats[r] as Flat, 'mean', { over: biases })));
      const isSelected = (i: number): boolean => biases.ranges.some(({ start, end }) => i >= start && i < end);
      flats.forEach((flat, r) => {
        flat.forEach((x, i) => expect(x).toBe(isSelected(i) ? wanted[i] : before[r]?.[i]));
      });
    });

    it('broadcast gives all members the elements of one', async () => {
      const group = await make(model, 3);
      const flats = flatsOf(3);
      const wanted = [...(flats[2] as Flat)];
      await Promise.all(group.map((member, r) => member.broadcast(flats[r] as Flat, 2)));
      for (const flat of flats) expect([...flat]).toEqual(wanted);
    });

    it('no member passes a barrier before all have come', async () => {
      const group = await make(model, 3);
      let came = 0;
      await Promise.all(
        group.map(async (member, rank) => {
          await new Promise((resolve) => setTimeout(resolve, 10 * rank));
          came++;
          await member.barrier();
          expect(came).toBe(3);
        }),
      );
    });

    it('any sequence of calls leaves all members as the same calls on plain arrays do', async () => {
      const call = fc.record({
        name: fc.constantFrom('allReduce', 'allGather', 'broadcast', 'reduceScatter'),
        op: fc.constantFrom<Reduction>('sum', 'mean', 'min', 'max'),
        from: fc.nat({ max: 2 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 6 }), async (calls) => {
          const group = await make(model, 3);
          const flats = flatsOf(3);
          const mirror = flatsOf(3);
          for (const { name, op, from } of calls) {
            await Promise.all(
              group.map((member, r) => {
                const flat = flats[r] as Flat;
                return (
                  name === 'allReduce' ? member.allReduce(flat, op)
                  : name === 'reduceScatter' ? member.reduceScatter(flat, op)
                  : name === 'broadcast' ? member.broadcast(flat, from)
                  : member.allGather(flat)
                );
              }),
            );
            const wanted = expected(op, mirror, [1, 1, 1]);
            const owner = (i: number): number => Math.floor(i / Math.ceil(model.length / 3));
            const old = mirror.map((flat) => flat.slice());
            mirror.forEach((flat, r) =>
              flat.forEach((x, i) => {
                flat[i] =
                  name === 'allReduce' ? (wanted[i] as number)
                  : name === 'broadcast' ? (old[from]?.[i] as number)
                  : name === 'allGather' ? (old[owner(i)]?.[i] as number)
                  : owner(i) === r ? (wanted[i] as number)
                  : x;
              }),
            );
          }
          flats.forEach((flat, r) => expect([...flat]).toEqual([...(mirror[r] as Flat)]));
        }),
        { numRuns: 40 },
      );
    });
  });

  describe(`faults in groups of ${name}`, () => {
    it('a member that does not come ends the call of all others, which name it, and no array changes', async () => {
      const group = await make(model, 3, { deadline: 150 });
      const flats = flatsOf(3);
      const before = flats.map((flat) => flat.slice());
      const results = await Promise.allSettled(
        [0, 2].map((rank) => group[rank]?.allReduce(flats[rank] as Flat, 'sum')),
      );
      for (const result of results) {
        expect(result.status).toBe('rejected');
        const { message, ranks } = (result as PromiseRejectedResult).reason as GroupError;
        expect(message).toMatch(/rank 1 did not arrive within 150 ms/);
        expect(ranks.length).toBe(1);
      }
      flats.forEach((flat, r) => expect([...flat]).toEqual([...(before[r] as Float32Array)]));
      await expect(group[1]?.allReduce(flats[1] as Flat)).rejects.toThrow(/rank [02] left the group/);
      await expect(group[0]?.barrier()).rejects.toThrow('this member has left the group');
    });

    const late = {
      broadcast: (member, flat) => member.broadcast(flat),
      allGather: (member, flat) => member.allGather(flat),
      reduceScatter: (member, flat) => member.reduceScatter(flat),
      dataParallel: (member, flat) => dataParallel(member, flat, sgd(model, { lr: 1 })),
    } satisfies Record<string, (member: Collective<typeof model>, flat: Flat) => Promise<unknown>>;

    it.each(Object.keys(late) as (keyof typeof late)[])(
      '%s that one member has given up rejects on a member that comes late, and its array does not change',
      async (name) => {
        const [first, second] = (await make(model, 2, { deadline: 150 })) as [
          Collective<typeof model>,
          Collective<typeof model>,
        ];
        const flats = flatsOf(2) as [Flat, Flat];
        const before = flats[1].slice();
        await expect(late[name](first, flats[0])).rejects.toThrow('rank 1 did not arrive within 150 ms');
        await expect(late[name](second, flats[1])).rejects.toMatchObject({
          name: 'GroupError',
          message: expect.stringContaining('rank 0 left the group') as string,
        });
        expect([...flats[1]]).toEqual([...before]);
      },
    );

    it('with min, the others go on without a lost member, and the mean is over them', async () => {
      const group = await make(model, 3, { deadline: 150 });
      const flats = flatsOf(3);
      const wanted = expected('mean', [flats[0] as Flat, flats[2] as Flat], [1, 3]);
      const rounds = await Promise.all(
        [0, 2].map((rank) => group[rank]?.allReduce(flats[rank] as Flat, 'mean', { min: 2, weight: 1 + rank })),
      );
      expect(rounds).toEqual([{ ranks: [0, 2] }, { ranks: [0, 2] }]);
      for (const rank of [0, 2]) expect([...(flats[rank] as Flat)]).toEqual(wanted);
      await expect(group[1]?.barrier()).rejects.toThrow('went on without this member');
      // They stay without it.
      const again = await Promise.all(
        [0, 2].map((rank) => group[rank]?.allReduce(flats[rank] as Flat, 'mean', { min: 2 })),
      );
      expect(again).toEqual([{ ranks: [0, 2] }, { ranks: [0, 2] }]);
      await expect(group[0]?.allReduce(flats[0] as Flat, 'mean', { min: 3 })).rejects.toThrow(
        'at least 3 members are needed, 2 are left',
      );
    });

    it('a member that closes ends the calls that wait for it', async () => {
      const group = await make(model, 2);
      const rejects = expect(group[0]?.barrier()).rejects.toThrow('rank 1 left the group: it was closed');
      await group[1]?.close();
      await rejects;
    });

    it('a signal ends the call of its member, and those of the others name the member', async () => {
      const group = await make(model, 3);
      const controller = new AbortController();
      const waiting = group[0]?.allReduce(flatsOf(1)[0] as Flat, 'sum', { signal: controller.signal });
      const other = group[1]?.allReduce(flatsOf(1)[0] as Flat, 'sum');
      setTimeout(() => controller.abort(new Error('enough')), 20);
      await expect(waiting).rejects.toThrow('enough');
      await expect(other).rejects.toThrow('rank 0 left the group: enough');
    });

    it('different calls reject on every member, and name one that differs', async () => {
      const group = await make(model, 2);
      const results = await Promise.allSettled([
        group[0]?.allReduce(model.zeros(), 'sum'),
        group[1]?.allReduce(model.zeros(), 'mean'),
      ]);
      // The second to see it may see first that the other has left.
      for (const result of results)
        expect(((result as PromiseRejectedResult).reason as Error).message).toMatch(
          /all members must make the same call; this one made allReduce\('(sum|mean)'\) of 81 elements, rank [01] made/,
        );
    });

    it('the error of calls that differ only in over or min says so', async () => {
      const errorsOf = async (...calls: ((member: Collective<typeof model>) => Promise<unknown>)[]) => {
        const group = await make(model, 2);
        const results = await Promise.allSettled(group.map((member, r) => calls[r]?.(member)));
        return results.map((result) => String((result as PromiseRejectedResult).reason)).join('\n');
      };
      const over = (path: 'h.0.weight' | 'h.1.weight') => (member: Collective<typeof model>) =>
        member.allReduce(model.zeros(), 'mean', { over: select(model, path) });
      expect(await errorsOf(over('h.0.weight'), over('h.1.weight'))).toMatch(
        /made allReduce\('mean'\) of 16 elements, rank [01] made allReduce\('mean'\) of 16 elements with another `over`/,
      );
      const min = (min?: number) => (member: Collective<typeof model>) =>
        member.allReduce(model.zeros(), 'mean', { min });
      expect(await errorsOf(min(), min(2))).toMatch(/of 81 elements with min 2/);
      expect(await errorsOf(min(1), min(2))).toMatch(/with min 1, rank . made.* with min 2|with min 2, .* with min 1/);
    });

    it('a NaN, a wrong length and bad options reject before the others hear of the call', async () => {
      const group = await make(model, 2);
      const flats = flatsOf(2);
      const bad = (flats[0] as Flat).slice() as Flat;
      bad[model.at('h.1.bias').offset + 2] = NaN;
      await expect(group[0]?.allReduce(bad)).rejects.toThrow(
        `allReduce('sum'): the elements must be finite, found NaN at index ${model.at('h.1.bias').offset + 2}, in 'h.1.bias'`,
      );
      await expect(group[0]?.allReduce(new Float32Array(80) as never)).rejects.toThrow(
        'allReduce: a flat array of length 81 was expected, found one of 80',
      );
      await expect(group[0]?.allReduce(new Float64Array(81) as never)).rejects.toThrow(
        'allReduce: a Float32Array was expected, found a Float64Array',
      );
      await expect(group[0]?.allReduce(flats[0] as Flat, 'product' as never)).rejects.toThrow(
        `allReduce: 'sum', 'mean', 'min', 'max' were expected, found 'product'`,
      );
      await expect(group[0]?.allReduce(flats[0] as Flat, 'sum', { weigth: 2 } as never)).rejects.toThrow(
        "did you mean 'weight'?",
      );
      await expect(group[0]?.broadcast(flats[0] as Flat, 2)).rejects.toThrow(
        'broadcast: from must be a rank from 0 to 1, found 2',
      );
      await expect(group[0]?.broadcast(flats[0] as Flat, '0' as never)).rejects.toThrow(
        "broadcast: from must be a rank from 0 to 1, found '0'",
      );
      await expect(group[0]?.barrier({ min: '1' as never })).rejects.toThrow(
        "barrier: min must be an integer from 1 to 2, found '1'",
      );
      await expect(group[0]?.barrier({ deadline: '9' as never })).rejects.toThrow("found '9'");
      await expect(group[0]?.barrier({ deadline: 0 })).rejects.toThrow('barrier: deadline must be a number');
      await expect(group[0]?.barrier({ signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
      await expect(group[0]?.allGather(flats[0] as Flat, { over: shard(model, 3) })).rejects.toThrow(
        'over: 2 shards were expected, one for each member, found 3',
      );
      // Layouts of the same length, but other places.
      const other = layout({ x: [2], y: [79] });
      await expect(group[0]?.allReduce(flats[0] as Flat, 'sum', { over: select(other, 'x') })).rejects.toThrow(
        `over: a selection of the layout with fingerprint ${model.fingerprint} was expected, ` +
          `found a selection of ${other.fingerprint}`,
      );
      await expect(group[0]?.allReduce(flats[0] as Flat, 'sum', { over: shard(other, 2) as never })).rejects.toThrow(
        `over: shards of the layout with fingerprint ${model.fingerprint} were expected`,
      );
      const wanted = expected('sum', flats, [1, 1]);
      await Promise.all(group.map((member, r) => member.allReduce(flats[r] as Flat)));
      for (const flat of flats) expect([...flat]).toEqual(wanted);
    });
  });

  it(`a mean in a group of ${name} needs a weight above 0`, async () => {
    const group = await make(model, 2);
    const flats = flatsOf(2);
    const before = flats.map((flat) => flat.slice());
    const calls = group.map((member, r) => member.allReduce(flats[r] as Flat, 'mean', { weight: 0 }));
    for (const result of await Promise.allSettled(calls))
      expect(String((result as PromiseRejectedResult).reason)).toContain(
        'mean: a weight above 0 was expected from at least one member, found only 0',
      );
    flats.forEach((flat, r) => expect([...flat]).toEqual([...(before[r] as Float32Array)]));
  });

  describe(`training in groups of ${name}`, () => {
    /** The gradient of the mean squared distance to the points of one member. */
    const gradientAt = (flat: Flat, rank: number): Flat => {
      const gradient = model.zeros();
      flat.forEach((x, i) => (gradient[i] = 2 * (x - Math.cos(i + rank))));
      return gradient;
    };

    it('dataParallel steps as one program does with the mean gradient, bit for bit', async () => {
      const group = await make(model, 3);
      const flats = flatsOf(3);
      const alone = (flats[0] as Flat).slice() as Flat;
      const optimiser = adamw(model, { lr: 0.1 });
      const trainings = await Promise.all(
        group.map((member, r) => dataParallel(member, flats[r] as Flat, adamw(model, { lr: 0.1 }))),
      );
      for (let step = 0; step < 10; step++) {
        await Promise.all(trainings.map(({ step }, r) => step(gradientAt(flats[r] as Flat, r))));
        const gradients = [0, 1, 2].map((rank) => gradientAt(alone, rank));
        optimiser.step(alone, Float32Array.from(expected('mean', gradients, [1, 1, 1])) as Flat);
      }
      for (const flat of flats) expect(flat).toEqual(alone);
    });

    it('parameters that are frozen are not sent', async () => {
      const group = await make(model, 2);
      const flats = flatsOf(2);
      const trainable = select(model, '**.bias');
      const trainings = await Promise.all(
        group.map((member, r) => dataParallel(member, flats[r] as Flat, sgd(model, { lr: 0.1 }), { over: trainable })),
      );
      const gradients = flatsOf(2);
      await Promise.all(trainings.map(({ step }, r) => step(gradients[r] as Flat)));
      const frozen = model.at('wte').offset;
      expect(gradients[0]?.[frozen]).not.toBe(gradients[1]?.[frozen]);
      const at = model.at('h.0.bias').offset;
      expect(gradients[0]?.[at]).toBe(gradients[1]?.[at]);
    });

    it('diloco averages what the members have learned, and all end with the same bits', async () => {
      const group = await make(model, 3);
      const flats = flatsOf(3);
      const inner = flats.map(() => sgd(model, { lr: 0.1 }));
      const trainings = await Promise.all(group.map((member, r) => diloco(member, flats[r] as Flat, { every: 4 })));
      const rounds = await Promise.all(
        trainings.map(async (training, r) => {
          const found: unknown[] = [];
          for (let i = 0; i < 60; i++) {
            inner[r]?.step(flats[r] as Flat, gradientAt(flats[r] as Flat, r));
            found.push(await training.step());
          }
          return found.filter((round) => round !== undefined).length;
        }),
      );
      expect(rounds).toEqual([15, 15, 15]);
      for (const flat of flats) expect(flat).toEqual(flats[0]);
      // The mean of the points is where the mean distance is least.
      flats[0]?.forEach((x, i) => expect(x).toBeCloseTo((Math.cos(i) + Math.cos(i + 1) + Math.cos(i + 2)) / 3, 1));
    });

    it('diloco names the option that is out of range, before the others hear of it', async () => {
      const [member] = await make(model, 1);
      const flat = model.zeros();
      const start = (options: object) => diloco(member as Collective<typeof model>, flat, options as { every: number });
      await expect(start({ every: 0 })).rejects.toThrow('diloco: every must be an integer of at least 1, found 0');
      await expect(start({ every: 2, lr: -1 })).rejects.toThrow('diloco: lr must be a finite number of at least 0');
      await expect(start({ every: 2, momentum: 1 })).rejects.toThrow(
        'diloco: momentum must be a number from 0 to below 1',
      );
      await expect(start({ ever: 2 })).rejects.toThrow("did you mean 'every'?");
    });

    it('diloco and dataParallel check all arguments before any call of the group', async () => {
      const group = await make(model, 2);
      const [member] = group as [Collective<typeof model>];
      const other = layout({ w: [3] });
      const flat = model.zeros();
      // The other member makes no call, so a check after the first call would come only at the deadline.
      const outer = (flat: unknown, options: object, who: unknown = member) =>
        diloco(who as never, flat as never, { every: 1, ...options } as never);
      const mean = (optimiser: unknown, options?: object, flats: unknown = flat, who: unknown = member) =>
        dataParallel(who as never, flats as never, optimiser as never, options as never);
      const good = sgd(model, { lr: 1 });
      const start = performance.now();
      await expect(outer(flat, { min: 3 })).rejects.toThrow('diloco: min must be an integer from 1 to 2, found 3');
      await expect(outer(flat, { state: { flat: new Float32Array(3), step: 0 } })).rejects.toThrow(
        'sgd: the state: a flat array of length 81 was expected, found one of 3',
      );
      await expect(outer(flat, { state: 7 })).rejects.toThrow('sgd: a state { flat, step } was expected, found number');
      await expect(outer(new Float32Array(80), {})).rejects.toThrow(
        'diloco: a flat array of length 81 was expected, found one of 80',
      );
      await expect(outer([], {})).rejects.toThrow('diloco: a Float32Array or a Float64Array was expected, found an ar');
      await expect(outer(flat, { over: shard(model, 3) })).rejects.toThrow('over: 2 shards were expected');
      await expect(outer(flat, {}, group)).rejects.toThrow(
        'diloco: a member of a group was expected, found an array of 2',
      );
      await expect(mean(undefined)).rejects.toThrow('dataParallel: an optimiser was expected, found undefined');
      await expect(mean({})).rejects.toThrow('dataParallel: an optimiser was expected, found an object');
      for (const wrong of [sgd(other, { lr: 1 }), adamw(other, { lr: 1 })])
        await expect(mean(wrong)).rejects.toThrow(
          `dataParallel: an optimiser of the layout with fingerprint ${model.fingerprint} was expected, ` +
            `found one of ${other.fingerprint}`,
        );
      await expect(mean(sgd(model, { lr: 1, type: Float64Array }))).rejects.toThrow(
        'dataParallel: an optimiser of a Float32Array was expected, found one of a Float64Array',
      );
      await expect(mean(good, { over: 'wte' })).rejects.toThrow('over: a selection of the model or all its shards');
      await expect(mean(good, {}, new Float32Array(3))).rejects.toThrow(
        'dataParallel: a flat array of length 81 was expected, found one of 3',
      );
      await expect(mean(good, {}, flat, {})).rejects.toThrow(
        'dataParallel: a member of a group was expected, found an object',
      );
      expect(performance.now() - start).toBeLessThan(5000);
      const flats = flatsOf(2);
      const trainings = await Promise.all(group.map((each, r) => dataParallel(each, flats[r] as Flat, good)));
      await expect(trainings[0]?.step(model.zeros(), { factor: NaN })).rejects.toThrow(
        'factor must be a finite number of at least 0, found NaN',
      );
      await Promise.all(group.map((each) => each.barrier()));
    });

    it('diloco goes on with those that are left', async () => {
      const group = await make(model, 3, { deadline: 150 });
      const flats = flatsOf(3);
      const trainings = await Promise.all(
        group.map((member, r) => diloco(member, flats[r] as Flat, { every: 1, lr: 1, momentum: 0, min: 2 })),
      );
      const start = (flats[0] as Flat).slice();
      [0, 2].forEach((rank) => flats[rank]?.forEach((x, i, flat) => (flat[i] = x + rank + 1)));
      const rounds = await Promise.all([0, 2].map((rank) => trainings[rank]?.step({ weight: rank + 1 })));
      expect(rounds).toEqual([{ ranks: [0, 2] }, { ranks: [0, 2] }]);
      // The weighted mean of steps of 1 and 3 is (1 * 1 + 3 * 3) / 4.
      [0, 2].forEach((rank) => flats[rank]?.forEach((x, i) => expect(x).toBeCloseTo((start[i] as number) + 2.5, 5)));
      expect(flats[2]).toEqual(flats[0]);
    });
  });
}
