// Groups of real threads, which use the built package.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { threads } from '../../src/collective/index.ts';
import { layout } from '../../src/index.ts';

const root = new URL('../..', import.meta.url);
const isBuilt = existsSync(new URL('dist/src/collective/index.js', root));
const model = layout({ weight: [300, 100], bias: [100] });
const shape = '{ weight: [300, 100], bias: [100] }';

/** A worker that makes the group's calls in `body`, whose value it sends back; an error it sends as its text. */
function startMember(seat: unknown, body: string): Worker {
  const source = `
    import { parentPort, workerData } from 'node:worker_threads';
    import { layout } from ${JSON.stringify(new URL('dist/src/index.js', root).href)};
    import { diloco, threads } from ${JSON.stringify(new URL('dist/src/collective/index.js', root).href)};
    const model = layout(${shape});
    const member = threads(model, workerData);
    const flat = model.zeros().fill(member.rank + 1);
    try { parentPort.postMessage(await (async () => { ${body} })()); }
    catch (error) { parentPort.postMessage({ error: error.message, ranks: error.ranks, flat }); }`;
  const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
  return new Worker(url, { workerData: seat, execArgv: [] });
}
const answerOf = async (worker: Worker): Promise<unknown> => ((await once(worker, 'message')) as [unknown])[0];

describe.skipIf(!isBuilt)(`groups of workers${isBuilt ? '' : ' (skipped: npm run build first)'}`, () => {
  it('four workers make two hundred calls and end with the same bits', async () => {
    const workers = threads(model, 4).map(({ seat }) =>
      startMember(
        seat,
        `for (let i = 0; i < 100; i++) {
           flat.forEach((x, j) => { flat[j] = x + Math.sin(member.rank + j + i); });
           await member.reduceScatter(flat, 'mean');
           await member.allGather(flat);
         }
         return flat;`,
      ),
    );
    const flats = (await Promise.all(workers.map(answerOf))) as Float32Array[];
    for (const flat of flats) expect(flat).toEqual(flats[0]);
    const alone = [1, 2, 3, 4].map((x) => new Float64Array(model.length).fill(x));
    const one = alone[0] as Float64Array;
    // One program, in floats like the workers.
    let common: number[] | undefined;
    for (let i = 0; i < 100; i++) {
      const all = [0, 1, 2, 3].map((rank) =>
        Array.from(one, (_, j) => Math.fround((common?.[j] ?? rank + 1) + Math.sin(rank + j + i))),
      );
      common = Array.from(one, (_, j) => Math.fround(all.reduce((sum, each) => sum + (each[j] as number), 0) / 4));
    }
    expect([...(flats[0] as Float32Array)]).toEqual(common);
  });

  it('a worker that is terminated during calls ends those of the others, and no array is half written', async () => {
    const group = threads(model, 3, { deadline: 3000 });
    const endless = 'for (;;) { flat.fill(member.rank + 1); await member.allReduce(flat); }';
    const workers = group.map(({ seat }) => startMember(seat, endless));
    await Promise.all(workers.map((worker) => once(worker, 'online')));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await workers[1]?.terminate();
    const answers = (await Promise.all([0, 2].map((rank) => answerOf(workers[rank] as Worker)))) as {
      readonly error: string;
      readonly flat: Float32Array;
    }[];
    for (const [i, { error, flat }] of answers.entries()) {
      expect(error).toMatch(/rank 1 did not arrive within 3000 ms/);
      // Either the sum of an earlier call, or its own elements of the last.
      const value = flat[0] as number;
      expect([6, [1, 3][i]]).toContain(value);
      expect(flat.every((x) => x === value)).toBe(true);
    }
  });

  it('diloco goes on in the workers that are left', async () => {
    const group = threads(model, 3, { deadline: 3000 });
    const body = `const training = await diloco(member, flat, { every: 2, min: 2 });
      const ranks = [];
      for (let i = 0; i < 6; i++) {
        if (member.rank === 1 && i === 2) process.exit(0);
        flat.forEach((x, j) => { flat[j] = x - 0.1; });
        const round = await training.step();
        if (round !== undefined) ranks.push(round.ranks);
      }
      return { ranks, flat };`;
    const workers = group.map(({ seat }) => startMember(seat, body));
    const [first, last] = (await Promise.all([0, 2].map((rank) => answerOf(workers[rank] as Worker)))) as {
      readonly ranks: unknown;
      readonly flat: Float32Array;
    }[];
    expect(first?.ranks).toEqual([
      [0, 1, 2],
      [0, 2],
      [0, 2],
    ]);
    expect(last).toEqual(first);
  });

  it('calls allocate nothing that stays', async () => {
    const [seat] = threads(model, 1).map((member) => member.seat);
    const worker = new Worker(
      new URL(
        `data:text/javascript,${encodeURIComponent(`
          import { setFlagsFromString } from 'node:v8';
          import { runInNewContext } from 'node:vm';
          import { parentPort, workerData } from 'node:worker_threads';
          import { layout } from ${JSON.stringify(new URL('dist/src/index.js', root).href)};
          import { threads } from ${JSON.stringify(new URL('dist/src/collective/index.js', root).href)};
          const model = layout(${shape});
          const member = threads(model, workerData);
          const flat = model.zeros();
          setFlagsFromString('--expose-gc');
          const gc = runInNewContext('gc');
          const used = () => { gc(); const { heapUsed, arrayBuffers } = process.memoryUsage(); return heapUsed + arrayBuffers; };
          const rounds = async (n) => { for (let i = 0; i < n; i++) await member.allReduce(flat, 'mean'); };
          await rounds(6000); // until the engine has compiled all
          const before = used();
          await rounds(4000);
          parentPort.postMessage(used() - before);`)}`,
      ),
      { workerData: seat, execArgv: [] },
    );
    // One number for each call would be 32,000 bytes.
    expect(await answerOf(worker)).toBeLessThan(32_000);
  });

  it('a seat of another layout is refused, and the error has both fingerprints', () => {
    const other = layout({ weight: [100, 300], bias: [100] });
    const { seat } = threads(other, 2)[0];
    expect(() => threads(model, seat)).toThrow(
      `a seat in a group of the layout with fingerprint ${model.fingerprint} was expected, ` +
        `found one of fingerprint ${other.fingerprint}`,
    );
  });
});
