import { defineConfig } from 'vite';

// With both headers the browser isolates the page from other origins, and only then gives it a SharedArrayBuffer.
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  base: './', // works in any folder of a server
  worker: { format: 'es' },
  server: {
    headers,
    fs: { allow: ['../..'] }, // in this repository paramlayout is a link to the folder above
  },
  preview: { headers },
});
