import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type * as library from '../../src/index.ts';

/** A change to one file of the built package. The file must have the text `from` once. */
export interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * The built package as installed for a user, in a folder outside of this repository. Compilers read it and programs run
 * it.
 */
export class Installed {
  readonly folder = mkdtempSync(join(tmpdir(), 'agree-'));
  readonly #home = join(this.folder, 'node_modules/paramlayout');

  constructor(...changes: readonly Change[]) {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    for (const part of ['dist', 'package.json']) cpSync(join(root, part), join(this.#home, part), { recursive: true });
    writeFileSync(join(this.folder, 'package.json'), '{ "type": "module" }');
    for (const { file, from, to } of changes) {
      const text = readFileSync(join(this.#home, file), 'utf8');
      if (text.split(from).length !== 2) {
        this.remove();
        throw new Error(`${file} must have this once, so that it can be changed: ${from}`);
      }
      writeFileSync(
        join(this.#home, file),
        text.replace(from, () => to),
      );
    }
  }
  async runtime(): Promise<typeof library> {
    return (await import(
      /* @vite-ignore */ pathToFileURL(join(this.#home, 'dist/src/index.js')).href
    )) as typeof library;
  }
  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
