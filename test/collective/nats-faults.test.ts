// What goes wrong between processes: they are killed, they are slow, and the server goes away.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterEach, describe, expect, it } from 'vitest';
import { dcp, load } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';
import { killMembers, type MemberProcess, startMember, canRun, whyNot } from './nats-members.ts';
import { type NatsServer, startNatsServer } from './nats-server.ts';

const servers: NatsServer[] = [];
const connections: NatsConnection[] = [];
afterEach(async () => {
  await killMembers();
  await Promise.all(connections.splice(0).map((each) => each.close()));
  await Promise.all(servers.splice(0).map((each) => each.stop()));
});
async function start(options?: Parameters<typeof startNatsServer>[0]): Promise<NatsServer> {
  const server = await startNatsServer(options);
  servers.push(server);
  return server;
}
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** Starts members of one group, and resolves to them in the order of their ranks. */
async function startGroup(
  server: NatsServer,
  size: number,
  body: string,
  options: { readonly deadline?: number; readonly shape?: string; readonly options?: string } = {},
): Promise<MemberProcess[]> {
  const all = Array.from({ length: size }, () => startMember({ url: server.url, group: 'g', size, ...options }, body));
  const ranks = await Promise.all(all.map((member) => member.said<number>('rank')));
  return ranks.map((_, rank) => all[ranks.indexOf(rank)] as MemberProcess);
}

/** The hashes of the parameters after each round that a member has finished. */
const hashesOf = ({ lines }: MemberProcess): string[] =>
  lines.flatMap(({ hash }) => (typeof hash === 'string' ? [hash] : []));

const LARGE = '{ weight: [2000, 1000] }';

