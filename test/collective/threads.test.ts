import { expect, it } from 'vitest';
import { threads } from '../../src/collective/index.ts';
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
