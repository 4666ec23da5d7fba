// npm run size: bundles a program that imports only the named functions, and fails if it is larger than its limit. Needs `npm run build`.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** In bytes of a minified ES module after `gzip -9`. Modules that the program loads only when it needs them have no limit. */
const LIMITS = [
  { names: 'layout, repeat, tied', from: 'index.js', limit: 12_000 },
  { names: 'load', from: 'checkpoint/index.js', limit: 20_000 },
];

const root = fileURLToPath(new URL('..', import.meta.url));
const loadedLater = {
  name: 'loaded-later',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path, kind }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
  },
};

async function sizeOf(names, from, plugins) {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names} } from './dist/src/${from}';`, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    external: ['node:*'],
    plugins,
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

for (const { names, from, limit } of LIMITS) {
  const [size, whole] = [await sizeOf(names, from, [loadedLater]), await sizeOf(names, from, [])];
  const isTooLarge = size > limit;
  if (isTooLarge) process.exitCode = 1;
  const state = isTooLarge ? 'too large' : 'fine';
  console.log(`${state}: { ${names} } takes ${size} bytes of at most ${limit}; with modules loaded later ${whole}`);
}
