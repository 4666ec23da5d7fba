import { layout } from '../../dist/src/index.js';
import { median, now } from './measure.mjs';

const wideStruct = (n) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`w${i}`, [2]]));
const tuple = (n) => Array.from({ length: n / 2 }, () => ({ weight: [2, 3], bias: [2] }));

/** Nanoseconds a leaf: about the same at every size where time is linear. */
export function makeRows() {
  const rows = [];
  for (const [shape, schemaOf] of [
    ['one wide struct', wideStruct],
    ['a tuple of dense layers', tuple],
  ]) {
    for (const [step, run] of Object.entries({
      'make the layout': (schema) => () => layout(schema),
      'the first slots': (schema) => () => layout(schema).slots.length,
      'the first view': (schema) => {
        const flat = layout(schema).zeros();
        return () => layout(schema).view(flat);
      },
    })) {
      for (const n of [10, 100, 1_000, 10_000, 100_000]) {
        const work = run(schemaOf(n));
        const perLeaf = median(Array.from({ length: 9 }, () => timed(work, Math.max(1, 20_000 / n)))) / n;
        rows.push({ what: `${step}: ${shape}`, leaves: n, ours: perLeaf });
      }
    }
  }
  return rows;
}

function timed(work, calls) {
  work();
  const start = now();
  for (let i = 0; i < calls; i++) work();
  return ((now() - start) * 1e6) / calls;
}
