import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize } from 'node:v8';
import { promisify } from 'node:util';
import ts from '@tsd/typescript';
import { deviceEnvironment } from './device.ts';

const run = promisify(execFile);
const recorder = fileURLToPath(new URL('record.mjs', import.meta.url));

/** What a program did at a line: a value, an error or output, or the reason why its value cannot be compared. */
export interface Recorded {
  readonly line: number;
  readonly bytes?: Uint8Array;
  readonly problem?: string;
  readonly thrown?: string;
  readonly printed?: string;
}

/** Emits a program's TypeScript as a module that Node runs. */
export function emit(code: string, file: string): void {
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ES2022,
    inlineSourceMap: true,
    inlineSources: true,
  };
  writeFileSync(file, ts.transpileModule(code, { compilerOptions, fileName: file.replace(/\.js$/, '.ts') }).outputText);
}

/**
 * Runs a module in a process of its own, in an empty folder. `failure` is undefined where the module ran to its end.
 */
export async function runModule(
  file: string,
  within: string,
): Promise<{ readonly records: readonly Recorded[]; readonly failure: string | undefined }> {
  const cwd = mkdtempSync(join(within, 'run-'));
  const env = { ...deviceEnvironment, RECORDS: join(cwd, '.records') };
  let failure: string | undefined;
  try {
    await run(process.execPath, ['--enable-source-maps', '--import', recorder, file], { cwd, env, timeout: 60_000 });
  } catch (error) {
    failure = String((error as { stderr?: unknown }).stderr);
  }
  const records = existsSync(env.RECORDS) ? (deserialize(readFileSync(env.RECORDS)) as Recorded[]) : [];
  return { records, failure };
}
