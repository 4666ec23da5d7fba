import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
/** Called by file path: several packages named `typescript` fight over `.bin/tsc`. */
const compilers = {
  // By default 7.0 splits files over checkers, and types that they share are counted in each.
  '7.0': { tsc: at('node_modules/typescript/bin/tsc'), flags: ['--singleThreaded'] },
  '6.0': {
    tsc: at('test/compilers/node_modules/typescript-6.0/lib/tsc.js'),
    api: at('test/compilers/node_modules/typescript-6.0/lib/typescript.js'),
    flags: [],
  },
  7.1: { tsc: at('test/compilers/node_modules/typescript-7.1/bin/tsc'), flags: ['--singleThreaded'] },
  5.9: {
    tsc: at('node_modules/@tsd/typescript/typescript/lib/_tsc.js'),
    api: at('node_modules/@tsd/typescript/typescript/lib/typescript.js'),
    flags: [],
  },
};
/** What a careful user sets. */
export const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  target: 'es2022',
  lib: ['es2022'],
  module: 'nodenext',
  types: [],
};

export const isInstalled = (compiler) => existsSync(compilers[compiler].tsc);
/** The module of a compiler that is written in JavaScript; undefined for the others. */
export const apiOf = (compiler) => compilers[compiler].api;
export const versionOf = async (compiler) => /[\d.]+/.exec(await run(compiler, ['--version']))?.[0];

/** Checks the program that starts in one file of a folder. `error` is the first thing the compiler has against it. */
export async function compile(compiler, folder, entry, options = {}) {
  const output = await run(compiler, [...project(folder, entry, options), '--noEmit', '--extendedDiagnostics']);
  const number = (name) => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(output)?.[1]);
  const figures = {
    instantiations: number('Instantiations'),
    types: number('Types'),
    checkTime: number('Check time') * 1000, // ms
    memory: number('Memory used') / 1024, // MiB
  };
  // A compiler that says nothing of instantiations did not come to an end.
  const error =
    firstError(output) ??
    (Number.isNaN(figures.instantiations) ? `no figures: ${output.trim().slice(0, 300)}` : undefined);
  return { ...figures, error };
}

/** The first error in what a compiler prints. */
export const firstError = (output) => /^.*\berror TS\d+:.*$/m.exec(output)?.[0];

/** Writes the declarations of a program next to it. */
export const emitDeclarations = (compiler, folder, entry) =>
  run(compiler, [...project(folder, entry), '--declaration', '--emitDeclarationOnly']);

/** Writes the tsconfig.json of the program that starts in one file of a folder, and answers where. */
export function writeProject(folder, entry, options = {}) {
  const path = join(folder, 'tsconfig.json');
  writeFileSync(path, JSON.stringify({ compilerOptions: { ...compilerOptions, ...options }, files: [entry] }));
  return path;
}

const project = (folder, entry, options) => ['-p', writeProject(folder, entry, options), '--pretty', 'false'];

function run(compiler, args) {
  const { tsc, flags } = compilers[compiler];
  return new Promise((done) => {
    execFile(process.execPath, [...process.execArgv, tsc, ...flags, ...args], { maxBuffer: 1e8 }, (_, stdout, stderr) =>
      done(stdout + stderr),
    );
  });
}
