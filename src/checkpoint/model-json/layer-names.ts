import type { NamePair } from '../../../types/checkpoint/fit/names.ts';

/**
 * Relates the names of a layers model of tfjs to paths, for the option `names`: the weight `dense_1/kernel` is the leaf
 * `dense_1.kernel`.
 *
 * @example
 * layerNames.toPath('dense_1/kernel'); // 'dense_1.kernel'
 * layerNames.toName('dense_1.kernel'); // 'dense_1/kernel'
 */
export const layerNames: NamePair = {
  toPath: (name) => name.replaceAll('/', '.'),
  toName: (path) => path.replaceAll('.', '/'),
};
