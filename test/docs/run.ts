import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { deserialize } from 'node:v8';
import { promisify } from 'node:util';
import ts from '@tsd/typescript';
import { deviceEnvironment } from './device.ts';

const run = promisify(execFile);
const recorder = fileURLToPath(new URL('record.mjs', import.meta.url));
const runner = fileURLToPath(new URL('run-programs.mjs', import.meta.url));

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

/** What a program has done. `failure` is undefined where its module ran to its end. */
export interface Outcome {
  readonly records: readonly Recorded[];
  readonly failure: string | undefined;
}

/** The number of programs that share a process. */
const BATCH = 12;

/**
 * Runs modules in the order of the list, each in an empty folder. Returns what each has done, by its path. Some modules
 * share a process. If it fails, each of them runs once more in a process of its own.
 */
export async function runModules(files: readonly string[], within: string): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  for (let start = 0; start < files.length; start += BATCH) {
    const batch = files.slice(start, start + BATCH);
    const { ended, failure } = await runProcess(batch, within);
    for (const file of batch) {
      const shared = failure === undefined ? ended.get(file) : undefined;
      outcomes.set(file, shared ?? (await runAlone(file, within)));
    }
  }
  return outcomes;
}
async function runAlone(file: string, within: string): Promise<Outcome> {
  const { ended, failure } = await runProcess([file], within);
  const { records = [], failure: own } = ended.get(file) ?? {};
  return { records, failure: own ?? failure };
}

async function runProcess(
  files: readonly string[],
  within: string,
): Promise<{ readonly ended: ReadonlyMap<string, Outcome>; readonly failure: string | undefined }> {
  const programs = files.map((file) => ({ url: pathToFileURL(file).href, folder: mkdtempSync(join(within, 'run-')) }));
  const env = { ...deviceEnvironment, RECORDS: join(mkdtempSync(join(within, 'run-')), 'records') };
  const options = ['--enable-source-maps', '--import', recorder, runner, JSON.stringify(programs)];
  let failure: string | undefined;
  try {
    await run(process.execPath, options, { cwd: within, env, timeout: 60_000 });
  } catch (error) {
    failure = String((error as { stderr?: unknown }).stderr);
  }
  const found = existsSync(env.RECORDS) ? deserialize(readFileSync(env.RECORDS)) : new Map();
  const outcomes = found as ReadonlyMap<string, Outcome>; // `as`: record.mjs wrote it
  return { ended: new Map([...outcomes].map(([url, outcome]) => [fileURLToPath(url), outcome])), failure };
}
