// Averages checkpoints, trains and merges a LoRA, fuses q, k and v, and writes the names of the hub. Run: npm run demo:merge
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { type FlatOf, select } from 'paramlayout';
import { load, readHeader, save } from 'paramlayout/checkpoint';
import { adamw } from 'paramlayout/optim';
import { average, mix } from './average.ts';
import { hub, hubFused } from './hub.ts';
import { loadAdapters, mergeAdapters, putOn, saveAdapters, trainAdapters } from './lora.ts';
import { adapted, adapters, fused, model } from './model.ts';
import type { Network } from './network.ts';
import { complete, loss, scoresOf, train } from './train.ts';
import { days, months, tage } from './words.ts';

const { values } = parseArgs({
  options: { out: { type: 'string', default: fileURLToPath(new URL('../../merge/out', import.meta.url)) } },
});
await mkdir(values.out, { recursive: true });
const file = (name: string): string => `${values.out}/${name}.safetensors`;
const all = [...days, ...months];

let state = 1;
/** Numbers from -1 to 1, the same in each run: a generator of S. Park and K. Miller. */
const random = (): number => ((state = (state * 48271) % 2147483647) / 2147483647) * 2 - 1;

/** A line of a table: how surprised a network is by a letter of these words, in nats, and how it goes on. */
function report(name: string, p: Network, lists: readonly (readonly string[])[], start: string): void {
  const figures = lists.map((words) => loss(p, words).toFixed(2).padStart(8)).join('');
  console.log(`  ${name.padEnd(32)}${figures}   ${start}… → ${complete(p, start)}`);
}
/** The largest difference of two networks' scores, over all words. */
const difference = (p: Network, q: Network): number =>
  Math.max(
    ...[...all, ...tage].map((word) => {
      const theirs = scoresOf(q, word);
      return Math.max(...scoresOf(p, word).map((score, i) => Math.abs(score - theirs[i]!)));
    }),
  );

console.log('1. Two checkpoints of one model, trained further on different words');
console.log(`  ${'surprise by a letter of the'.padEnd(32)}    days  months`);
const base = model.zeros();
for (const [{ shape }, leaf] of model.leaves(base))
  if (shape.length === 2) for (const i of leaf.keys()) leaf[i] = 0.3 * random();
const trained = (from: FlatOf<typeof model>, words: readonly string[], lr: number, steps: number) => {
  const flat = from.slice() as typeof from;
  train(words, { flat, p: model.view(flat), optimiser: adamw(model, { lr, decay: 0 }), steps });
  return flat;
};
const start = trained(base, all, 1e-2, 60);
report('the start', model.view(start), [days, months], 'thu');
for (const [name, words] of Object.entries({ days, months })) {
  const flat = trained(start, words, 3e-3, 40);
  report(`trained further on the ${name}`, model.view(flat), [days, months], 'thu');
  await save(model, flat, file(name));
}

console.log('\n2. Average them');
const averaged = await average(file('days'), file('months'));
report('the average', model.view(averaged), [days, months], 'thu');
report("the same with months' embeddings", model.view(await mix(file('days'), file('months'))), [days, months], 'thu');
await save(model, averaged, file('average'));

console.log('\n3. Teach the average German with a LoRA');
console.log(`  ${'surprise by a letter of the'.padEnd(32)}    Tage`);
report('the average', model.view(averaged), [tage], 'do');
const withAdapters = putOn(averaged, random);
assert.equal(difference(adapted.view(withAdapters), model.view(averaged)), 0);
trainAdapters(withAdapters, tage, 200);
report('with adapters', adapted.view(withAdapters), [tage], 'do');
const count = (length: number): string => length.toLocaleString('en');
console.log(`  ${count(select(adapted, '**.lora').length)} of ${count(adapted.length)} parameters were trained`);
await saveAdapters(withAdapters, file('lora'));
const again = await loadAdapters(averaged, file('lora'));
assert.deepEqual(again, withAdapters);
console.log(`  saved ${count(adapters.length)} parameters alone; put on the average again, they are bit-equal`);
const merged = mergeAdapters(again);
report('merged', model.view(merged), [tage], 'do');
const change = difference(model.view(merged), adapted.view(again));
assert.ok(change < 1e-4, `merging changed the scores by ${change}`);
console.log('  merging changed no score by more than 1e-4');
await save(model, merged, file('merged'));

console.log('\n4. Write it under the names of the hub, with q, k and v in one matrix');
await save(model, merged, file('hub'), { mapping: hub, metadata: { format: 'pt' } });
for (const [name, { dtype, shape }] of await readHeader(file('hub')))
  if (name.includes('.h.1.attn.')) console.log(`  ${name.padEnd(34)} ${dtype} [${shape.join(', ')}]`);
assert.deepEqual(await load(model, file('hub'), { mapping: hub }), merged);
console.log('  loaded back and split, it is bit-equal');

console.log('\n5. Load the same file with q, k and v in one matrix');
const one = await load(fused, file('hub'), { mapping: hubFused });
const { qkv, k } = fused.view(one).h[1];
console.log(`  qkv has the shape [${qkv.weight.shape.join(', ')}]; k is a window on its rows from 16 to 31`);
assert.equal(k.weight[0], qkv.weight[16 * 16]);
assert.equal(difference(fused.view(one), model.view(merged)), 0);
console.log('  the same code computes the same scores');

console.log(`
Look into the files:
  npx paramlayout check examples/merge/model.ts#model examples/merge/out/average.safetensors
  npx paramlayout check examples/merge/model.ts#model examples/merge/out/hub.safetensors --mapping examples/merge/hub.ts#hub
  npx paramlayout diff examples/merge/out/average.safetensors examples/merge/out/merged.safetensors`);
