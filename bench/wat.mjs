// Assembles a WebAssembly text file of src/ and compares it with the text in the TypeScript file beside it.
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const PLACE = /const WASM_MODULE =\n[^;]*;/;

/** @param path such as 'checkpoint/dtype/simd', without an ending */
export async function checkWat(path, write = false) {
  const [wat, ts] = ['wat', 'ts'].map((ending) => new URL(`../src/${path}.${ending}`, import.meta.url));
  const { parseWat } = await wabt();
  const module = parseWat(`${path}.wat`, readFileSync(wat, 'utf8'), { simd: true, threads: true });
  const text = Buffer.from(module.toBinary({}).buffer).toString('base64');
  const lines = text.match(/.{1,112}/g).map((line) => `  '${line}'`);
  const code = readFileSync(ts, 'utf8');
  const expected = code.replace(PLACE, `const WASM_MODULE =\n${lines.join(' +\n')};`);
  if (write) writeFileSync(ts, expected);
  else if (expected !== code)
    throw new Error(`src/${path}.ts does not match its .wat file: run node bench/wat.mjs ${path}`);
}

// node bench/wat.mjs collective/kernels: writes the assembled text.
if (process.argv[1]?.endsWith('wat.mjs')) for (const path of process.argv.slice(2)) await checkWat(path, true);
