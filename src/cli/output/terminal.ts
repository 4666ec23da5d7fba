import colors from 'picocolors';
import type { Progress } from '../../checkpoint/source/signal.ts';
import { toPrintableLines } from '../../array/printable.ts';
import { wrapLines } from './printable-text.ts';
import { formatBytes } from './quantity.ts';

/** The functions of picocolors. They return the text unchanged if colours are off. */
type Colors = ReturnType<typeof colors.createColors>;

/** The output of a command and the signal that stops it. */
export interface Terminal {
  /** Writes the answer: for people, or for programs with `--json`. */
  readonly out: (text: string) => void;
  /** Writes everything else. */
  readonly err: (text: string) => void;
  /** Colours, if the output is a terminal and NO_COLOR is not set. */
  readonly colors: Colors;
  /** The stream for a progress bar; undefined if it is not a terminal. */
  readonly bar: NodeJS.WritableStream | undefined;
  /** The most characters in a line. */
  readonly width: number;
  /** Aborts the work. */
  readonly signal: AbortSignal;
}

const MAX_LINE_WIDTH = 100;

export function createTerminal(signal: AbortSignal): Terminal {
  const { stdout, stderr } = process;
  // In a pipe isTTY is undefined, although its type says boolean. picocolors would then follow the environment, where
  // CI and FORCE_COLOR turn colours on.
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

/** Says something beside the answer, on stderr, with the name of the program. */
export const say = ({ err, width }: Terminal, text: string): void =>
  err(`${wrapLines(`paramlayout: ${toPrintableLines(text)}`, width)}\n`);

/** Receives the number of bytes that were read or written. */
export type OnProgress = (progress: Progress) => void;

/** The bar appears after this many milliseconds, so short work shows none. */
const BAR_DELAY_MS = 300;

/** Runs work with a progress bar if stderr is a terminal. The bar disappears when the work ends or fails. */
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
