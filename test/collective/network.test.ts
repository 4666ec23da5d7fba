// Groups on a network in memory, which loses what real ones lose, at the worst moments.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { joinGroup } from '../../src/collective/network/join.ts';
import { type FlatOf, layout } from '../../src/index.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { JoinOptions, NetworkMember } from '../../types/collective/network.ts';
import { type MemoryConnection, MemoryServer, type Message } from './memory-network.ts';
import { SimulatedProcess, SimulatedTime } from './simulated-time.ts';
import { describeGroups } from './suite.ts';

describe('in simulated time', () => {
  let time: { readonly stop: () => void };
  beforeEach(() => {
    time = new SimulatedTime().start();
  });
  afterEach(() => time.stop());
  describeGroups('a network that loses messages', make);
});

let groups = 0;
async function make<L extends LayoutLike>(model: L, size: number, options?: { readonly deadline?: number }) {
  const server = new MemoryServer({
    seed: groups++,
    drop: 0.05,
    double: 0.1,
    delay: 4,
    fail: 0,
    storeDelay: 2,
    maxPayload: 2048 + 256 * size,
  });
  const members = await Promise.all(
    Array.from({ length: size }, () => joinGroup(server.connect().open, { group: 'g', model, size, ...options })),
  );
  return members.sort((a, b) => a.rank - b.rank);
}

const model = layout({ weight: [4, 3], bias: [3] });
type Member = NetworkMember<typeof model>;
type Flat = FlatOf<typeof model>;
const DEADLINE = 1000;

/** A group in simulated time. */
class Scenario {
  readonly time = new SimulatedTime();
  readonly server: MemoryServer;
  readonly connections: MemoryConnection[] = [];
  readonly members: Member[] = [];
  constructor(faults: ConstructorParameters<typeof MemoryServer>[0] = {}) {
    this.server = new MemoryServer({ storeDelay: 1, ...faults });
  }
  connect(): MemoryConnection {
    const connection = this.server.connect(new SimulatedProcess());
    this.connections.push(connection);
    return connection;
  }
  /** Joins with a connection of its own. Members that join one after the other have the ranks in this order. */
  async join(size: number, options: Partial<JoinOptions<typeof model>> = {}): Promise<Member> {
    const connection = this.connect();
    const join = { group: 'g', model, size, deadline: DEADLINE, ...options } as const;
    const member = await connection.process.run(() => joinGroup(connection.open, join));
    this.members.push(member);
    return member;
  }
  async joinAll(size: number, options: Partial<JoinOptions<typeof model>> = {}): Promise<Member[]> {
    for (let rank = 0; rank < size; rank++) await this.join(size, options);
    return this.members;
  }
  /** Runs what one member does as its own process. */
  by<T>(rank: number, body: (member: Member) => Promise<T>): Promise<T> {
    return (this.connections[rank] as MemoryConnection).process.run(() => body(this.members[rank] as Member));
  }
  /** Runs what several members do at the same time. */
  all<T>(ranks: readonly number[], body: (member: Member, rank: number) => Promise<T>): Promise<T[]> {
    return Promise.all(ranks.map((rank) => this.by(rank, (member) => body(member, rank))));
  }
  rankOf(connection: MemoryConnection): number {
    return this.connections.indexOf(connection);
  }
  run(body: () => Promise<void>): Promise<void> {
    return this.time.run(body, 100 * DEADLINE);
  }
}
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const filled = (value: number): Flat => model.zeros().fill(value);
/** The report in a message, if it has one. */
const reportIn = ({ head, body }: Message): { call: number; held: number; epoch: number } | undefined =>
  head.startsWith('s.') ? (JSON.parse(new TextDecoder().decode(body)) as never) : undefined;

