// Loaded before programs of the documentation: takes down what each claims, as it is at that moment, and writes that
// when the process ends.
import { writeFileSync } from 'node:fs';
import { format } from 'node:util';
import { serialize } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

/** What each program has done, by its URL. */
const programs = new Map();
let printed = [];
const copied = (value) => {
  try {
    return { bytes: serialize(value) };
  } catch {
    return { problem: 'cannot be compared: it holds a function' };
  }
};

function outcomeOf(url) {
  if (!programs.has(url)) programs.set(url, { records: [], failure: undefined });
  return programs.get(url);
}
// A program begins with a call of this. It names itself, because it may go on while the next one runs.
globalThis.$recorder = (url) => {
  const { records } = outcomeOf(url);
  return {
    $claim(line, value) {
      records.push({ line, ...copied(value) });
      return value;
    },
    async $refusal(line, run) {
      try {
        await run();
        records.push({ line, thrown: 'nothing' });
      } catch (error) {
        records.push({ line, thrown: `${error.name}: ${error.message}` });
      }
    },
    $printed: (line) => records.push({ line, printed: printed.splice(0).join('\n') }),
  };
};

/** Runs a program to the end of its module. */
globalThis.$run = async (url) => {
  const outcome = outcomeOf(url);
  printed = [];
  try {
    await import(url);
  } catch (error) {
    outcome.failure = String(error?.stack ?? error);
  }
};

if (isMainThread) {
  console.log = (...values) => {
    printed.push(format(...values));
  };
  process.on('exit', () => writeFileSync(process.env.RECORDS, serialize(programs)));
}
