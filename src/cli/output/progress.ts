import type { Progress } from '../../checkpoint/save/options.ts';
import { formatBytes } from './quantity.ts';
import type { Terminal } from './terminal.ts';

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