describe('messages at the worst moments', () => {
  it('a member reduces with the weights of this call, also where elements come before them', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(3);
      await scenario.all([0, 1, 2], (member) => member.allReduce(filled(1), 'mean', { weight: 1 }));
      // Rank 0 hears late what rank 1 calls, and rank 2 hears it at once.
      scenario.server.postman = (message) =>
        reportIn(message) !== undefined && scenario.rankOf(message.from) === 1 && scenario.rankOf(message.to) === 0 ?
          20
        : 0;
      const flats = [filled(1), filled(2), filled(3)];
      await scenario.all([0, 1, 2], (member, rank) =>
        member.allReduce(flats[rank] as Flat, 'mean', { weight: 10 ** rank }),
      );
      for (const flat of flats) expect([...flat]).toEqual([...filled(321 / 111)]);
    });
  });

  it('a member that has dropped its result does not count as one that has it', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(4);
      const { server } = scenario;
      // Rank 3 dies before rank 2 has all, and rank 1 has all: ranks 0, 1 and 2 begin again.
      let isDead = false;
      let isGone = false;
      let until: number | undefined;
      server.postman = (message) => {
        const [from, to] = [scenario.rankOf(message.from), scenario.rankOf(message.to)];
        const report = reportIn(message);
        if (to === 2 && message.head.startsWith('c.3.4.1.1.')) {
          if (!isDead) scenario.connections[3]?.kill();
          isDead = true;
          return Infinity;
        }
        // Rank 0 does not hear that rank 1 has dropped its result, and rank 1 waits for that of rank 0.
        if (
          isDead &&
          from === 1 &&
          to === 0 &&
          report?.held === 0 &&
          report.epoch > 4 &&
          scenario.time.now < (until ?? Infinity)
        ) {
          until ??= scenario.time.now + 300;
          return Infinity;
        }
        if (to === 1 && message.head.startsWith('c.0.5.1.1.'))
          return isGone || scenario.time.now < (until ?? Infinity) ? Infinity : 0;
        return 0;
      };
      const done: number[] = [];
      const flats = [0, 1, 2, 3].map((rank) => filled(rank + 1));
      const calls = scenario.all([0, 1, 2, 3], async (member, rank) => {
        const round = await member.allReduce(flats[rank] as Flat, 'sum', { min: 1 });
        done.push(rank);
        if (rank === 0) scenario.connections[0]?.kill();
        if (rank === 0) isGone = true;
        return round;
      });
      void calls;
      while (!(done.includes(1) && done.includes(2))) await pause(100);
      expect([...(flats[2] as Flat)]).toEqual([...(flats[1] as Flat)]);
      // What rank 0 has returned is what the others have.
      if (done.includes(0)) expect([...(flats[0] as Flat)]).toEqual([...(flats[1] as Flat)]);
    });
  });

  it('one that dies when it has its result, and owes others a part of it, is noticed', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(2);
      await scenario.all([0, 1], (member) => member.barrier());
      scenario.server.postman = (message) => {
        const isDying = scenario.rankOf(message.from) === 1 && scenario.rankOf(message.to) === 0;
        if (isDying && reportIn(message)?.held === 2) scenario.connections[1]?.kill();
        return isDying && message.head.startsWith('c.1.2.2.1.') ? Infinity : 0;
      };
      const flats = [1, 2].map(filled);
      const calls = scenario.all([0, 1], (member, rank) => member.allReduce(flats[rank] as Flat, 'sum', { min: 1 }));
      void calls;
      await pause(4 * DEADLINE);
      expect(flats[0]).toEqual(filled(1));
      expect(await scenario.by(0, (member) => member.barrier({ min: 1 }))).toEqual({ ranks: [0] });
    });
  });

  it('one that was lost does not take its result for that of the others', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(3);
      // Rank 2 gets a result, and rank 1 does not. Then rank 2 stops for a while, and hears at last what the others did.
      let isMute = false;
      scenario.server.postman = (message) => {
        if (!isMute && scenario.rankOf(message.from) === 2 && reportIn(message)?.held === 1) {
          isMute = true;
          message.from.process.stoppedUntil = scenario.time.now + 3 * DEADLINE;
        }
        if (isMute && scenario.rankOf(message.from) === 2) return Infinity;
        if (message.head.startsWith('c.0.3.1.1.') && scenario.rankOf(message.to) === 1) return Infinity;
        return message.head.startsWith('r.') && scenario.rankOf(message.to) === 2 ? Infinity : 0;
      };
      const flats = [1, 2, 3].map(filled);
      const results = await Promise.allSettled(
        [0, 1, 2].map((rank) =>
          scenario.by(rank, (member) => member.allReduce(flats[rank] as Flat, 'sum', { min: 1 })),
        ),
      );
      const rounds = results.slice(0, 2).map((result) => (result as PromiseFulfilledResult<unknown>).value);
      expect(rounds).toEqual([{ ranks: [0, 1] }, { ranks: [0, 1] }]);
      expect(results[2]?.status).toBe('rejected');
      expect(flats).toEqual([3, 3, 3].map(filled));
    });
  });

  it('all resolve keep to the ranks that made it, also where some have left since', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(3);
      // Rank 2 hears nothing more of rank 0, which keeps the arrays and closes.
      let isKept = false;
      scenario.server.postman = ({ from, to }) =>
        isKept && scenario.rankOf(from) === 0 && scenario.rankOf(to) === 2 ? Infinity : 0;
      const rounds = await scenario.all([0, 1, 2], async (member, rank) => {
        isKept = true;
        const round = await member.keep([Float32Array.of(1)]);
        if (rank === 0) await member.close();
        return round;
      });
      expect(rounds).toEqual([0, 1, 2].map(() => ({ ranks: [0, 1, 2] })));
    });
  });

  it('members that make other calls than keep are named, and nothing is kept', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(2);
      const results = await Promise.allSettled([
        scenario.by(0, (member) => member.keep([Float32Array.of(1)])),
        scenario.by(1, (member) => member.allReduce(filled(1))),
      ]);
      for (const result of results)
        expect((result as PromiseRejectedResult).reason.message).toMatch(/all members must make the same call/);
      expect(scenario.server.objects.size).toBe(1); // the layout
    });
  });

  it('a member that stores for longer than the deadline takes nobody as lost', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(3);
      await scenario.all([0, 1, 2], (member) => member.allReduce(filled(1), 'mean', { min: 1 }));
      scenario.server.slowness = (what) => (what.startsWith('kept') ? 3 * DEADLINE : 0);
      const rounds = await scenario.all([0, 1, 2], (member) => member.keep([Float32Array.of(1)], { min: 1 }));
      expect(rounds).toEqual([0, 1, 2].map(() => ({ ranks: [0, 1, 2] })));
    });
  });
});

