// npm run size: bundles a program that imports only the named functions, and fails if it is larger than its limit. Needs `npm run build`.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** In bytes of a minified ES module after `gzip -9`. */
const LIMITS = [
  { names: 'layout, repeat, tied', from: 'index.js', limit: 12_000 },
  { names: 'load', from: 'checkpoint/index.js', limit: 20_000 },
];

const root = fileURLToPath(new URL('..', import.meta.url));
for (const { names, from, limit } of LIMITS) {
  const contents = `export { ${names} } from './dist/src/${from}';`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['node:*'], // imported only where a path is used
    write: false,
  });
  const size = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  const isTooLarge = size > limit;
  if (isTooLarge) process.exitCode = 1;
  console.log(`${isTooLarge ? 'too large' : 'fine'}: { ${names} } takes ${size} bytes gzipped, at most ${limit}`);
}
