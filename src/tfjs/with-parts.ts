// No twin in types: what a program has imported is not in its types.
import { engine, getGradient, Tensor } from '@tensorflow/tfjs-core';

/**
 * Runs `work`, which calls tfjs. tfjs-core alone has no backend, no gradients and no methods on tensors such as
 * `x.add(y)`. If `work` fails because the program has imported one of these nowhere, the error says what to import.
 *
 * @throws what `work` throws
 */
export function withParts<T>(owner: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const text = String(cause);
    const missing =
      Object.keys(engine().registryFactory).length === 0 ? 'backend'
      : /gradient function not found/.test(text) && getGradient('Identity') === undefined ? 'gradients'
      : /is not a function/.test(text) && !('add' in Tensor.prototype) ? 'chained ops, such as x.add(y)'
      : undefined;
    if (missing === undefined) throw cause;
    throw new Error(
      `${owner}: @tensorflow/tfjs-core has no ${missing}, because nothing has registered them; ` +
        "import '@tensorflow/tfjs', which registers a backend, gradients and chained ops",
      { cause },
    );
  }
}
