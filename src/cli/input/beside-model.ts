import { dirname, isAbsolute, join } from 'node:path';
import { CheckpointError } from '../../checkpoint/error.ts';

/**
 * The path or URL of a file that an ONNX model names. It must lie in the folder of the model or below, so that a model
 * from the net cannot read other files.
 *
 * @throws CheckpointError if it lies elsewhere
 */
export function besideModel(model: string, location: string, tensor: string): string {
  const isElsewhere = isAbsolute(location) || /^[a-z]+:/i.test(location) || location.split(/[\\/]/).includes('..');
  if (isElsewhere)
    throw new CheckpointError('the external data must lie beside the model', { tensor, found: `'${location}'` });
  if (!/^https?:/i.test(model)) return join(dirname(model), location);
  const [, folder = '', rest = ''] = /^([^?#]*\/)[^?#/]*(.*)$/s.exec(model) ?? [];
  return `${folder}${location.split('/').map(encodeURIComponent).join('/')}${rest}`;
}
