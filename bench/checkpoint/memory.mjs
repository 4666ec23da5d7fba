// In a process of its own: how far the peak of resident memory rises above the flat array while one file is loaded or
// saved.
import { readFileSync, writeFileSync } from 'node:fs';
import { load, save } from '../../dist/src/checkpoint/index.js';
import { layout } from '../../dist/src/index.js';
import { gpt2 } from './models.mjs';

const [what, dtype, bytes, path] = process.argv.slice(2);
/**
 * The highest resident memory since `settle`, in bytes. Linux only: what getrusage says is inherited from the process
 * that started this one.
 */
const peak = () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
const settle = () => {
  globalThis.gc?.();
  writeFileSync('/proc/self/clear_refs', '5');
};

// What is loaded and compiled once is no part of it
const small = layout({ a: [3000] });
await save(small, small.zeros(), `${path}.small`, { dtype });
await load(small, `${path}.small`);

const model = gpt2(Number(bytes));
void model.slots;
if (what === 'load') {
  settle();
  const before = peak();
  const flat = await load(model, path);
  console.log(peak() - before - flat.byteLength);
} else {
  const flat = model.zeros().fill(0.5);
  settle();
  const before = peak();
  await save(model, flat, `${path}.saved`, { dtype });
  console.log(peak() - before);
}
