// Random programs of groups on a network that loses messages and members, and what must hold for all of them.
import { expect } from 'vitest';
import { joinGroup } from '../../src/collective/network/join.ts';
import { GroupError, type Reduction, type Round } from '../../src/collective/index.ts';
import { type FlatOf, layout, select } from '../../src/index.ts';
import type { NetworkMember } from '../../types/collective/network.ts';
import { type Faults, type MemoryConnection, MemoryServer } from './memory-network.ts';
import { SimulatedProcess, SimulatedTime } from './simulated-time.ts';

export const DEADLINE = 1000;
const model = layout({ body: { weight: [7, 3], bias: [3] }, head: [5] });
const heads = select(model, 'head');
export type Flat = FlatOf<typeof model>;

export interface Step {
  readonly name: 'allReduce' | 'reduceScatter' | 'allGather' | 'broadcast' | 'barrier' | 'keep';
  readonly op: Reduction;
  readonly from: number;
  readonly isPart: boolean;
}
/** Something that happens to a member at some time. */
export interface Incident {
  readonly at: number;
  readonly member: number;
  /** `return`: the process is killed, and starts again after a while. */
  readonly kind: 'kill' | 'return' | 'cut' | 'deaf' | 'stop' | 'all';
  readonly milliseconds: number;
}
export interface Program {
  readonly size: number;
  readonly min: number | undefined;
  readonly steps: readonly Step[];
  readonly faults: Faults;
  readonly incidents: readonly Incident[];
  /** How long a member computes between two calls, at most. */
  readonly pause: number;
}

/** What a call gave to one member. */
interface Outcome {
  readonly member: number;
  readonly rank: number;
  readonly ranks: readonly number[];
  readonly flat: readonly number[];
}
export interface Result {
  readonly finished: number;
  readonly errors: readonly unknown[];
  readonly resumed: number;
  readonly sent: number;
  readonly time: number;
}

/** The elements that a rank gives to a step. */
const given = (step: number, rank: number): Flat =>
  model.zeros().map((_, i) => Math.sin(1 + i + 31 * step + 7 * rank)) as Flat;
const weightOf = (step: number, rank: number): number => 1 + ((3 * step + 5 * rank) % 7);

/** What a member must have after a step in which some ranks took part. */
function expected(
  { name, op, from, isPart }: Step,
  step: number,
  size: number,
  rank: number,
  ranks: readonly number[],
) {
  const flat = given(step, rank);
  const all = ranks.map((each) => given(step, each));
  const [{ start, end }] =
    isPart ? (heads.ranges as [{ start: number; end: number }]) : [{ start: 0, end: flat.length }];
  const share = Math.ceil((end - start) / size);
  for (let i = start; i < end; i++) {
    const owner = Math.floor((i - start) / share);
    const values = all.map((each) => each[i] as number);
    const weights = ranks.map((each) => (op === 'mean' ? weightOf(step, each) : 1));
    const total = op === 'mean' ? weights.reduce((a, b) => a + b) : 1;
    const reduced =
      op === 'min' ? Math.min(...values)
      : op === 'max' ? Math.max(...values)
      : values.reduce((sum, x, r) => sum + (weights[r] as number) * x, -0) / total;
    if (name === 'allReduce' || (name === 'reduceScatter' && owner === rank)) flat[i] = reduced;
    if (name === 'allGather') flat[i] = given(step, owner)[i] as number;
    if (name === 'broadcast') flat[i] = given(step, from)[i] as number;
  }
  return [...flat];
}
/** What all keep after a step: it depends on all the steps before. */
const mix = (state: number, values: readonly number[]): number =>
  Math.fround(values.reduce((sum, x, i) => Math.fround(0.9 * sum + x / (1 + i)), state));

