// Which packages each entry point of the build imports: the core none.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import ts from '@tsd/typescript';
import { describe, expect, it } from 'vitest';

/**
 * The built modules that one imports, itself included, with the packages that each names. Node's own modules are left
 * out. From a declaration file on, the declaration files.
 */
function modulesFrom(entry: string): ReadonlyMap<string, readonly string[]> {
  const ending = entry.endsWith('.d.ts') ? '.d.ts' : '.js';
  const modules = new Map<string, readonly string[]>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (modules.has(file)) continue;
    const imported = ts
      .preProcessFile(readFileSync(file, 'utf8'), true, true)
      .importedFiles.map((each) => each.fileName);
    modules.set(
      file,
      imported.filter((name) => /^[@a-z]/.test(name) && !isBuiltin(name)), // ' and ' stands in a sentence of the bundle
    );
    for (const name of imported)
      if (name.startsWith('.')) open.push(join(dirname(file), name.replace(/(?:\.d)?\.[jt]s$/, ending)));
  }
  return modules;
}

const packagesOf = (entry: string): readonly string[] => [...new Set([...modulesFrom(entry).values()].flat())].sort();

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
}
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

const isBuilt = existsSync('dist/src/index.js');
describe.skipIf(!isBuilt)(`packages that are imported${isBuilt ? '' : ' (skipped: npm run build first)'}`, () => {
  it('the core imports no package', () => expect(packagesOf('dist/src/index.js')).toEqual([]));
  it('the checkpoint entry point imports no package', () =>
    expect(packagesOf('dist/src/checkpoint/index.js')).toEqual([]));
  it('the entry point of the optimisers imports no package', () =>
    expect(packagesOf('dist/src/optim/index.js')).toEqual([]));
  it('only src/zod imports zod, and its entry point imports no other package', () => {
    const modules = [...modulesFrom('dist/src/zod/index.js')].filter(([, packages]) => packages.length > 0);
    expect(new Set(modules.flatMap(([, packages]) => packages))).toEqual(new Set(['zod']));
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const naming = sources.filter((name) => /from 'zod'|import\('zod'\)/.test(readFileSync(join('src', name), 'utf8')));
    expect(naming.map((name) => name.replaceAll('\\', '/')).sort()).toEqual([
      'zod/checkpoint-schema.ts',
      'zod/layout-json-schema.ts',
    ]);
  });
  it.each([
    ['collective', []],
    ['nats', ['@nats-io/kv', '@nats-io/nats-core', '@nats-io/obj']],
    ['jax', ['@jax-js/jax']],
    ['ndarray', ['ndarray']],
    ['ort', ['@bufbuild/protobuf', 'onnx-buf']],
    ['tfjs', ['@tensorflow/tfjs-core']],
    ['webgpu', []],
  ])('the entry point %s and its declarations import no package but %j', (name, packages) => {
    for (const ending of ['js', 'd.ts'])
      expect(packages).toEqual(expect.arrayContaining([...packagesOf(`dist/src/${name}/index.${ending}`)]));
  });
  it('declarations outside of the zod entry point name no package', () => {
    expect(packagesOf('dist/src/index.d.ts')).toEqual([]);
    expect(packagesOf('dist/src/checkpoint/index.d.ts')).toEqual([]);
    expect(packagesOf('dist/src/optim/index.d.ts')).toEqual([]);
    expect(packagesOf('dist/src/zod/index.d.ts')).toEqual(['zod']);
  });
  it('the command line imports no package, because its libraries are bundled', () =>
    expect(packagesOf('dist/src/cli/main.js')).toEqual([]));
  it('THIRD-PARTY-NOTICES has the licence of each package in the bundle', () => {
    const notices = readFileSync('THIRD-PARTY-NOTICES', 'utf8');
    for (const name of ['cli-progress', 'commander', 'd3-array', 'jiti', 'picocolors', 'string-width'])
      expect(notices).toMatch(new RegExp(`^${name} [0-9.]+ \\((?:MIT|ISC)\\)\n\n.*(?:licen[cs]e|copyright)`, 'ims'));
    expect(notices).toMatch(
      /^@bufbuild\/protobuf [0-9.]+ \(\(Apache-2\.0 AND BSD-3-Clause\)\)\n\nCopyright .* Buf Technologies/m,
    );
    for (const text of ['Copyright 2008 Google Inc.', 'TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION'])
      expect(notices).toContain(text);
    expect(notices).toMatch(
      /^onnx-buf [0-9.-]+ \(MIT\)\n\nCopyright \(c\) Eric Zhang\n\nPermission is hereby granted/m,
    );
  });
  it('every entry point of package.json is built', () => {
    const files = Object.values(manifest.exports).flatMap((each) =>
      typeof each === 'string' ? each : Object.values(each),
    );
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });
});

it('the package has no dependencies', () => expect(manifest.dependencies).toBeUndefined());

it('the peers are optional: zod, the clients of NATS, and the libraries of the adapters', () => {
  expect(manifest.peerDependencies).toEqual({
    '@bufbuild/protobuf': '^2.10.2',
    '@jax-js/jax': '^0.1.25',
    '@nats-io/kv': '^3.4.0',
    '@nats-io/nats-core': '^3.4.0',
    '@nats-io/obj': '^3.4.0',
    '@tensorflow/tfjs-core': '^4.22.0',
    ndarray: '^1.1.0',
    'onnx-buf': '^1.20.0-1',
    zod: '^4',
  });
  for (const name of Object.keys(manifest.peerDependencies))
    expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true });
});
