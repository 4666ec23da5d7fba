import { readFileSync } from 'node:fs';
import { twelveBlocks } from './generate.mjs';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const peer = (file, text = read(`peers/${file}`)) => ({ files: { 'main.ts': text }, entry: 'main.ts' });
const ours = (gpt2) => ({
  files: { 'gpt2.ts': gpt2, 'gpt2-whole.ts': read('fixtures/gpt2-whole.ts') },
  entry: 'gpt2-whole.ts',
});

/** The zod object with an object of its own for each block, as `twelveBlocks` writes out ours. */
function zodWrittenOut() {
  const zod = read('peers/zod.ts');
  const block = /const block = (z\.object\(\{.*?\n\}\));/s
    .exec(zod)[1]
    .replaceAll('linear', 'z.object({ weight: leaf, bias: leaf })');
  return zod.replace(/z\.tuple\(\[.*?\]\)/, () => `z.tuple([${Array(12).fill(block).join(', ')}])`);
}

/** GPT-2's tree in each way, and what its program knows in the end. Each asserts it. */
export const peers = [
  { name: 'ours, with repeat', knows: 'length, offsets, shapes, views', ...ours(read('fixtures/gpt2.ts')) },
  { name: 'ours, 12 blocks written out', knows: 'the same', ...ours(twelveBlocks()) },
  { name: 'interfaces by hand', knows: 'views', ...peer('hand-written.ts') },
  { name: 'zod object', knows: 'views', ...peer('zod.ts') },
  { name: 'zod object, 12 blocks written out', knows: 'views', ...peer('zod.ts', zodWrittenOut()) },
  { name: 'TypeGPU struct', knows: 'nested arrays, no sizes', ...peer('typegpu.ts') },
  { name: 'the same sum with ts-arithmetic', knows: 'length', ...peer('ts-arithmetic.ts') },
  { name: 'the same sum with hotscript', knows: 'length', ...peer('hotscript.ts') },
];
