import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

/**
 * Tests that start compilers, browsers or language servers, or write large files. `npm run test:fast` leaves them out.
 */
export const SLOW = [
  'test/agree/agree.test.ts',
  'test/agree/characters.test.ts',
  'test/agree/faults.test.ts',
  'test/agree/limits.test.ts',
  'test/browser/*.test.ts',
  'test/checkpoint/large.test.ts',
  'test/cli/memory.test.ts',
  'test/collective/nats-faults.test.ts',
  'test/cli/typegen-compiled.test.ts',
  'test/declarations.test.ts',
  'test/docs.test.ts',
  'test/editor.test.ts',
  'test/errors.test.ts',
  'test/examples.test.ts',
  'test/examples/*.test.ts',
  'test/mapping/compiler.test.ts',
  'test/models/lists.test.ts',
  'test/invalid-schemas.test.ts',
  'test/two-copies.test.ts',
];
/** Tests of the adapters with the real libraries, which `npm run adapters` installs. */
export const ADAPTERS = ['test/adapters/*.test.ts'];
/** Tests that replace or reload modules. The others share the modules that a worker has loaded. */
export const ISOLATED = ['test/checkpoint/shards.test.ts', 'test/checkpoint/simd.test.ts'];
export const ALL = ['test/**/*.test.ts'];

export default defineConfig({
  test: {
    // One more than by default, which leaves a core idle on two.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    // A limit that only a hang meets: how long a test takes depends on what else the machine does.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          isolate: false,
          include: ALL,
          exclude: ['**/node_modules/**', ...SLOW, ...ADAPTERS, ...ISOLATED],
        },
      },
      { extends: true, test: { name: 'isolated', include: ISOLATED } },
      { extends: true, test: { name: 'slow', isolate: false, include: SLOW } },
      { extends: true, test: { name: 'adapters', include: ADAPTERS } },
    ],
  },
});
