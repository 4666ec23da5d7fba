import { defineConfig } from 'vite';

export default defineConfig({
  base: './', // works in any folder of a server
  worker: { format: 'es' },
  // The files of the example digits import the same copy of the package.
  resolve: { dedupe: ['paramlayout'] },
});
