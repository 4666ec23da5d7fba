// `npm test` runs the projects fast and slow. Fast has all test files but those of `SLOW`, so that together they have
// every one.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import config, { ALL, SLOW } from '../vitest.config.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(`${root}test`, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `test/${name.replaceAll('\\', '/')}`);
const patternOf = (glob: string): RegExp => new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`);

it('the projects fast and slow have every test file once', () => {
  expect(config.test?.projects).toMatchObject([
    { test: { name: 'fast', include: ALL, exclude: expect.arrayContaining(SLOW) } },
    { test: { name: 'slow', include: SLOW } },
  ]);
  expect(ALL).toEqual(['test/**/*.test.ts']);
});
it.each(SLOW)('the list of slow tests names files that exist: %s', (glob) => {
  expect(files.filter((file) => patternOf(glob).test(file))).not.toEqual([]);
});
