import { readFile } from 'node:fs/promises';

/** The version of this package, as its package.json says it, which is further up from the sources and from the build alike. */
export async function readVersion(): Promise<string> {
  for (let folder = new URL('.', import.meta.url); folder.pathname !== '/'; folder = new URL('..', folder)) {
    const text = await readFile(new URL('package.json', folder), 'utf8').catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { version: string }).version;
  }
  throw new Error('the package has no package.json');
}