describe('formats on the wire', () => {
  it.each(['BF16', 'F16'] as const)(
    'with %s, broadcast and allGather end with the same bits everywhere',
    async (wire) => {
      const scenario = new Scenario();
      await scenario.run(async () => {
        await scenario.joinAll(3, { wire });
        for (const name of ['broadcast', 'allGather'] as const) {
          const flats = [0.1, 0.2, 0.3].map(filled);
          await scenario.all([0, 1, 2], (member, rank) => member[name](flats[rank] as Flat));
          for (const flat of flats) expect(flat).toEqual(flats[0]);
        }
      });
    },
  );
});

describe('members that leave', () => {
  it('reasons that do not fit into the record are dropped', async () => {
    const size = 6;
    const scenario = new Scenario({ maxPayload: 2048 + 256 * size });
    await scenario.run(async () => {
      await scenario.joinAll(size);
      const reason = '\u{1F4A5}\u0001'.repeat(100);
      await scenario.all([1, 2, 3, 4, 5], async (member) => {
        const controller = new AbortController();
        setTimeout(() => controller.abort(new Error(reason)), 10);
        await expect(member.barrier({ signal: controller.signal, min: 1 })).rejects.toThrow(reason);
        await member.close();
      });
      expect(await scenario.by(0, (member) => member.barrier({ min: 1 }))).toEqual({ ranks: [0] });
    });
  });

  it('of two that take each other as lost, one goes on', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(2);
      scenario.server.postman = ({ from, to }) => (from === to ? 0 : Infinity);
      scenario.server.slowness = (what) => (what === 'group' ? 200 : 0);
      const results = await Promise.allSettled(
        [0, 1].map((rank) => scenario.by(rank, (member) => member.allReduce(filled(1), 'sum', { min: 1 }))),
      );
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await pause(DEADLINE);
      const winner = results.findIndex(({ status }) => status === 'fulfilled');
      expect(await scenario.by(winner, (member) => member.barrier({ min: 1 }))).toEqual({ ranks: [winner] });
    });
  });

  it('one that the others went on without sends nothing more, also before it is closed', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(2);
      await scenario.by(0, (member) => member.barrier({ min: 1 }));
      await pause(DEADLINE);
      expect(scenario.connections.map(({ opened }) => opened)).toEqual([1, 0]);
      await scenario.by(0, (member) => member.close());
      await pause(DEADLINE);
      const { sent } = scenario.server;
      await pause(5 * DEADLINE);
      expect(scenario.server.sent).toBe(sent);
      await expect(scenario.by(1, (member) => member.barrier())).rejects.toThrow('went on without this member');
    });
  });

  it('one that closes twice in the middle of its call leaves no timer, and its flat array as it was', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(2);
      const flat = filled(3);
      const rejects = scenario.by(0, (member) =>
        expect(member.allReduce(flat, 'sum')).rejects.toThrow('allReduce: it was closed'),
      );
      await pause(10);
      await scenario.by(0, (member) => Promise.all([member.close(), member.close()]));
      await rejects;
      expect(flat).toEqual(filled(3));
      await scenario.by(0, (member) => member.close());
      await scenario.by(1, (member) => member.close());
      await pause(DEADLINE);
      expect(scenario.time.pending).toBe(0);
      expect(scenario.connections.map(({ opened }) => opened)).toEqual([0, 0]);
    });
  });

  it('one whose store is away for good ends its call', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(3);
      scenario.connections[2]?.kill();
      scenario.server.faults = { ...scenario.server.faults, fail: 1 };
      const calls = scenario.all([0, 1], (member) => member.allReduce(filled(1), 'sum', { min: 1 }));
      await expect(calls).rejects.toThrow('the store is away');
      expect(scenario.time.now).toBeLessThan(6 * DEADLINE);
    });
  });

  it('a slow store gets no more work than it can do', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(1);
      let asked = 0;
      scenario.server.slowness = () => {
        asked++;
        return 10 * DEADLINE;
      };
      await pause(9 * DEADLINE);
      expect(asked).toBeLessThan(3);
    });
  });

  it.each([
    ['newer', 0, 100, 'the group has begun again without this member'],
    ['older', 100, 0, 'the store has lost the record of the group'],
  ])('a group ends whose record was lost and made anew with %s revisions', async (_, before, after, reason) => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      for (let i = 0; i < before; i++) scenario.server.set('other', new Uint8Array(0));
      await scenario.joinAll(2);
      await scenario.all([0, 1], (member) => member.barrier());
      scenario.server.forget();
      for (let i = 0; i < after; i++) scenario.server.set('other', new Uint8Array(0));
      const [third, fourth] = await Promise.all([scenario.join(2), scenario.join(2)]);
      await scenario.all([0, 1], (member) =>
        expect(pause(DEADLINE).then(() => member.barrier())).rejects.toThrow(reason),
      );
      await scenario.all([2, 3], (member) => member.barrier());
      expect([third, fourth].map(({ rank }) => rank).sort()).toEqual([0, 1]);
    });
  });
});

