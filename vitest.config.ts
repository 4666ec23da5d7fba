import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // A limit that only a hang meets: how long a test takes depends on what else the machine does.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
