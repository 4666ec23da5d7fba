// Bundles the command line with the packages that it uses into dist/src/cli, as part of `npm run build`. The library stays outside of the
// bundle: the command line imports it from dist/src. docs/internals/packaging.md says why.
import { copyFile, cp, readFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeNotices } from './notices.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = resolve(root, 'src');
const cli = resolve(source, 'cli');
const output = resolve(root, 'dist/src/cli');
const toUrlPath = (path) => path.split(sep).join('/').replace(/\.ts$/, '.js');

/** Imports of the library's modules stay imports. All output files lie in one folder, so the path is the same from each of them. */
const libraryIsExternal = {
  name: 'library-is-external',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const file = resolve(resolveDir, path);
      const isLibrary = file.startsWith(source + sep) && !file.startsWith(cli + sep);
      return isLibrary ? { path: `../${toUrlPath(relative(source, file))}`, external: true } : undefined;
    });
  },
};

/** A bundled module sees the URL that it would have as a file of its own, since it finds other files relative to it. */
const urlsOfModules = {
  name: 'urls-of-modules',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const url = `new URL(${JSON.stringify(toUrlPath(relative(cli, path)))}, import.meta.url).href`;
      return { contents: text.replaceAll('import.meta.url', url), loader: 'ts' };
    });
  },
};

/** jiti loads its compiler, a file of 1.5 MB, only when it has to compile. The file stays a file, beside the bundle. */
const jitiLoadsCompiler = {
  name: 'jiti-loads-compiler',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]jiti[\\/]lib[\\/]jiti\.mjs$/ }, async ({ path }) => {
      const [text, from] = [await readFile(path, 'utf8'), '"../dist/babel.cjs"'];
      if (!text.includes(from)) throw new Error(`${path} does not load ${from} any more`);
      return { contents: text.replace(from, '"./babel.cjs"'), loader: 'js' };
    });
  },
};

const { metafile } = await build({
  absWorkingDir: root,
  // The threads of stats and diff start from files of their own.
  entryPoints: [
    { in: 'src/cli/main.ts', out: 'main' },
    { in: 'src/cli/stats/stats-worker.ts', out: 'stats-worker' },
    { in: 'src/cli/diff/diff-worker.ts', out: 'diff-worker' },
  ],
  outdir: output,
  bundle: true,
  splitting: true,
  chunkNames: '[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none', // the licences stand in THIRD-PARTY-NOTICES
  metafile: true,
  // CommonJS packages call `require` for Node's own modules.
  banner: {
    js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
  },
  plugins: [libraryIsExternal, urlsOfModules, jitiLoadsCompiler],
});
await copyFile(resolve(root, 'node_modules/jiti/dist/babel.cjs'), resolve(output, 'babel.cjs'));
await cp(resolve(cli, 'draw/page'), resolve(output, 'draw/page'), { recursive: true });
await writeNotices(root, metafile);
