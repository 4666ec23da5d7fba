#!/usr/bin/env node
import { run } from './run.ts';
import { createTerminal } from './output/terminal.ts';

// A signal that comes once stops the work in hand, so that nothing half-written stays; the second time it ends the process as usual.
const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('stopped')));
// A reader that has seen enough, such as `head`, closes the pipe: that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), createTerminal(stop.signal));
