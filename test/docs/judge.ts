import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize } from 'node:v8';
import { inspect } from 'node:util';
import { type Claim, holds } from './claim.ts';
import { type Compiler, COMPILERS } from '../agree/compilers.ts';
import { needsBrowser } from './browser.ts';
import { compile } from './compile.ts';
import { hasDevice, needsDevice } from './device.ts';
import { type Instrumented, instrument } from './instrument.ts';
import type { Program } from './page.ts';
import { emit, type Outcome, type Recorded, runModules } from './run.ts';
import { ServerOfPrograms } from './server.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const adapters = join(root, 'test/adapters/node_modules');

/**
 * Compiles programs under both compilers against the installed package, and runs them. Returns the claims that do not
 * hold, by page and line.
 */
export async function judge(programs: readonly Program[]): Promise<string[]> {
  const project = mkdtempSync(join(tmpdir(), 'docs-'));
  const server = new ServerOfPrograms();
  try {
    install(project);
    const judged = programs.map((program, i) => ({ ...program, ...instrument(program), file: `program${i}` }));
    const problems = judged.flatMap(({ page, problems: found }) =>
      found.map(({ line, problem }) => `${page}:${line}: ${problem}`),
    );
    for (const compiler of Object.keys(COMPILERS) as Compiler[])
      problems.push(...(await compiled(judged, project, compiler)));
    const running: Judged[] = [];
    for (const each of judged) {
      if (needsBrowser(each) || (needsDevice(each) && !hasDevice())) continue;
      const code = await server.prepare(each, each.recording);
      if (code === undefined) continue;
      // Programs that share a process must not share the flat array of the preamble.
      const apart = code.replaceAll(`'./preamble.js'`, `'./preamble.js?${each.file}'`);
      emit(`const { $claim, $refusal, $printed } = $recorder(import.meta.url); ${apart}`, fileOf(project, each));
      running.push(each);
    }
    const outcomes = await runModules(
      running.map((each) => fileOf(project, each)),
      project,
    );
    for (const each of running) {
      const { records, failure } = outcomes.get(fileOf(project, each)) as Outcome;
      if (failure !== undefined)
        problems.push(
          `${each.page}:${/\bprogram\d+\.ts:(\d+)/.exec(failure)?.[1] ?? '?'}: ` +
            `${/^\w*Error.*/m.exec(failure)?.[0] ?? failure}`,
        );
      problems.push(...differences(each, records));
    }
    return problems;
  } finally {
    await server.stop();
    rmSync(project, { recursive: true });
  }
}

const fileOf = (project: string, { file }: Judged): string => join(project, `${file}.js`);
type Judged = Program & Instrumented & { readonly file: string };

/** The libraries of the adapters, if `npm run adapters` has installed them. */
export function adapterPackages(): readonly string[] {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'test/adapters/package.json'), 'utf8')) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  return Object.keys(devDependencies).filter((name) => existsSync(join(adapters, name)));
}

/** Installs the built package, and the other packages that the documentation imports. */
function install(project: string): void {
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  for (const part of ['dist', 'package.json'])
    cpSync(join(root, part), join(project, 'node_modules/paramlayout', part), { recursive: true });
  const nats = ['nats-core', 'kv', 'obj', 'transport-node'].map((name) => `@nats-io/${name}`);
  const ours = ['@jax-js/jax', ...nats, '@types/node', 'zod'].map((name) => ({
    name,
    from: join(root, 'node_modules', name),
  }));
  const others = adapterPackages().map((name) => ({ name, from: join(adapters, name) }));
  // One copy of each package: that of test/adapters, if it is installed.
  for (const [name, from] of new Map([...ours, ...others].map((each) => [each.name, each.from]))) {
    mkdirSync(dirname(join(project, 'node_modules', name)), { recursive: true });
    symlinkSync(from, join(project, 'node_modules', name));
  }
  const preamble = readFileSync(new URL('preamble.ts', import.meta.url), 'utf8');
  writeFileSync(join(project, 'preamble.ts'), preamble);
  emit(preamble, join(project, 'preamble.js'));
}

async function compiled(programs: readonly Judged[], project: string, compiler: Compiler): Promise<string[]> {
  const files = programs.map(({ file, code }) => [`${file}.ts`, code] as const);
  // Without the directives the compiler reports the errors that they suppress.
  const refused = programs
    .filter(({ refusals }) => refusals.size > 0)
    .map(({ file, code }) => [`${file}-refused.ts`, code.replaceAll('// @ts-expect-error', '//')] as const);
  for (const [name, code] of [...files, ...refused]) writeFileSync(join(project, name), code);
  const names = [...files, ...refused].map(([name]) => name);
  const found = await compile(compiler, project, names);
  return programs.flatMap(({ file, page, refusals }) => {
    const errors = found
      .filter((each) => each.file === `${file}.ts`)
      .map(({ line, text }) => `${page}:${line}: ${compiler}: ${text}`);
    for (const [line, sentence] of refusals) {
      const here = found
        .filter((each) => each.file === `${file}-refused.ts` && each.line === line)
        .map(({ text }) => unescaped(text));
      // A missing error makes its directive unused, so it is among the errors already.
      if (here.length > 0 && !here.join().includes(sentence))
        errors.push(`${page}:${line}: ${compiler} does not say '${sentence}' but: ${here.join('\n')}`);
    }
    return errors;
  });
}

/** The compiler escapes quotes and backslashes in its output. */
const unescaped = (text: string): string => text.replaceAll(/\\(["'\\])/g, '$1');

/** The claims that do not hold for what a program did. */
function differences({ page, claims, prints }: Judged, records: readonly Recorded[]): string[] {
  const problems: string[] = [];
  for (const { line, text } of prints) {
    const found = records.find((each) => each.line === line)?.printed;
    if (found !== text) problems.push(`${page}:${line}: prints not what is shown but:\n${found}`);
  }
  for (const [line, claim] of claims) {
    const here = records.filter((each) => each.line === line);
    const problem =
      claim.says === 'type' ? undefined
      : here.length === 0 ? 'was not reached'
      : here.map((each) => difference(claim, each)).find((each) => each !== undefined);
    if (problem !== undefined) problems.push(`${page}:${line}: ${problem}`);
  }
  return problems;
}

function difference(claim: Claim, { bytes, problem, thrown }: Recorded): string | undefined {
  if (claim.says === 'type' || problem !== undefined) return problem;
  if (claim.says === 'error') {
    const said = `${claim.name}: ${claim.sentence}`;
    return thrown?.startsWith(`${claim.name}: `) === true && thrown.includes(claim.sentence) ?
        undefined
      : `throws not ${said} but ${thrown}`;
  }
  const found: unknown = deserialize(bytes as Uint8Array);
  return holds(claim.code, found) ? undefined : `is not ${claim.code} but ${inspect(found, { depth: null })}`;
}
