import { expect, it } from 'vitest';
import { type Collective, threads } from '../../src/collective/index.ts';
import { seatBytes, Seats } from '../../src/collective/seats.ts';
import { layout } from '../../src/index.ts';
import { describeGroups, type MakeGroup } from './suite.ts';

// `as`: the number of members is only `number` here, so the compiler knows no tuple.
const make: MakeGroup = async (model, size, options) => threads(model, size, options) as never;

describeGroups('threads', make);

const model = layout({ weight: [1000] });

it('a group of n members shares n + 1 times the bytes of the flat array, and at most 300 for each member', () => {
  const [{ seat }] = threads(model, 3);
  const beside = seat.buffer.byteLength - 4 * 4 * model.length;
  expect(beside).toBeGreaterThan(0);
  expect(beside).toBeLessThanOrEqual(3 * 300);
});

it('members also find each other in an engine without Atomics.waitAsync', async () => {
  const { waitAsync } = Atomics as { waitAsync?: unknown };
  Object.assign(Atomics, { waitAsync: undefined });
  try {
    const [first, second] = threads(model, 2);
    const flats = [model.zeros().fill(1), model.zeros().fill(2)] as const;
    const waiting = first.allReduce(flats[0]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all([waiting, second.allReduce(flats[1])]);
    expect([flats[0][0], flats[1][999]]).toEqual([3, 3]);
  } finally {
    Object.assign(Atomics, { waitAsync });
  }
});

it('flat arrays may be of doubles, and a seat says so', async () => {
  const [first, second] = threads(model, 2, { type: Float64Array });
  expect(first.seat.kind).toBe('Float64Array');
  const flats = [model.zeros(Float64Array).fill(0.1), model.zeros(Float64Array).fill(0.2)] as const;
  await Promise.all([first.allReduce(flats[0]), threads(model, second.seat).allReduce(flats[1])]);
  expect(flats[1][0]).toBe(0.1 + 0.2);
  expect(flats[0][0]).toBe(flats[1][0]);
});

it('a group has at most 1,024 members, whose number is an integer', () => {
  expect(() => threads(model, 1025)).toThrow(new RangeError('the number of members must be at most 1024, found 1025'));
  expect(() => threads(model, '2' as never)).toThrow(
    new RangeError("the number of members must be an integer of at least 1, found '2'"),
  );
  const count: number = 1024;
  expect(threads(layout({ w: [2] }), count).at(-1)?.rank).toBe(1023);
});

it('a call that sends nothing to the late member also rejects on it', async () => {
  for (const call of [
    (member: Collective<typeof model>) => member.barrier(),
    (member: Collective<typeof model>) => member.broadcast(model.zeros(), 1),
  ]) {
    const [first, second] = threads(model, 2, { deadline: 30 });
    await expect(call(first)).rejects.toThrow('rank 1 did not arrive within 30 ms');
    await expect(call(second)).rejects.toThrow('rank 0 left the group');
  }
});

// The later the moment, the further the call is.
it.each(['barrier', 'broadcast', 'allReduce'] as const)(
  '%s that one member gives up at any moment ends alike on both',
  async (name) => {
    const outcomes = new Set<string>();
    for (const ending of ['abort', 'close'] as const)
      for (let moment = 0; moment < 60; moment++) {
        const [first, second] = threads(model, 2);
        const flats = [model.zeros().fill(1), model.zeros().fill(2)] as const;
        const controller = new AbortController();
        const { signal } = controller;
        const start = (member: typeof first, flat: (typeof flats)[0], options: { signal?: AbortSignal }) =>
          name === 'barrier' ? member.barrier(options)
          : name === 'broadcast' ? member.broadcast(flat, 0, options)
          : member.allReduce(flat, 'sum', options);
        const calls = [start(first, flats[0], { signal }), start(second, flats[1], {})];
        const settled = Promise.allSettled(calls);
        for (let i = 0; i < moment % 5; i++) await new Promise((resolve) => setTimeout(resolve, 0));
        for (let i = 0; i < moment / 5; i++) await Promise.resolve();
        if (ending === 'abort') controller.abort(new Error('enough'));
        else await first.close();
        const [mine, theirs] = (await settled).map(({ status }) => status);
        expect([ending, moment, mine]).toEqual([ending, moment, theirs]);
        if (mine === 'rejected') expect([flats[0][0], flats[1][0]]).toEqual([1, 2]);
        outcomes.add(String(mine));
      }
    expect(outcomes).toEqual(new Set(['rejected', 'fulfilled']));
  },
);

it('a slow member does not undo what the others have decided of a later call', () => {
  const seats = new Seats(new SharedArrayBuffer(seatBytes(2)), 2);
  expect(seats.decide(1, true)).toBe(true);
  expect(seats.decide(4, false)).toBe(false);
  // It was still to see the end of the first call, when another member gave up the second.
  expect(seats.decide(1, true)).toBe(true);
  expect(seats.decide(4, true)).toBe(false);
  // The phases start again after 2^30.
  expect(seats.decide(2 ** 30 - 1, true)).toBe(true);
  expect(seats.decide(2 ** 30 + 2, false)).toBe(false);
  expect(seats.decide(2 ** 30 - 1, true)).toBe(true);
  expect(seats.decide(2 ** 30 + 2, true)).toBe(false);
});
