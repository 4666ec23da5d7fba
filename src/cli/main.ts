#!/usr/bin/env node
import { createTerminal } from './output/terminal.ts';
import { run } from './run.ts';

// The first Ctrl+C aborts the work, so that no half-written file remains. The second ends the process as usual.
const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('stopped')));
// A reader may close the pipe early, as `head` does. That is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), createTerminal(stop.signal));
