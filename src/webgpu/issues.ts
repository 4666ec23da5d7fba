import { describeArray } from '../array/describe.ts';

/**
 * The sentence of most errors about GPU buffers. types/webgpu/issues.ts has the one that the compiler says as well. The
 * others stand where they are thrown.
 */
export const expected = (what: string, found: unknown): string =>
  `${what} was expected, found ${Object(found) === found ? describeArray(found) : String(found)}`;
