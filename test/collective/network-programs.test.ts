// Random programs on a network that loses messages, members and answers of the store. `RUNS=20000` tries more of them.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Program, runProgram, type Step } from './random-program.ts';

const RUNS = Number(process.env['RUNS'] ?? 70);
const LIMIT = Math.max(120_000, RUNS * 200);

const stepOf = fc.record<Step>({
  name: fc.constantFrom(
    ...(['allReduce', 'allReduce', 'allReduce', 'reduceScatter', 'allGather', 'broadcast', 'barrier', 'keep'] as const),
    'keep',
  ),
  op: fc.constantFrom('sum', 'mean', 'min', 'max'),
  from: fc.nat({ max: 5 }),
  isPart: fc.boolean(),
});
const incidentOf = fc.record({
  at: fc.nat({ max: 4000 }),
  member: fc.nat({ max: 5 }),
  kind: fc.constantFrom('kill', 'return', 'return', 'cut', 'deaf', 'stop', 'all'),
  milliseconds: fc.nat({ max: 4000 }),
});
/** Programs on a network that loses some messages, or one where all can happen. */
const programOf = (isWild: boolean): fc.Arbitrary<Program> =>
  fc
    .record({
      size: fc.integer({ min: 1, max: 6 }),
      least: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
      steps: fc.array(stepOf, { minLength: 1, maxLength: isWild ? 30 : 12, size: 'max' }),
      faults: fc.record({
        seed: fc.nat(),
        drop: fc.constantFrom(0, 0.05, isWild ? 0.3 : 0.1),
        double: fc.constantFrom(0, 0.3),
        delay: fc.constantFrom(0, 5, 50, isWild ? 300 : 50),
        fail: fc.constantFrom(0, isWild ? 0.1 : 0),
        failLate: fc.constantFrom(0, isWild ? 0.1 : 0),
        storeDelay: fc.constantFrom(0, 20, isWild ? 100 : 20),
        maxPayload: fc.constantFrom(4096, 1 << 20),
      }),
      incidents: fc.array(incidentOf as fc.Arbitrary<Program['incidents'][0]>, { maxLength: isWild ? 4 : 0 }),
      pause: fc.constantFrom(0, 10, 300),
    })
    .map(({ least, size, steps, ...rest }) => {
      const min = least === undefined ? undefined : Math.min(least, size);
      // These need all members.
      const needsAll = ['allGather', 'broadcast'];
      const fitting = steps.filter(({ name }) => min === undefined || !needsAll.includes(name));
      return { ...rest, size, min, steps: fitting.map((step) => ({ ...step, from: step.from % size })) };
    });

it(
  'where only messages are lost, all calls of all members resolve, and agree',
  async () => {
    await fc.assert(
      fc.asyncProperty(programOf(false), async (program) => {
        const { errors } = await runProgram(program);
        expect(errors).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  },
  LIMIT,
);

it(
  'where members die, stop and come back, those that are left agree, and nothing kept is lost',
  async () => {
    let resumed = 0;
    await fc.assert(
      fc.asyncProperty(programOf(true), async (program) => {
        const result = await runProgram(program);
        resumed += result.resumed;
      }),
      { numRuns: RUNS },
    );
    expect(resumed).toBeGreaterThan(0);
  },
  LIMIT,
);
