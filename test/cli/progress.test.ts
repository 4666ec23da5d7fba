import { PassThrough } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import colors from 'picocolors';
import { expect, test } from 'vitest';
import { withProgress } from '../../src/cli/output/terminal.ts';

/** The output of work of a given duration on a terminal, and the result of the work. */
async function drawnBy(
  milliseconds: number,
  fails = false,
): Promise<{ readonly drawn: string; readonly outcome: unknown }> {
  const bar = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  let drawn = '';
  bar.on('data', (piece: Buffer) => (drawn += piece.toString()));
  const terminal = {
    out: () => undefined,
    err: () => undefined,
    colors: colors.createColors(false),
    bar,
    width: 100,
    signal: new AbortController().signal,
  };
  const outcome = await withProgress(terminal, 'reading', async (onProgress) => {
    onProgress({ done: 0, total: 2 ** 21 });
    await setTimeout(milliseconds);
    onProgress({ done: 2 ** 20, total: 2 ** 21 });
    if (fails) throw new Error('no more');
    return 'done';
  }).catch((error: unknown) => error);
  return { drawn, outcome };
}

test('withProgress draws a bar for long work and removes it at the end or on failure', async () => {
  for (const fails of [false, true]) {
    const { drawn, outcome } = await drawnBy(350, fails);
    expect(drawn).toMatch(/reading .*50% · 1\.0 MiB of 2\.0 MiB/);
    // The cursor is shown again.
    expect(drawn.lastIndexOf('\u001b[?25h')).toBeGreaterThan(drawn.lastIndexOf('\u001b[?25l'));
    expect(fails ? (outcome as Error).message : outcome).toBe(fails ? 'no more' : 'done');
  }
});

test('withProgress draws no bar for short work', async () =>
  expect(await drawnBy(0)).toEqual({ drawn: '', outcome: 'done' }));
