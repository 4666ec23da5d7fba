import type { ScalarWindow } from '../types/window.ts';
import { describe } from './found.ts';

/** Whether `viewAt` is asked for a scalar as an array of one element. */
export function wantsWindow(options: ScalarWindow | undefined): boolean {
  if (options === undefined) return false;
  if (typeof options !== 'object' || options?.scalar !== 'window')
    throw new TypeError(`{ scalar: 'window' } was expected, found ${describe(options)}`);
  return true;
}
