// The example federated: threads, processes that a server connects, and a page in Chromium that joins them.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { isMissing, startChromium, whyMissing } from '../browser/chromium.ts';
import { isInstalled, whyNotInstalled } from '../collective/nats-server.ts';
import { folderOf, prepare } from './example.ts';

const folder = folderOf('federated');
const whyNot = prepare('federated');
const imported = async <T>(file: string): Promise<T> =>
  (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'build', file)).href)) as T;

interface Program {
  /** All that it has printed. */
  readonly text: string;
  /** Resolves to the first match of a pattern in what it prints. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves to its exit code. */
  readonly ended: Promise<number | null>;
}
const started: ChildProcessByStdio<null, Readable, Readable>[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill();
});
function start(...options: readonly string[]): Program {
  const child = spawn(process.execPath, [join(folder, 'build/federated/main.js'), ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (text += data.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  return {
    get text() {
      return text;
    },
    async until(pattern) {
      for (;;) {
        const match = pattern.exec(text);
        if (match !== null) return match;
        if (hasEnded) throw new Error(`the program ended without ${pattern}:\n${text}`);
        await Promise.race([once(child.stdout, 'data'), ended]);
      }
    },
    ended,
  };
}

/** The last table that a program printed: a row for each member, by its name. */
function tableOf(
  text: string,
): Readonly<Record<string, Readonly<Record<'rank' | 'round' | 'steps' | 'state', string>>>> {
  const [heads = '', ...lines] = text.slice(text.lastIndexOf(' digits ')).split('\n\n')[0]?.split('\n') ?? [];
  expect(heads.trim().split(/\s+/).at(-1)).toBe('state');
  const cells = /^(\w+(?: \d)?) +[\d ]*? {2,}(\d+) +(\d+) +(\d+) .* (kB) {2}(.+)$/;
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = '', rank = '', round = '', steps = '', , state = ''] = cells.exec(line) ?? [line];
      return [name, { rank, round, steps, state }];
    }),
  );
}
/** For each round that the program printed: who found how many digits before it, and all of them after it, in percent. */
const roundsOf = (text: string) =>
  Array.from(text.matchAll(/^round +(\d+): alone (.*); together (.*) %; sent .*$/gm), ([, round, alone, together]) => ({
    round: Number(round),
    alone: (alone as string).split(',').map((each) => Number.parseFloat(each)), // NaN of a member that was not there
    together: Number(together),
  }));
const allRounds = Array.from({ length: 30 }, (_, i) => i + 1);

