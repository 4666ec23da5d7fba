import { defineConfig } from 'vite';

export default defineConfig({
  base: './', // works in any folder of a server
  worker: { format: 'es' },
  // The files of the example digits find the package here too.
  resolve: { dedupe: ['paramlayout'] },
});
