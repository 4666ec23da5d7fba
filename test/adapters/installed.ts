import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The libraries of the adapters and the built package, as `npm run adapters` installs them. */
export const home = fileURLToPath(new URL('node_modules/', import.meta.url));
export const isInstalled = existsSync(`${home}paramlayout/package.json`);
/** Stands after the names of tests that do not run. */
export const whyNotInstalled = isInstalled ? '' : ' (skipped: npm run build && npm run adapters first)';
