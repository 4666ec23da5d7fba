import { execFileSync } from 'node:child_process';
import { basename } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { median } from './measure.mjs';

const entry = new URL('../../dist/src/index.js', import.meta.url);

/**
 * The core as one module, minified and gzipped, what each file takes of it, and how long the core takes to import in a
 * fresh process.
 */
export async function sizes() {
  const bundle = async (names) => {
    const contents = `export ${names} from ${JSON.stringify(entry.pathname)}`;
    const options = {
      stdin: { contents, resolveDir: import.meta.dirname },
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      write: false,
      metafile: true,
    };
    const { outputFiles, metafile } = await build(options);
    const [{ contents: bytes }] = outputFiles;
    const [{ inputs }] = Object.values(metafile.outputs);
    return {
      minified: bytes.length,
      gzipped: gzipSync(bytes, { level: 9 }).length,
      brotli: brotliCompressSync(bytes).length,
      inputs,
    };
  };
  const program =
    'const t = performance.now(); await ' + `import(${JSON.stringify(entry.href)}); console.log(performance.now() - t)`;
  const run = () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }));
  const all = await bundle('*');
  return {
    all,
    least: await bundle('{ layout, repeat, tied }'),
    files: Object.entries(all.inputs)
      .map(([file, { bytesInOutput: minified }]) => ({
        file: basename(file),
        minified,
        gzipped: (minified * all.gzipped) / all.minified,
      }))
      .filter(({ minified }) => minified > 0)
      .toSorted((a, b) => b.minified - a.minified),
    imported: median(Array.from({ length: 15 }, run)),
  };
}