describe('a seat that becomes free before the first call', () => {
  it('goes to the next member that joins, and the first call waits for it', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(3);
      scenario.connections[0]?.kill();
      const calls = scenario.all([1, 2], async (member) => {
        const flat = filled(member.rank);
        const { ranks } = await member.allReduce(flat, 'sum');
        return [ranks, flat[0]];
      });
      // It joins when the others have noticed the silence of rank 0, or sees the end of the lease itself.
      const again = scenario.join(3);
      expect((await again).rank).toBe(0);
      const flat = filled(10);
      expect(await scenario.by(3, (member) => member.allReduce(flat, 'sum'))).toEqual({ ranks: [0, 1, 2] });
      expect(await calls).toEqual([
        [[0, 1, 2], 13],
        [[0, 1, 2], 13],
      ]);
      expect(flat[0]).toBe(13);
    });
  });
  it('ends the first call if nobody takes it within the deadline of the call', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(3);
      scenario.connections[2]?.kill();
      const since = scenario.time.now;
      await scenario.all([0, 1], (member) =>
        expect(member.barrier({ deadline: 8 * DEADLINE })).rejects.toMatchObject({
          message: `barrier: rank 2 did not arrive within ${8 * DEADLINE} ms`,
          ranks: [2],
        }),
      );
      expect(scenario.time.now - since).toBeGreaterThan(8 * DEADLINE);
    });
  });
  it('is no longer taken without a round of keep when a call has begun', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(2);
      await scenario.all([0, 1], (member) => member.barrier());
      scenario.connections[1]?.kill();
      const again = scenario.join(2);
      await expect(scenario.by(0, (member) => member.barrier())).rejects.toThrow('rank 1 did not arrive');
      await expect(again).resolves.toMatchObject({ rank: 0 }); // the group begins again
    });
  });
});