/** Runs a program. @throws what `expect` throws if something does not hold */
export async function runProgram(program: Program): Promise<Result> {
  const time = new SimulatedTime();
  const server = new MemoryServer(program.faults);
  const errors: unknown[] = [];
  let resumed = 0;
  const outcomes = new Map<string, Outcome[]>();
  /** What was kept: by the name of the object, so also of runs that were lost. */
  const keeps: { readonly call: number; readonly state: number; readonly at: number }[] = [];
  const connections: (MemoryConnection | undefined)[] = [];
  let settled = 0;
  const { size, min, steps } = program;
  // When all have closed a group, the next one begins anew.
  server.whenSet = (key, value) => {
    if (key !== 'group') return;
    const { members } = JSON.parse(new TextDecoder().decode(value)) as { members: { state: string }[] };
    if (members.every(({ state }) => state === 'closed')) keeps.length = 0;
  };
  const started: Promise<void>[] = [];

  async function runMember(number: number, connection: MemoryConnection): Promise<void> {
    const begun = time.now;
    let member: NetworkMember<typeof model> | undefined;
    const { process } = connection;
    try {
      for (let tries = 0; member === undefined; tries++)
        try {
          member = await joinGroup(connection.open, { group: 'g', model, size, deadline: DEADLINE });
        } catch (error) {
          expect(connection.opened).toBe(0);
          if (tries === 10 || error instanceof GroupError) throw error;
        }
      const { rank } = member;
      const { run } = JSON.parse(new TextDecoder().decode(server.values.get('group')?.value)) as { run: unknown };
      let state = 0;
      const kept = await member.joined();
      if (kept !== undefined) {
        resumed++;
        state = (kept.arrays[0] as Float32Array)[0] as number;
        // Nothing that was acknowledged is lost.
        for (const { call, at } of keeps) if (at < begun) expect(kept.revision).toBeGreaterThanOrEqual(call);
        expect(
          keeps.length === 0 ||
            keeps.some((each) => each.state === state && each.call === kept.revision) ||
            kept.revision > Math.max(...keeps.map(({ call }) => call)),
        ).toBe(true);
      } else for (const { at } of keeps) expect(at).toBeGreaterThanOrEqual(begun);
      for (let step = kept?.revision ?? 0; step < steps.length; step++) {
        await new Promise((resolve) => setTimeout(resolve, server.random() * program.pause));
        const flat = given(step, rank);
        const since = time.now;
        let round: Round;
        try {
          round = await callStep(member, steps[step] as Step, step, flat, state, min);
        } catch (error) {
          if (process.isDead) return;
          // A call that rejects has changed nothing.
          expect([...flat]).toEqual([...given(step, rank)]);
          throw error;
        } finally {
          if (!process.isDead && process.stoppedUntil < since) expect(time.now - since).toBeLessThan(12 * DEADLINE);
        }
        if (process.isDead) return;
        settled++;
        const { name } = steps[step] as Step;
        const key = `${String(run)}.${step}`;
        const all = outcomes.get(key) ?? [];
        outcomes.set(key, all);
        const outcome = { member: number, rank, ranks: round.ranks, flat: [...flat] };
        all.push(outcome);
        if (name !== 'keep' || globalThis.process.env['X'] === undefined)
          expect({ key, name, ranks: round.ranks }).toEqual({ key, name, ranks: all[0]?.ranks });
        expect(outcome.flat).toEqual(expected(steps[step] as Step, step, size, rank, round.ranks));
        if (name === 'keep') {
          expect(keeps.every(({ call, state: other, at }) => call !== step + 1 || other === state || at < begun)).toBe(
            true,
          );
          keeps.push({ call: step + 1, state, at: time.now });
        }
        const values = expected(steps[step] as Step, step, size, -1, round.ranks);
        if (name !== 'keep') state = mix(state, name === 'barrier' || name === 'reduceScatter' ? round.ranks : values);
      }
      await member.close();
    } catch (error) {
      if (process.isDead) return;
      if ((error as Error).name === 'AssertionError') throw error;
      errors.push(error);
    } finally {
      if (!connection.process.isDead) {
        await member?.close();
        expect(connection.opened).toBe(0);
      }
    }
  }
  function start(number: number): void {
    const process = new SimulatedProcess(1000 * number);
    const connection = server.connect(process);
    connections[number] = connection;
    const ended = process.run(() => runMember(number, connection));
    started.push(Promise.race([ended, new Promise<void>((resolve) => (process.onKill = resolve))]));
  }
  function happen({ kind, member, milliseconds }: Incident): void {
    const connection = connections[member];
    if (connection === undefined) return;
    if (kind === 'cut' || kind === 'deaf') {
      if (connection.process.isDead) return;
      connection.isCut = true;
      connection.knowsCut = kind === 'cut';
      setTimeout(() => {
        if (!connection.process.isDead) connection.isCut = connection.knowsCut = false;
      }, milliseconds);
    } else if (kind === 'stop') connection.process.stoppedUntil = time.now + milliseconds;
    else {
      connection.kill();
      if (kind !== 'kill') {
        started.push(new Promise((resolve) => setTimeout(resolve, milliseconds)).then(() => start(member)));
      }
    }
  }
  await time.run(async () => {
    for (let number = 0; number < size; number++) start(number);
    for (const incident of program.incidents)
      setTimeout(() => {
        if (incident.kind !== 'all') happen(incident);
        else for (let number = 0; number < size; number++) happen({ ...incident, member: number });
      }, incident.at);
    for (let done = 0; done < started.length; done++) await started[done];
  }, 200_000);
  return { finished: settled, errors, resumed, sent: server.sent, time: time.now };
}

function callStep(
  member: NetworkMember<typeof model>,
  { name, op, from, isPart }: Step,
  step: number,
  flat: Flat,
  state: number,
  min: number | undefined,
): Promise<Round> {
  const over = isPart ? { over: heads } : {};
  switch (name) {
    case 'allReduce':
      return member.allReduce(flat, op, { ...over, min, weight: weightOf(step, member.rank) });
    case 'reduceScatter':
      return member.reduceScatter(flat, op, { ...over, min, weight: weightOf(step, member.rank) });
    case 'allGather':
      return member.allGather(flat, over);
    case 'broadcast':
      return member.broadcast(flat, from, over);
    case 'barrier':
      return member.barrier({ min });
    case 'keep':
      return member.keep([Float32Array.of(state)], { min });
  }
}
