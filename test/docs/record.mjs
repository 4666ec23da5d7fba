// Loaded before a program of the documentation: takes down what it claims, as it is at that moment, and writes that
// when the process ends.
import { writeFileSync } from 'node:fs';
import { format } from 'node:util';
import { serialize } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

const records = [];
const printed = [];
const copied = (value) => {
  try {
    return { bytes: serialize(value) };
  } catch {
    return { problem: 'cannot be compared: it holds a function' };
  }
};

globalThis.$claim = (line, value) => {
  records.push({ line, ...copied(value) });
  return value;
};
globalThis.$refusal = async (line, run) => {
  try {
    await run();
    records.push({ line, thrown: 'nothing' });
  } catch (error) {
    records.push({ line, thrown: `${error.name}: ${error.message}` });
  }
};
globalThis.$printed = (line) => records.push({ line, printed: printed.splice(0).join('\n') });

if (isMainThread) {
  console.log = (...values) => {
    printed.push(format(...values));
  };
  process.on('exit', () => writeFileSync(process.env.RECORDS, serialize(records)));
}
