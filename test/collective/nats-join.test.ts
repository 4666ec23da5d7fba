// Who is admitted to a group on a server, and what it keeps.
import { readFileSync } from 'node:fs';
import { Kvm } from '@nats-io/kv';
import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { diloco, GroupError, joinGroup } from '../../src/collective/index.ts';
import { type FlatOf, layout, select } from '../../src/index.ts';
import { nats, type NatsMember, type NatsOptions } from '../../src/nats/index.ts';
import { isInstalled, type NatsServer, startNatsServer, whyNotInstalled } from './nats-server.ts';

const model = layout({ weight: [30, 10], bias: [10] });
let server: NatsServer;
let groups = 0;
const connections: NatsConnection[] = [];
const members: { close(): Promise<void> }[] = [];

async function open(to: NatsServer = server, options: ConnectionOptions = {}): Promise<NatsConnection> {
  const connection = await connect({ servers: to.url, ...options });
  connections.push(connection);
  return connection;
}
async function join(options: Partial<NatsOptions<typeof model>>, to?: NatsServer): Promise<NatsMember<typeof model>> {
  const member = await nats(await open(to), { group: `join-${groups}`, model, size: 2, deadline: 2000, ...options });
  members.push(member);
  return member;
}
const allOf = (count: number, options: Partial<NatsOptions<typeof model>> = {}, to?: NatsServer) =>
  Promise.all(Array.from({ length: count }, () => join({ size: count, ...options }, to))).then((all) =>
    all.sort((a, b) => a.rank - b.rank),
  );
const filled = (x: number) => model.zeros().fill(x) as FlatOf<typeof model>;

