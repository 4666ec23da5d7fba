import colors from 'picocolors';

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
