// `npm test` runs the projects fast, isolated, slow and adapters. Fast has all test files but those of the other lists,
// so that together they have every one.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import config, { ADAPTERS, ALL, ISOLATED, SLOW } from '../vitest.config.ts';
import { LONGEST } from './longest-first.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(`${root}test`, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
  .map((name) => `test/${name.replaceAll('\\', '/')}`);
const patternOf = (glob: string): RegExp => new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`);

it('the projects fast, isolated, slow and adapters have every test file once', () => {
  expect(config.test?.projects).toMatchObject([
    { test: { name: 'fast', include: ALL, exclude: expect.arrayContaining([...SLOW, ...ADAPTERS, ...ISOLATED]) } },
    { test: { name: 'isolated', include: ISOLATED } },
    { test: { name: 'slow', include: SLOW } },
    { test: { name: 'adapters', include: ADAPTERS } },
  ]);
  expect(ALL).toEqual(['test/**/*.test.ts']);
});
it.each([...SLOW, ...ISOLATED, ...LONGEST])('the lists of tests name files that exist: %s', (glob) => {
  expect(files.filter((file) => patternOf(glob).test(file))).not.toEqual([]);
});