describe('looking for a seat', () => {
  it('one that gives up frees its seat, and leaves nothing open', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(2);
      await scenario.all([0, 1], (member) => member.barrier());
      await scenario.by(1, (member) => member.close());
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error('enough')), 300);
      await expect(scenario.join(2, { signal: controller.signal })).rejects.toThrow('enough');
      expect(scenario.connections[2]?.opened).toBe(0);
      const { members } = JSON.parse(new TextDecoder().decode(scenario.server.values.get('group')?.value));
      expect(members.map(({ state }: { state: string }) => state)).toEqual(['live', 'lost']);
      const other = layout({ weight: [2] });
      const connection = scenario.connect();
      const join = { group: 'g', model: other, size: 2, deadline: DEADLINE };
      await expect(joinGroup(connection.open, join)).rejects.toThrow('fingerprint');
      expect(connection.opened).toBe(0);
    });
  });

  it('one that waits while the store is away takes nobody as lost', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      await scenario.joinAll(2);
      await scenario.all([0, 1], (member) => member.barrier());
      await scenario.by(1, (member) => member.close());
      const waiting = scenario.join(2);
      await pause(DEADLINE);
      const { faults } = scenario.server;
      scenario.server.faults = { ...faults, fail: 1 };
      await pause(0.85 * DEADLINE);
      // The lease of rank 0 is as old as it can be when the store is back.
      scenario.server.slowness = (what) => (what.startsWith('lease') ? 0 : 1);
      scenario.server.faults = faults;
      await scenario.by(0, (member) => member.keep([Float32Array.of(1)], { min: 1 }));
      expect((await waiting).rank).toBe(1);
      const kept = await (await waiting).joined();
      expect(kept?.arrays.map((array) => [...(array as Float32Array)])).toEqual([[1]]);
    });
  });

  it('what a group has kept goes with it when all have closed it', async () => {
    const scenario = new Scenario();
    await scenario.run(async () => {
      for (let run = 0; run < 3; run++) {
        const member = await scenario.join(1);
        await member.keep([Float32Array.of(run)]);
        await member.close();
        expect([...scenario.server.objects.keys()].filter((name) => name.startsWith('kept')).length).toBe(1);
      }
    });
  });
});
