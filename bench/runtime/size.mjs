import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { median } from './measure.mjs';

const entry = new URL('../../dist/src/index.js', import.meta.url);

/** The core as one module, minified and gzipped, and how long it takes to import in a fresh process. */
export async function sizes() {
  const bundle = async (contents) => {
    const options = { stdin: { contents, resolveDir: import.meta.dirname }, bundle: true, minify: true, format: 'esm', target: 'es2022', write: false };
    const { outputFiles } = await build(options);
    const [{ contents: bytes }] = outputFiles;
    return { minified: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
  };
  const program = `const t = performance.now(); await import(${JSON.stringify(entry.href)}); console.log(performance.now() - t)`;
  const run = () => Number(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }));
  return {
    all: await bundle(`export * from ${JSON.stringify(entry.pathname)}`),
    imported: median(Array.from({ length: 15 }, run)),
  };
}