describe.skipIf(!isInstalled)(`joining a group${whyNotInstalled}`, () => {
  beforeAll(async () => {
    server = await startNatsServer();
  });
  afterEach(async () => {
    groups++;
    await Promise.all(members.splice(0).map((member) => member.close()));
    await Promise.all(connections.splice(0).map((each) => each.close()));
  });
  afterAll(() => server?.stop());

  it('ranks are given in the order of arrival, and a member may be alone', async () => {
    expect((await allOf(3)).map(({ rank, size, group }) => [rank, size, group])).toEqual(
      [0, 1, 2].map((rank) => [rank, 3, `join-${groups}`]),
    );
    groups++;
    const [alone] = await allOf(1);
    const flat = filled(2);
    expect(await alone?.allReduce(flat, 'mean')).toEqual({ ranks: [0] });
    expect(flat).toEqual(filled(2));
  });

  it('the record names the layout and the settings, and the store has the schema', async () => {
    await join({});
    const kv = await new Kvm(await open()).open(`paramlayout_join-${groups}`);
    const record = (await kv.get('group'))?.json<object>();
    expect(record).toMatchObject({ fingerprint: model.fingerprint, size: 2, kind: 'Float32Array', wire: 'F32' });
  });

  it('a member with another layout is refused, and the error has both fingerprints', async () => {
    await join({});
    const other = layout({ weight: [10, 30], bias: [10] });
    await expect(
      nats(await open(), { group: `join-${groups}`, model: other, size: 2, deadline: 2000 }),
    ).rejects.toThrow(
      `group 'join-${groups}' has the fingerprint ${model.fingerprint}, this member has ${other.fingerprint}`,
    );
  });

  it.each([
    [{ size: 3 }, 'has the size 2, this member has 3'],
    [{ deadline: 700 }, 'has the deadline 2000, this member has 700'],
    [{ wire: 'BF16' }, 'has the wire format F32, this member has BF16'],
    [{ type: Float64Array }, 'has the kind of flat arrays Float32Array, this member has Float64Array'],
  ] as const)('a member with other settings is refused: %j', async (options, message) => {
    await join({});
    await expect(join(options)).rejects.toThrow(message);
  });

  it.each([
    [{ group: 'a b' }, "group: a name of 1 to 64 letters, digits, - and _ was expected, found 'a b'"],
    [{ group: undefined }, 'group: a name of 1 to 64 letters'],
    [{ size: 0 }, 'the number of members must be'],
    [{ deadline: -1 }, 'nats: deadline must be a number of milliseconds above 0'],
    [{ wire: 'F8' }, "wire: 'F32', 'BF16', 'F16' can carry a Float32Array, found 'F8'"],
    [{ type: Float64Array, wire: 'F32' }, "wire: 'F64' can carry a Float64Array, found 'F32'"],
    [{ model: {} }, 'layout'],
    [{ members: 2 }, /nats has no option 'members'; its options are .*, replicas/],
    [{ signal: 3 }, 'nats: signal must be an AbortSignal'],
  ])('wrong options are refused: %j', async (options, message) => {
    await expect(join(options as never)).rejects.toThrow(message);
  });

  it('anything but a connection is refused', async () => {
    await expect(nats({} as never, { group: 'g', model, size: 1 })).rejects.toThrow(
      'nats: a connection of NATS was expected, found an object',
    );
  });
  it('anything but options is refused', async () => {
    await expect(nats(await open(), undefined as never)).rejects.toThrow('nats: options were expected');
    await expect(joinGroup(undefined as never, { group: 'g', model, size: 1 })).rejects.toThrow(
      'joinGroup: a function that opens a network was expected, found undefined',
    );
  });

  it('a group takes no more members than it has seats', async () => {
    await allOf(2);
    await expect(join({})).rejects.toThrow(`group 'join-${groups}' is full: live members hold all of its 2 seats`);
  });

  it('who waits for a place can give up', async () => {
    await allOf(2);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await expect(join({ signal: controller.signal })).rejects.toThrow('enough');
  });

  it('when all have closed it, a group begins anew, also with other settings', async () => {
    const first = await allOf(2);
    const flats = [filled(1), filled(2)] as const;
    await Promise.all(first.map((member, r) => diloco(member, flats[r]!, { every: 1 }).then(({ step }) => step())));
    await Promise.all(first.map((member) => member.close()));
    const second = await allOf(3);
    expect(await second[0]?.joined?.()).toBeUndefined();
    await Promise.all(second.map((member) => member.barrier()));
  });

  it('keep stores arrays for a member that comes later', async () => {
    const [first, second] = await allOf(2, { size: 2 });
    const arrays = [filled(3), new Float32Array([1, 2])];
    await Promise.all([first!.keep(arrays), second!.keep(arrays)]);
    await second!.close();
    const waiting = join({});
    // `keep` admits those that wait by then.
    const kv = await new Kvm(await open()).open(`paramlayout_join-${groups}`);
    const stateOf = async (): Promise<string | undefined> =>
      (await kv.get('group'))!.json<{ members: { state: string }[] }>().members[1]?.state;
    while ((await stateOf()) !== 'joining') await new Promise((done) => setTimeout(done, 10));
    arrays[1]![0]!++;
    await first!.keep(arrays, { min: 1 });
    const third = await waiting;
    expect(third.rank).toBe(1);
    const kept = await third.joined();
    expect(kept?.arrays).toEqual([filled(3), new Float32Array([2, 2])]);
    expect(kept?.revision).toBeGreaterThan(1);
    const flats = [filled(1), filled(2)] as const;
    expect(await Promise.all([first!.allReduce(flats[0]), third.allReduce(flats[1])])).toEqual([
      { ranks: [0, 1] },
      { ranks: [0, 1] },
    ]);
    expect(flats[1]).toEqual(filled(3));
    expect(await third.joined()).toBeUndefined();
  });

  it('keep refuses what is no list of arrays of the kind of the group', async () => {
    const [alone] = await allOf(1);
    await expect(alone!.keep(filled(1) as never)).rejects.toThrow('keep: a list of Float32Arrays was expected');
    await expect(alone!.keep([new Float64Array(2)])).rejects.toThrow('found a Float64Array in it');
    await expect(alone!.keep([filled(1)])).resolves.toEqual({ ranks: [0] });
  });

  it.each(['BF16', 'F16'] as const)(
    'with %s on the wire, all members round alike and end with the same bits',
    async (wire) => {
      const group = await allOf(3, { wire });
      const flats = [0, 1, 2].map((rank) => {
        const flat = model.zeros();
        flat.forEach((_, i) => (flat[i] = Math.sin(i + rank * 50)));
        return flat;
      });
      const before = flats.map((flat) => flat.slice());
      const { sent } = await count(connections, () =>
        Promise.all(group.map((member, r) => member.allReduce(flats[r]!, 'mean'))),
      );
      expect(flats[1]).toEqual(flats[0]);
      expect(flats[2]).toEqual(flats[0]);
      const unit = wire === 'BF16' ? 2 ** -8 : 2 ** -11;
      flats[0]!.forEach((x, i) => {
        const exact = (before[0]![i]! + before[1]![i]! + before[2]![i]!) / 3;
        // Each of the three is rounded, and the mean once more.
        expect(Math.abs(x - exact)).toBeLessThanOrEqual(2 * unit);
        const bits = new Uint32Array(flats[0]!.buffer)[i]!;
        if (wire === 'BF16') expect(bits & 0xffff).toBe(0);
      });
      expect(sent).toBeGreaterThan(0);
    },
  );

  it('what F16 cannot hold is refused before others hear of the call', async () => {
    const group = await allOf(2, { wire: 'F16' });
    const large = filled(70_000);
    await expect(group[0]!.allReduce(large)).rejects.toThrow(
      "allReduce: the format on the wire cannot hold 70000, the element at index 0, in 'bias'",
    );
    // The sum of two that fit.
    const flats = [filled(40_000), filled(40_000)] as const;
    const results = await Promise.allSettled(group.map((member, r) => member.allReduce(flats[r]!)));
    for (const result of results)
      expect(String((result as PromiseRejectedResult).reason)).toContain(
        "allReduce('sum'): the format on the wire cannot hold the result, which became Infinity",
      );
    expect(flats[0]).toEqual(filled(40_000));
  });

  it('frozen parts are not sent', async () => {
    const large = layout({ frozen: [200_000], head: [10] });
    const group = await Promise.all(
      [0, 1].map(async () => nats(await open(), { group: `join-${groups}`, model: large, size: 2, deadline: 2000 })),
    );
    members.push(...group);
    const head = select(large, 'head');
    const { sent } = await count(connections, () =>
      Promise.all(group.map((member) => member.allReduce(large.zeros().fill(1) as never, 'sum', { over: head }))),
    );
    expect(sent).toBeLessThan(20_000);
  });

  it('a server whose max_payload is small gets small chunks, and one that is too small is refused', async () => {
    const small = await startNatsServer({ settings: { max_payload: 4096 } });
    try {
      const group = await allOf(2, {}, small);
      const flats = [filled(1), filled(2)] as const;
      await Promise.all(group.map((member, r) => diloco(member, flats[r]!, { every: 1 }).then(({ step }) => step())));
      expect(flats[0]).toEqual(filled(1));
      expect(flats[1]).toEqual(filled(1));
      await Promise.all(members.splice(0).map((member) => member.close()));
      await small.restart({ max_payload: 1000 });
      groups++;
      await expect(allOf(2, {}, small)).rejects.toThrow(
        'the server takes messages of 1000 bytes (max_payload); a group of this size needs at least 2560',
      );
    } finally {
      await small.stop();
    }
  });

  it('a server without JetStream is refused, and the error says what to add', async () => {
    const plain = await startNatsServer({ settings: { jetstream: undefined as never } });
    try {
      await expect(join({}, plain)).rejects.toThrow('add `jetstream {}` to its configuration');
    } finally {
      await plain.stop();
    }
  });

  it('a wrong password is refused by the client, and a missing permission ends the call', async () => {
    const users = [
      { user: 'ada', password: 'right' },
      { user: 'bob', password: 'right', permissions: { publish: ['$JS.>', '$KV.>', '$O.>'], subscribe: ['>'] } },
    ];
    const guarded = await startNatsServer({ settings: { authorization: { users } } });
    try {
      await expect(open(guarded, { user: 'ada', pass: 'wrong' })).rejects.toThrow(/authorization/i);
      const options = { group: 'guarded', model, size: 2, deadline: 2000 };
      const ada = await nats(await open(guarded, { user: 'ada', pass: 'right' }), options);
      const bob = await nats(await open(guarded, { user: 'bob', pass: 'right' }), options);
      const results = await Promise.allSettled([ada.barrier(), bob.barrier()]);
      expect(String((results[1] as PromiseRejectedResult).reason)).toMatch(/permission.*paramlayout\.guarded/i);
      expect((results[0] as PromiseRejectedResult).reason).toBeInstanceOf(GroupError);
    } finally {
      await guarded.stop();
    }
  });

  it('a user with the permissions that docs/machines.md lists needs no others', async () => {
    const page = readFileSync(new URL('../../docs/machines.md', import.meta.url), 'utf8');
    const listOf = (what: string): string[] =>
      JSON.parse(new RegExp(`${what}: (\\[.*\\])`).exec(page)?.[1] ?? '') as string[];
    const permissions = { publish: listOf('publish'), subscribe: listOf('subscribe') };
    const users = [{ user: 'ada', password: 'right', permissions }];
    const guarded = await startNatsServer({ settings: { authorization: { users } } });
    try {
      const train = async (): Promise<string> => {
        const connection = await open(guarded, { user: 'ada', pass: 'right' });
        const refused: string[] = [];
        void (async () => {
          for await (const status of connection.status())
            if (status.type === 'error') refused.push(status.error.message);
        })();
        const group = await nats(connection, { group: 'digits', model, size: 2, deadline: 2000 });
        const flat = filled(group.rank);
        const rounds = await diloco(group, flat, { every: 1, min: 1 });
        await rounds.step();
        return refused.join();
      };
      expect(await Promise.all([train(), train()])).toEqual(['', '']);
      await Promise.all(connections.splice(0).map((each) => each.close()));
      const again = await nats(await open(guarded, { user: 'ada', pass: 'right' }), {
        group: 'digits',
        model,
        size: 2,
        deadline: 2000,
      });
      // Nobody is left to admit it, so the group has begun again with what it kept.
      expect((await again.joined())?.arrays[0]).toEqual(filled(0));
    } finally {
      await guarded.stop();
    }
  });

  it('messages that no member has sent change nothing', async () => {
    const group = await allOf(2);
    const stranger = await open();
    const flats = [filled(1), filled(2)] as const;
    const calls = group.map((member, r) => member.allReduce(flats[r]!));
    const kv = await new Kvm(stranger).open(`paramlayout_join-${groups}`);
    const { run } = (await kv.get('group'))!.json<{ run: string }>();
    for (const head of ['s.0', 'r.999', 'c.0.1.1.0.0.1', 'c.7.x', 'a.1.1.1.1.9.2', 'hello'])
      for (const to of ['all', '0', '1'])
        stranger.publish(`paramlayout.join-${groups}.${run}.${to}.${head}`, 'no JSON');
    await Promise.all(calls);
    const again = [filled(1), filled(2)] as const;
    await Promise.all(group.map((member, r) => member.allReduce(again[r]!)));
    expect([flats[0][0], again[1][0]]).toEqual([3, 3]);
  });

  it('a closed connection ends calls, and the error says so', async () => {
    const group = await allOf(2);
    const waiting = group[0]!.barrier();
    await connections[0]!.close();
    await connections[1]!.close();
    await expect(waiting).rejects.toThrow(/closed/i);
  });
});

/** Counts the bytes that connections send meanwhile. */
async function count<T>(all: readonly NatsConnection[], run: () => Promise<T>): Promise<{ sent: number; result: T }> {
  const total = (): number => all.reduce((sum, each) => sum + each.stats().outBytes, 0);
  const before = total();
  const result = await run();
  return { sent: total() - before, result };
}
