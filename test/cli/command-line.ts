import colors from 'picocolors';
import type { ExitCode } from '../../src/cli/command.ts';
import { run } from '../../src/cli/run.ts';

export interface Outcome {
  readonly exit: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process as if in a pipe: without colours and progress bar. */
export async function paramlayout(
  args: readonly string[],
  { width = 100, signal = new AbortController().signal } = {},
): Promise<Outcome> {
  let [out, err] = ['', ''];
  const terminal = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    colors: colors.createColors(false),
    bar: undefined,
    width,
    signal,
  };
  const exit = await run(args, terminal);
  return { exit, out, err };
}
