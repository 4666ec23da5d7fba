import colors from 'picocolors';
import type { Progress } from '../../checkpoint/save/options.ts';
import { formatBytes } from './quantity.ts';

/** picocolors' functions, which leave a text as it is where there are no colours. */
export type Colors = ReturnType<typeof colors.createColors>;

/** Where a command writes, and what it is told from outside. */
export interface Terminal {
  /** Answers: for people, or with `--json` for programs. */
  readonly out: (text: string) => void;
  /** Everything else. */
  readonly err: (text: string) => void;
  /** On a terminal only, and not where NO_COLOR is set. */
  readonly colors: Colors;
  /** A progress bar is drawn here; undefined where nobody watches. */
  readonly bar: NodeJS.WritableStream | undefined;
  /** Most characters in a line. */
  readonly width: number;
  /** Stops the work in hand. */
  readonly signal: AbortSignal;
}

const MAX_LINE_WIDTH = 100;

export function createTerminal(signal: AbortSignal): Terminal {
  const { stdout, stderr } = process;
  // In a pipe isTTY is undefined, whatever its type says, and picocolors would then go by the environment: CI and FORCE_COLOR colour pipes.
  const onTerminal = stdout.isTTY === true;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    colors: colors.createColors(onTerminal && colors.isColorSupported),
    bar: stderr.isTTY ? stderr : undefined,
    width: Math.min(MAX_LINE_WIDTH, (onTerminal && stdout.columns) || MAX_LINE_WIDTH),
    signal,
  };
}

/** Told of bytes as they are read or written. */
export type OnProgress = (progress: Progress) => void;

/** Milliseconds after which a bar appears: short work shows none. */
const BAR_DELAY_MS = 300;

/** Runs work that tells how far it is, with a bar on the terminal where one watches; the bar is gone when the work is done or has failed. */
export async function withProgress<T>(
  { bar: stream }: Terminal,
  label: string,
  work: (onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  if (stream === undefined) return work(() => undefined);
  const { SingleBar } = await import('cli-progress');
  const format = (value: number): string => formatBytes(value);
  const bar = new SingleBar({
    stream,
    clearOnComplete: true,
    hideCursor: true,
    barsize: 30,
    format: `${label} {bar} {percentage}% · {value} of {total} · {eta_formatted} left`,
    formatValue: (value, _options, type) => (type === 'value' || type === 'total' ? format(value) : `${value}`),
  });
  const begun = performance.now();
  let shown = false;
  try {
    return await work(({ done, total }) => {
      if (!shown && performance.now() - begun > BAR_DELAY_MS) {
        bar.start(total, done);
        shown = true;
      } else if (shown) bar.update(done);
    });
  } finally {
    if (shown) bar.stop();
  }
}
