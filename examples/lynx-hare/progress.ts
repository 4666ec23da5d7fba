// How far a fit has come, on stderr: a bar on a terminal, and in either case one line when it is done.
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  step(loss: number): void;
  done(): void;
}

export function progress(title: string, steps: number): Progress {
  const begin = performance.now();
  let count = 0;
  let last = Number.NaN;
  const options = {
    format: `${title} {bar} {percentage} %  loss {loss}  {duration_formatted}`,
    stream: process.stderr,
    clearOnComplete: true,
    // The fit never yields to the event loop: a handler for Ctrl-C would not run, and only keep it from ending the program.
    gracefulExit: false,
  };
  const bar = process.stderr.isTTY ? new SingleBar(options, Presets.shades_classic) : undefined;
  bar?.start(steps, 0, { loss: '' });
  return {
    step(loss) {
      last = loss;
      bar?.update(++count, { loss: loss.toFixed(4) });
    },
    done() {
      bar?.stop();
      process.stderr.write(
        `${title}: ${steps} steps in ${((performance.now() - begin) / 1000).toFixed(1)} s, last loss ${last.toFixed(4)}\n`,
      );
    },
  };
}
