// npm run size: bundles a program that imports only the named functions, and fails if it is larger than its limit.
// Needs `npm run build`.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * In bytes of a minified ES module after `gzip -9`. Modules that the program loads only when it needs them have no
 * limit.
 */
const LIMITS = [
  { names: 'layout, repeat, tied', from: 'index.js', limit: 12_000 },
  { names: 'load', from: 'checkpoint/index.js', limit: 20_000 },
];
/** Names that stand for an entry point, where most programs do not import the others. */
const NAMES = { collective: 'threads, dataParallel, diloco' };
/** What an entry point adds to a program that has a layout, in the same bytes, without the library that it adapts. */
const ENTRY_POINTS = {
  collective: 9_000,
  nats: 16_000,
  jax: 2_000,
  tfjs: 2_000,
  ort: 4_000,
  ndarray: 1_000,
  webgpu: 4_000,
};
const PEERS = [
  '@bufbuild/protobuf',
  '@bufbuild/protobuf/*',
  '@jax-js/jax',
  '@nats-io/*',
  '@tensorflow/tfjs-core',
  'ndarray',
  'onnx-buf',
];

const root = fileURLToPath(new URL('..', import.meta.url));
const loadedLater = {
  name: 'loaded-later',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path, kind }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
  },
};

async function sizeOf(contents, plugins) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    external: ['node:*', ...PEERS],
    plugins,
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

function report(what, size, limit, whole) {
  const isTooLarge = size > limit;
  if (isTooLarge) process.exitCode = 1;
  const state = isTooLarge ? 'too large' : 'fine';
  console.log(`${state}: ${what} ${size} bytes of at most ${limit}; with modules loaded later ${whole}`);
}
const exported = (names, from) => `export { ${names} } from './dist/src/${from}';`;

for (const { names, from, limit } of LIMITS) {
  const contents = exported(names, from);
  report(`{ ${names} } takes`, await sizeOf(contents, [loadedLater]), limit, await sizeOf(contents, []));
}
const core = exported(LIMITS[0].names, LIMITS[0].from);
const coreSize = await sizeOf(core, []);
for (const [name, limit] of Object.entries(ENTRY_POINTS)) {
  const both = `${core}export ${NAMES[name] === undefined ? '*' : `{ ${NAMES[name]} }`} from './dist/src/${name}/index.js';`;
  const [size, whole] = [await sizeOf(both, [loadedLater]), await sizeOf(both, [])];
  report(`paramlayout/${name} adds`, size - coreSize, limit, whole - coreSize);
}
