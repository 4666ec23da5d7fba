#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { toPrintableLines } from '../array/printable.ts';
import { EXIT_CODE } from './command.ts';
import { lastImportedModule } from './model/foreign-code.ts';
import { createTerminal } from './output/terminal.ts';
import { run } from './run.ts';

// The first Ctrl+C aborts the work, so that no half-written file remains. The second ends the process as usual.
const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('stopped')));
// A reader may close the pipe early, as `head` does. That is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  isDone = true;
  process.exit(EXIT_CODE.SUCCESS);
});

// A model is code of the user. It may fail after its import, end the program, or keep it alive with a timer.
let isDone = false;
const blame = (what: string): string => {
  const path = lastImportedModule();
  return toPrintableLines(`paramlayout: ${path === undefined ? what : `'${path}': ${what}`}`);
};
const failLate = (error: unknown): void => {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = process.env['PARAMLAYOUT_DEBUG'] !== undefined && error instanceof Error ? `\n${error.stack}` : '';
  writeSync(process.stderr.fd, `${blame(`nothing caught ${reason}`)}${stack}\n`);
  isDone = true;
  process.exit(EXIT_CODE.FAILURE);
};
process.on('uncaughtException', failLate);
process.on('unhandledRejection', failLate);
process.on('exit', () => {
  if (isDone) return;
  writeSync(process.stderr.fd, `${blame('the program was ended before the command was done')}\n`);
  process.exitCode = EXIT_CODE.FAILURE;
});

const exit = await run(process.argv.slice(2), createTerminal(stop.signal));
for (const stream of [process.stdout, process.stderr]) await new Promise((written) => stream.write('', written));
isDone = true;
process.exit(exit);