describe.skipIf(whyNot !== '')(`the example federated${whyNot}`, () => {
  it.each([4, 5])('each image is in one of %i parts, and most images of a digit are in the same', async (parts) => {
    const { openDigits } = await imported<{ openDigits: () => Promise<{ labels: Uint8Array }> }>(
      'federated/digits-file.js',
    );
    const { learning } = await imported<{ learning: readonly number[] }>('digits/dataset.js');
    const { split, homeDigits } = await imported<{
      split: (data: object, parts: number) => readonly (readonly number[])[];
      homeDigits: (part: number, parts: number) => readonly number[];
    }>('federated/split.js');
    const data = await openDigits();
    const images = split(data, parts);
    expect(images).toHaveLength(parts);
    expect(images.flat().sort((a, b) => a - b)).toEqual(learning);
    for (const [part, own] of images.entries()) {
      const home = homeDigits(part, parts);
      expect(own.filter((image) => home.includes(data.labels[image] as number)).length).toBeGreaterThan(
        0.8 * own.length,
      );
    }
    expect(split(data, parts)).toEqual(images);
  });

  it('a summary of members with different parameters is an error that names the round', async () => {
    const { summarise } = await imported<{ summarise: (...args: readonly unknown[]) => readonly string[] }>(
      'federated/summary.js',
    );
    const { Rounds } = await imported<{ Rounds: new () => { add(report: object): readonly unknown[] } }>(
      'federated/rounds.js',
    );
    const report = (rank: number, round: number, bits: string, event = 'round') => ({
      event,
      rank,
      round,
      bits,
      steps: 20,
      bytes: 10_000,
      accuracy: 0.9,
      gradientBytes: 10_000,
      alone: { ranks: [0, 1], loss: 1, accuracy: 0.5 },
    });
    const members = [{ bytesBefore: 0, last: report(0, 2, 'a', 'done') }];
    const rounds = new Rounds();
    expect(rounds.add(report(0, 1, 'a'))).toEqual([]);
    expect(rounds.add(report(1, 1, 'a'))).toMatchObject([{ round: 1, reports: [{ rank: 0 }, { rank: 1 }] }]);
    expect(summarise(members, rounds, [0.5, 0.6], 'sent').join()).toContain('finds 50.0 % to 60.0 %');
    rounds.add(report(0, 2, 'a'));
    // Rank 1 was killed before it reported round 2, and came back.
    expect(rounds.add(report(0, 3, 'c'))).toEqual([]);
    expect(rounds.add(report(1, 3, 'c'))).toMatchObject([
      { round: 2, reports: [{ rank: 0 }] },
      { round: 3, reports: [{ rank: 0 }, { rank: 1 }] },
    ]);
    rounds.add(report(1, 2, 'b'));
    expect(() => summarise(members, rounds, [0.5, 0.6], 'sent')).toThrow('different parameters after the rounds 2');
  });

  it('threads train together, and three go on when the fourth is lost', async () => {
    const program = start('--threads');
    expect([await program.ended, program.text]).toEqual([0, expect.stringMatching(/^The members are 4 threads/)]);
    const rounds = roundsOf(program.text);
    expect(rounds.map(({ round }) => round)).toEqual(allRounds);
    // By itself no member finds what all find together.
    const { alone, together } = rounds[7] as (typeof rounds)[0];
    expect(Math.max(...alone)).toBeLessThan(together);
    expect(rounds.at(-1)?.together).toBeGreaterThan(90);
    expect(
      rounds
        .slice(0, 8)
        .flatMap((each) => each.alone)
        .some(Number.isNaN),
    ).toBe(false);
    expect(rounds.slice(8).every((each) => Number.isNaN(each.alone[2]))).toBe(true);
    const done = { round: '30', steps: '600', state: 'done' };
    expect(tableOf(program.text)).toEqual({
      'thread 1': { rank: '0', ...done },
      'thread 2': { rank: '1', ...done },
      'thread 3': { rank: '2', round: '8', steps: '160', state: 'killed' },
      'thread 4': { rank: '3', ...done },
    });
    expect(program.text).toContain('a lost thread cannot come back: the others go on without it');
    expect(program.text).toMatch(/\n3 members have the same parameters, bit for bit,/);
    // 2,410 floats for each of 31 calls, and for each of 600.
    expect(program.text).toMatch(/they copied 896\.5 kB\.\n.* 17352\.0 kB: 19\.4 times as much/);
  });

  describe.skipIf(!isInstalled)(`its processes${whyNotInstalled}`, () => {
    it('a process that is killed comes back with the parameters of the group', async () => {
      const program = start();
      expect([await program.ended, program.text]).toEqual([0, expect.stringMatching(/^nats-server listens at/)]);
      const rounds = roundsOf(program.text);
      expect(rounds.map(({ round }) => round)).toEqual(allRounds);
      const back = /process 3 is back as rank \d with the parameters of round (\d+): (\S+) %/.exec(program.text);
      const since = Number(back?.[1]);
      expect(since).toBeGreaterThan(8);
      expect(rounds[since - 1]?.together).toBe(Number(back?.[2]));
      // It missed the rounds from its end to its return, and no other.
      const missed = rounds.filter(({ alone }) => Number.isNaN(alone[2])).map(({ round }) => round);
      expect(missed).toEqual(allRounds.slice(8, since));
      expect(rounds.every(({ alone }) => [0, 1, 3].every((part) => !Number.isNaN(alone[part])))).toBe(true);
      expect(rounds.at(-1)?.together).toBeGreaterThan(90);
      const members = Object.values(tableOf(program.text));
      expect(members.map(({ round, state }) => [round, state])).toEqual(members.map(() => ['30', 'done']));
      expect(members.map(({ rank }) => rank).sort()).toEqual(['0', '1', '2', '3']);
      expect(program.text).toMatch(/\n4 members have the same parameters, bit for bit,/);
      expect(Number(/: (\S+) times as much/.exec(program.text)?.[1])).toBeGreaterThan(5);
    });

    it.skipIf(isMissing)(`a page joins, trains, is averaged in and leaves${whyMissing}`, async () => {
      const program = start('--page', '--no-open');
      const [address = ''] = await program.until(/http:\S+/);
      const chromium = await startChromium();
      try {
        const page = await chromium.open(address);
        const textOf = (id: string) => page.evaluate(`document.querySelector('#${id}').textContent`);
        await program.until(/^round 12: /m);
        expect(await textOf('status')).toBe('The worker trains.');
        expect(await textOf('round')).toMatch(/^\d+ of 30$/);
        expect(await textOf('last-together')).toMatch(/^\d+\.\d %$/);
        const weights = `document.querySelector('#weights').toDataURL()`;
        const [before, , after] = [
          await page.evaluate(weights),
          await program.until(/^round 14: /m),
          await page.evaluate(weights),
        ];
        expect(after).not.toBe(before);
        await page.evaluate(`document.querySelector('#leave').click()`);
        expect(await program.ended, program.text).toBe(0);
        expect(await textOf('status')).toBe('The page has left the group. The others go on.');
        expect(page.troubles).toEqual([]);
        const own = new URL(address).origin;
        expect(page.requests.filter((url) => !url.startsWith(own) && !/^(data|blob|ws):/.test(url))).toEqual([]);
      } finally {
        await chromium.close();
      }
      const rounds = roundsOf(program.text);
      expect(rounds.map(({ round }) => round)).toEqual(allRounds);
      const { page, ...others } = tableOf(program.text);
      expect(page?.state).toBe('has left');
      // The page took part in each round until it left, and the group went on without it.
      const last = Number(page?.round);
      expect(last).toBeGreaterThan(13);
      expect(last).toBeLessThan(30);
      expect(rounds.filter(({ alone }) => !Number.isNaN(alone[4])).map(({ round }) => round)).toEqual(
        allRounds.slice(0, last),
      );
      expect(Object.values(others).map(({ round, state }) => [round, state])).toEqual(
        Array.from({ length: 4 }, () => ['30', 'done']),
      );
      expect(rounds.at(-1)?.together).toBeGreaterThan(90);
    });

    it.skipIf(isMissing)(`the program opens the page in a Chromium of its own${whyMissing}`, async () => {
      const program = start('--page');
      expect(await program.ended, program.text).toBe(0);
      const { page } = tableOf(program.text);
      expect(['has left', 'done']).toContain(page?.state);
      expect(Number(page?.round)).toBeGreaterThan(20);
    });
  });
});