describe.skipIf(!canRun)(`faults of processes${whyNot}`, () => {
  it('a rank that is killed in an allReduce ends it everywhere by an error that names it, and no flat is half written', async () => {
    const server = await start();
    const members = await startGroup(
      server,
      4,
      `for (let i = 0; ; i++) {
         flat.fill(group.rank + 1);
         if (i === 3) say({ at: i });
         await group.allReduce(flat, 'sum');
       }`,
      { shape: LARGE },
    );
    await members[2]?.said('at');
    await wait(100);
    members[2]?.kill();
    for (const rank of [0, 1, 3]) {
      const line = await members[rank]!.line((each) => 'error' in each);
      expect(line['error']).toMatch(/allReduce: .*rank 2 did not arrive within 3000 ms/);
      expect(line['ranks']).toEqual([2]);
      // Its own elements, or the sum of a call that all have finished.
      const values = line['values'] as number[];
      expect(values.length).toBe(1);
      expect([rank + 1, 10]).toContain(values[0]);
    }
  });

  it('diloco goes on without a killed rank, and takes it back with the parameters of the group', async () => {
    const server = await start();
    const body = `
      const training = await diloco(group, flat, { every: 2, min: 2 });
      say({ begins: hash(flat) });
      for (let round = 1; round <= 1000; ) {
        flat.forEach((x, i) => { flat[i] = x - 0.01 * (group.rank + 1) * Math.sin(i); });
        await new Promise((resolve) => setTimeout(resolve, 20));
        const result = await training.step({ weight: group.rank + 1 });
        if (result !== undefined) { say({ round, ranks: result.ranks, hash: hash(flat) }); round++; }
      }`;
    const members = await startGroup(server, 3, body);
    await members[0]!.line(({ round }) => round === 3);
    members[1]!.kill();
    await members[0]!.line(({ ranks }) => String(ranks) === '0,2');
    await wait(300);
    const again = startMember({ url: server.url, group: 'g', size: 3 }, body);
    expect(await again.said('rank')).toBe(1);
    const begins = await again.said('begins');
    const line = await again.line(({ round }) => round === 5);
    expect(line['ranks']).toEqual([0, 1, 2]);
    // It began with what the others had at the end of a round, and has the same bits since.
    expect(hashesOf(members[0]!)).toContain(begins);
    await members[2]!.line(({ hash }) => hash === line['hash']);
    await members[0]!.line(({ hash }) => hash === line['hash']);
  });

  it('calls outlast a server that is killed and restarted', async () => {
    const server = await start();
    const members = await startGroup(
      server,
      3,
      `for (let i = 0; i < 60; i++) {
         flat.forEach((x, j) => { flat[j] = x + Math.sin(i + j + group.rank); });
         await group.allReduce(flat, 'mean');
         if (i === 10) say({ at: i });
       }
       say({ hash: hash(flat), first: flat[0] });`,
      { deadline: 20_000, shape: '{ weight: [200, 1000] }' },
    );
    await members[0]!.said('at');
    await server.kill();
    await wait(500);
    await server.restart();
    const hashes = await Promise.all(members.map((member) => member.said('hash')));
    expect(hashes).toEqual([hashes[0], hashes[0], hashes[0]]);
    let x = 2;
    for (let i = 0; i < 60; i++) {
      const all = [0, 1, 2].map((rank) => Math.fround((i === 0 ? rank + 1 : x) + Math.sin(i + rank)));
      x = Math.fround((all[0]! + all[1]! + all[2]!) / 3);
    }
    expect(await members[1]!.said('first')).toBe(x);
  });

  it('a member that is slower than the deadline is named, and hears why', async () => {
    const server = await start();
    const members = await startGroup(
      server,
      3,
      `await group.barrier();
       if (group.rank === 1) block(6000);
       await group.allReduce(flat, 'sum');
       say({ done: true });`,
    );
    for (const rank of [0, 2]) {
      const line = await members[rank]!.line((each) => 'error' in each);
      expect(line['error']).toMatch(/rank 1 did not arrive within 3000 ms/);
      expect(line['ranks']).toEqual([1]);
    }
    expect(await members[1]!.said('error')).toMatch(/rank [02] left the group: allReduce: rank 1 did not arrive/);
  });

  it('with min, the others go on without a slow member', async () => {
    const server = await start();
    const members = await startGroup(
      server,
      3,
      `await group.barrier();
       if (group.rank === 1) block(6000);
       const { ranks } = await group.allReduce(flat, 'mean', { min: 2, weight: group.rank + 1 });
       say({ ranks, values: [...new Set(flat)] });`,
    );
    for (const rank of [0, 2]) {
      const line = await members[rank]!.line((each) => 'ranks' in each && !('error' in each));
      expect(line).toEqual({ ranks: [0, 2], values: [2.5] });
    }
    expect(await members[1]!.said('error')).toMatch(/rank [02] went on without this member/);
  });

  it('duplicate, late and reordered messages change nothing', async () => {
    const server = await start();
    const echo = await connect({ servers: server.url });
    connections.push(echo);
    let sent = 0;
    const seen = new Set<string>();
    // Each message comes once more, later, and in another order.
    echo.subscribe('paramlayout.g.>', {
      callback: (_, { subject, data }) => {
        const key = `${subject} ${data.length} ${String(data.slice(0, 200))}`;
        if (seen.has(key)) return;
        seen.add(key);
        const copy = data.slice();
        setTimeout(
          () => {
            sent++;
            if (!echo.isClosed()) echo.publish(subject, copy);
          },
          5 + ((sent * 7919) % 60),
        );
      },
    });
    await echo.flush();
    const members = await startGroup(
      server,
      3,
      `for (let i = 0; i < 100; i++) {
         flat.forEach((x, j) => { flat[j] = x + Math.sin(i + j + group.rank); });
         await group.allReduce(flat, i % 3 === 0 ? 'max' : 'mean');
         if (i % 10 === 0) await group.broadcast(flat, i % 3);
       }
       say({ hash: hash(flat), first: flat[0] });`,
      { deadline: 5_000 },
    );
    const hashes = await Promise.all(members.map((member) => member.said('hash')));
    expect(hashes).toEqual([hashes[0], hashes[0], hashes[0]]);
    expect(sent).toBeGreaterThan(500);
    let x = 0;
    for (let i = 0; i < 100; i++) {
      const all = [0, 1, 2].map((rank) => Math.fround((i === 0 ? rank + 1 : x) + Math.sin(i + rank)));
      x = i % 3 === 0 ? Math.max(...all) : Math.fround((all[0]! + all[1]! + all[2]!) / 3);
    }
    expect(await members[0]!.said('first')).toBe(x);
  });

  it('connections that break in the middle of calls lose messages, and the calls do not', async () => {
    const server = await start();
    const members = await startGroup(
      server,
      3,
      `let isOver = false;
       if (group.rank !== 0) (async () => {
         while (!isOver) { await new Promise((resolve) => setTimeout(resolve, 200)); await connection.reconnect(); }
       })();
       for (let i = 0; i < 40; i++) {
         flat.forEach((x, j) => { flat[j] = x + Math.sin(i + j + group.rank); });
         await group.allReduce(flat, 'mean');
       }
       isOver = true;
       await group.barrier();
       say({ hash: hash(flat) });`,
      { deadline: 20_000, shape: '{ weight: [300, 1000] }' },
    );
    const hashes = await Promise.all(members.map((member) => member.said('hash')));
    expect(hashes).toEqual([hashes[0], hashes[0], hashes[0]]);
  });

  it('when all are killed, the store holds the parameters of the last finished round', async () => {
    const server = await start();
    const body = `
      const training = await diloco(group, flat, { every: 1 });
      say({ begins: hash(flat) });
      for (let round = 1; ; round++) {
        flat.forEach((x, i) => { flat[i] = x - 0.01 * (group.rank + 1) * Math.cos(i); });
        await training.step();
        say({ round, hash: hash(flat) });
      }`;
    const members = await startGroup(server, 2, body);
    await members[0]!.line(({ round }) => round === 5);
    await server.kill();
    for (const member of members) member.kill();
    await Promise.all(members.map(({ ended }) => ended));
    await server.restart();
    const known = members.map(hashesOf);
    const again = await startGroup(server, 2, body);
    const begins = await Promise.all(again.map((member) => member.said<string>('begins')));
    expect(begins[1]).toBe(begins[0]);
    // No round that anybody saw end is lost. The store may be one round further than a member could say.
    for (const hashes of known) {
      const at = hashes.indexOf(begins[0] ?? '');
      expect(at === -1 ? hashes.length : at).toBeGreaterThanOrEqual(hashes.length - 1);
    }
    expect(known.some((hashes) => hashes.includes(begins[0] ?? '')) || known[0]!.length === known[1]!.length).toBe(
      true,
    );
  });

  it('after a failure in synchronous mode all start again, and train on', async () => {
    const server = await start();
    const body = `
      const training = await dataParallel(group, flat, sgd(model, { lr: 0.5 }));
      for (let i = 0; ; i++) {
        await training.step(model.zeros().fill(group.rank));
        if (i === 20) say({ at: i, values: [...new Set(flat)] });
      }`;
    const members = await startGroup(server, 3, body);
    await Promise.all(members.map((member) => member.said('at')));
    members[0]!.kill();
    for (const rank of [1, 2]) expect(await members[rank]!.said('ranks')).toEqual([0]);
    const again = await startGroup(server, 3, body);
    const lines = await Promise.all(again.map((member) => member.said('values')));
    // 21 steps of 0.5 times the mean rank, from the parameters of rank 0.
    expect(lines).toEqual([[1 - 10.5], [1 - 10.5], [1 - 10.5]]);
  });

  it('members save one checkpoint together, also when one of them is lost', async () => {
    const server = await start();
    const folder = mkdtempSync(join(tmpdir(), 'group-'));
    const body = `
      const { save, load, dcp } = await import(file('checkpoint/index.js'));
      const training = await diloco(group, flat, { every: 1, min: 2 });
      for (let round = 1; round <= 2; round++) {
        flat.fill(round);
        const { ranks } = await training.step();
        if (round === 2 && group.rank === 1) { say({ at: round }); await new Promise(() => {}); }
        await save(model, flat, dcp('${folder}/round-' + round, { group, min: 2 }));
        say({ round, ranks, hash: hash(flat) });
      }`;
    const members = await startGroup(server, 3, body);
    await members[1]!.said('at');
    members[1]!.kill();
    const last = await members[0]!.line(({ round }) => round === 2);
    const model = layout({ weight: [300, 100], bias: [100] });
    for (const round of [1, 2]) {
      const flat = await load(model, dcp(join(folder, `round-${round}`)));
      const { hash } = members[2]!.lines.find((line) => line['round'] === round) ?? {};
      expect(createHash('sha256').update(flat).digest('hex').slice(0, 16)).toBe(hash);
    }
    expect(last['ranks']).toEqual([0, 1, 2]);
    rmSync(folder, { recursive: true });
  });

  it('a process ends when it has closed its connection, also without closing the group', async () => {
    const server = await start();
    const member = startMember(
      { url: server.url, group: 'g', size: 1, exits: false },
      `await group.barrier();
       await connection.close();
       say({ closed: true });`,
    );
    await member.said('closed');
    await member.ended;
    expect(member.child.exitCode).toBe(0);
  });

  it('members that start again before the first call wait for the seat of one that was killed', async () => {
    const server = await start();
    const lost = startMember({ url: server.url, group: 'g', size: 3 }, `await new Promise(() => {});`);
    await lost.said('rank');
    lost.kill();
    const members = await startGroup(server, 3, `await group.allReduce(flat, 'sum'); say({ sum: flat[0] });`);
    for (const member of members) expect(await member.said('sum')).toBe(6);
  });

  it('calls allocate nothing that stays', async () => {
    const server = await start();
    const members = await startGroup(
      server,
      2,
      `const { setFlagsFromString } = await import('node:v8');
       const { runInNewContext } = await import('node:vm');
       setFlagsFromString('--expose-gc');
       const gc = runInNewContext('gc');
       const used = async () => {
         let least = Infinity;
         for (let i = 0; i < 20; i++) {
           await new Promise((resolve) => setTimeout(resolve, 20));
           gc();
           const { heapUsed, arrayBuffers } = process.memoryUsage();
           least = Math.min(least, heapUsed + arrayBuffers);
         }
         return least;
       };
       const rounds = async (n) => { for (let i = 0; i < n; i++) await group.allReduce(flat, 'mean'); };
       await rounds(2000); // until the engine has compiled all
       const before = await used();
       await rounds(3000);
       say({ growth: (await used()) - before });
       await group.barrier();`,
      { shape: '{ weight: [100] }', deadline: 10_000 },
    );
    // The engine still compiles meanwhile. If one message of each call stayed, it would be 600,000 bytes and more.
    for (const member of members) expect(await member.said<number>('growth')).toBeLessThan(300_000);
  });
});
