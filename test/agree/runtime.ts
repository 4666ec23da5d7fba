import type * as library from '../../src/index.ts';
import type { AnyLayout } from '../../src/index.ts';
import { NAMES } from './source.ts';

/** Runs an expression with the functions of the library by their names. */
export function run(runtime: typeof library, code: string): unknown {
  const make = new Function(...NAMES, 'mark', `return ${code};`) as (...args: unknown[]) => unknown;
  return make(...NAMES.map((name) => runtime[name]), Symbol('mark'));
}

/** What a module exports as `model`, such as typegen writes: what the compiler judges is what runs. */
export function layoutOf(module: string, runtime: typeof library): AnyLayout {
  const body = module.replace(/^import .*\n/, '').replace('export const model =', 'return');
  return run(runtime, `(() => { ${body} })()`) as AnyLayout;
}

/** The message that running something ends in, or undefined where it ends well. */
export function messageOf(doIt: () => unknown): string | undefined {
  try {
    doIt();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
