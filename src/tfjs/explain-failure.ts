// No twin in types: what a program has imported is not in its types. `valueAndGrad` loads this when a call fails.
import { engine, getGradient, Tensor } from '@tensorflow/tfjs-core';

/**
 * Returns the error to throw when tfjs or a loss has thrown `cause`. Frees what operations saved on the tape for the
 * gradients, which tfjs would keep.
 * tfjs-core alone has no backend, no gradients and no
 * methods on tensors such as `x.add(y)`. If one of these is missing because no import has registered it, the error says
 * what to import. Otherwise it is `cause` itself.
 */
export function explainFailure(cause: unknown, tape: ReturnType<typeof engine>['state']['activeTape']): unknown {
  // tfjs sets the tape to null after a gradient.
  for (const { saved } of (tape as typeof tape | null) ?? []) for (const each of saved ?? []) each.dispose();
  const text = String(cause);
  const isMissing =
    Object.keys(engine().registryFactory).length === 0 ||
    (text.includes('gradient function not found') && getGradient('Identity') === undefined) ||
    (text.includes('is not a function') && !('add' in Tensor.prototype));
  if (!isMissing) return cause;
  return new Error(
    'valueAndGrad: @tensorflow/tfjs-core alone has no backend, no gradients and no chained ops such as x.add(y); ' +
      `import '@tensorflow/tfjs', which registers all three (${text})`,
    { cause },
  );
}
