import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPILERS, runCompiler } from './agree/compilers.ts';
import * as library from '../src/index.ts';
import { preamble, refusals } from './invalid-cases.ts';

const names = [
  'aligned',
  'asFlat',
  'indexOf',
  'layout',
  'ordered',
  'owners',
  'part',
  'repeat',
  'scope',
  'shard',
  'shardRows',
  'tied',
  'tuple',
] as const;
// Others where they are named, as `npm run test:compilers` does.
const others = JSON.parse(process.env['PARAMLAYOUT_COMPILERS'] ?? 'null') as Record<string, string> | null;
const compilers: Readonly<Record<string, readonly string[]>> =
  others === null ? COMPILERS : Object.fromEntries(Object.entries(others).map(([name, file]) => [name, [file]]));

describe('errors at run time', () => {
  const script = preamble.replace(': unique symbol', '');
  it.each([...refusals])('the run time reports $what', ({ code, says }) => {
    // The cases are source so that the compiler can judge them too.
    const run = new Function(...names, `${script}; return ${code};`) as (...args: unknown[]) => unknown;
    expect(() => run(...names.map((name) => library[name]))).toThrow(says);
  });
});

describe.each(Object.entries(compilers))('errors of %s', (name, compiler) => {
  let folder = '';
  let output: readonly string[] = [];
  const starts: number[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(resolve('test/.invalid-'));
    const lines = [`import { ${names.join(', ')} } from '../../src/index.ts';`, ...preamble.trim().split('\n')];
    for (const { code } of refusals) {
      starts.push(lines.length + 1);
      lines.push(`${code};`);
    }
    writeFileSync(join(folder, 'cases.ts'), lines.join('\n'));
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../../tsconfig.json', include: ['./cases.ts'] }),
    );
    const args = ['-p', folder, '--pretty', 'false', '--noErrorTruncation'];
    output = (await runCompiler(compiler, args)).output.split('\n');
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(refusals.map((each, i) => ({ ...each, i })))(`${name} reports $what`, ({ code, says, i }) => {
    const column = code.indexOf('/*@*/') + '/*@*/'.length + 1;
    const escaped = says.replaceAll('\\', '\\\\');
    const here = output.filter((line) => line.includes(`cases.ts(${starts[i]},`));
    expect(here.join('\n')).toContain(`cases.ts(${starts[i]},${column})`);
    // The sentence may stand in the error's own line or in one of the lines that explain it.
    const from = output.findIndex((line) => line.includes(`cases.ts(${starts[i]},`));
    const next = output.findIndex(
      (line, n) => n > from && line.includes('cases.ts(') && !line.includes(`cases.ts(${starts[i]},`),
    );
    expect(output.slice(from, next < 0 ? undefined : next).join('\n')).toContain(escaped);
  });
});
