import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/**
 * What `npm test` compiles with, as arguments of Node. Each compiler is called by its file: several packages named
 * `typescript` fight over `.bin/tsc`. One thread takes a fifth less processor time than several.
 */
export const COMPILERS = {
  'TypeScript 7': [at('node_modules/typescript/bin/tsc'), '--singleThreaded'],
  'TypeScript 5.9': ['--single-threaded', at('node_modules/@tsd/typescript/typescript/lib/_tsc.js')],
} as const;
export type Compiler = keyof typeof COMPILERS;

export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Includes the lines that explain the error. */
  readonly text: string;
}

/** Checks files of a folder as one program, and returns the compiler's errors. */
export async function diagnose(compiler: Compiler, folder: string, files: readonly string[]): Promise<Diagnostic[]> {
  const project = join(folder, `tsconfig.${compiler.replace(/\W+/g, '-')}.json`);
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    noErrorTruncation: true,
    target: 'es2022',
    lib: ['es2022'],
    module: 'nodenext',
    types: [],
    noEmit: true,
    pretty: false,
  };
  writeFileSync(project, JSON.stringify({ compilerOptions, files }));
  const { output, error } = await runCompiler(COMPILERS[compiler], ['-p', project]);
  const diagnostics = parse(output);
  // A compiler that ran out of memory reports no errors either.
  if (error !== null && diagnostics.length === 0)
    throw new Error(`${compiler} did not come to an end: ${output.slice(0, 2000) || String(error)}`);
  // After a syntax error a compiler checks nothing else.
  const syntax = diagnostics.find(({ text }) => /^error TS1\d{3}:/.test(text));
  if (syntax !== undefined)
    throw new Error(`${compiler} cannot read ${syntax.file}, line ${syntax.line}: ${syntax.text}`);
  return diagnostics;
}

/** Runs a compiler. Node also returns an `error` where the compiler reports errors, so look at `output` first. */
export function runCompiler(
  compiler: readonly string[],
  args: readonly string[],
): Promise<{ readonly output: string; readonly error: Error | null }> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      ['--max-old-space-size=4096', ...compiler, ...args],
      { maxBuffer: 2 ** 28, env: { ...process.env, GOGC: '400' } }, // TypeScript 7 collects garbage less often
      (error, stdout, stderr) => done({ output: stdout + stderr, error }),
    );
  });
}

function parse(output: string): Diagnostic[] {
  const found: { file: string; line: number; column: number; text: string }[] = [];
  for (const line of output.split('\n')) {
    const start = /^(?:.*[\\/])?([^\\/]+\.ts)\((\d+),(\d+)\): (error .*)$/.exec(line);
    if (start !== null)
      found.push({
        file: start[1] as string,
        line: Number(start[2]),
        column: Number(start[3]),
        text: start[4] as string,
      });
    else if (line.startsWith('error ')) found.push({ file: '', line: 0, column: 0, text: line });
    else if (found.length > 0 && line !== '') (found.at(-1) as { text: string }).text += `\n${line}`;
  }
  return found;
}
