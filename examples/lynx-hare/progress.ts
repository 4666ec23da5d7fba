// How far a fit has come, on stderr: a bar on a terminal, ten plain lines elsewhere, and one line at the end in either
// case.
import { Presets, SingleBar } from 'cli-progress';

/** Where stderr is no terminal, a fit prints about this many lines while it runs. */
const LINES = 10;

export interface Progress {
  step(loss: number): void;
  done(): void;
}

export function progress(title: string, steps: number): Progress {
  const begin = performance.now();
  const print = (line: string): void => void process.stderr.write(`${title}: ${line}\n`);
  const show = process.stderr.isTTY ? showBar(title, steps) : printLines(print, steps);
  let count = 0;
  let last = Number.NaN;
  return {
    step(loss) {
      last = loss;
      show.step(++count, loss);
    },
    done() {
      show.stop();
      const seconds = ((performance.now() - begin) / 1000).toFixed(1);
      print(`${steps} steps in ${seconds} s, last loss ${last.toFixed(4)}`);
    },
  };
}

interface Shown {
  step(count: number, loss: number): void;
  stop(): void;
}

function showBar(title: string, steps: number): Shown {
  const options = {
    format: `${title} {bar} {percentage} %  loss {loss}  {duration_formatted}`,
    stream: process.stderr,
    clearOnComplete: true,
    // The fit never yields to the event loop: a handler for Ctrl-C would not run, and would only keep it from ending
    // the program.
    gracefulExit: false,
  };
  const bar = new SingleBar(options, Presets.shades_classic);
  bar.start(steps, 0, { loss: '' });
  return {
    step: (count, loss) => bar.update(count, { loss: loss.toFixed(4) }),
    stop: () => bar.stop(),
  };
}

/** The lines depend on the steps alone, so two runs print the same ones. */
function printLines(print: (line: string) => void, steps: number): Shown {
  const every = Math.ceil(steps / LINES);
  print(`${steps} steps, the first one takes the longest`); // it compiles the losses
  return {
    step(count, loss) {
      if (count % every === 0 && count < steps) print(`step ${count} of ${steps}, loss ${loss.toFixed(4)}`);
    },
    stop() {},
  };
}
