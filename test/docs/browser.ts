import type { Program } from './page.ts';

/**
 * Whether a program uses what only a browser has: its own file system or IndexedDB. Both compilers check it here, and
 * test/browser/docs.test.ts runs it.
 */
export const needsBrowser = ({ source }: Program): boolean => /\bnavigator\.storage\b|\bindexedDB\b/.test(source);
