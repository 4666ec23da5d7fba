// Assembles src/checkpoint/dtype/simd.wat and compares it with the text in simd.ts; with --write, writes it there.
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const source = (name) => new URL(`../../src/checkpoint/dtype/${name}`, import.meta.url);
const PLACE = /const WASM_MODULE =\n[^;]*;/;

export async function checkSimd(write = false) {
  const { parseWat } = await wabt();
  const module = parseWat('simd.wat', readFileSync(source('simd.wat'), 'utf8'), { simd: true });
  const text = Buffer.from(module.toBinary({}).buffer).toString('base64');
  const lines = text.match(/.{1,112}/g).map((line) => `  '${line}'`);
  const code = readFileSync(source('simd.ts'), 'utf8');
  const expected = code.replace(PLACE, `const WASM_MODULE =\n${lines.join(' +\n')};`);
  if (write) writeFileSync(source('simd.ts'), expected);
  else if (expected !== code)
    throw new Error('simd.ts does not match simd.wat: run node bench/checkpoint/simd.mjs --write');
}

if (process.argv[1]?.endsWith('simd.mjs')) await checkSimd(process.argv.includes('--write'));
