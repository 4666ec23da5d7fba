// What the adapter holds of jax-js's memory: live buffers of the WebAssembly backend, counted over many steps.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { AnyLayout } from 'paramlayout';
import { home, isInstalled, whyNotInstalled } from './installed.ts';

/** A backend of jax-js, which gives out a number for each buffer. jax-js has no counter of its own. */
interface Backend {
  malloc(size: number, data?: Uint8Array): number;
  incRef(slot: number): void;
  decRef(slot: number): void;
}

interface Counts {
  /** References to buffers that jax-js holds. */
  live(): number;
  /** How many bytes a function makes jax-js allocate. */
  allocatedBy(run: () => void): number;
}

/** Counts from now on. The functions are found in the module that jax-js itself loads. */
async function countMemory(): Promise<Counts> {
  const folder = join(home, '@jax-js/jax/dist');
  const file = readdirSync(folder).find((name) => /^backend-.*\.js$/.test(name)) as string;
  const exported = Object.values((await import(pathToFileURL(join(folder, file)).href)) as Record<string, unknown>);
  const getBackend = exported.find((each) => typeof each === 'function' && each.name === 'getBackend');
  const backend = (getBackend as (name: string) => Backend)('wasm');
  let [references, bytes] = [0, 0];
  for (const [name, change] of [
    ['malloc', 1],
    ['incRef', 1],
    ['decRef', -1],
  ] as const) {
    // prettier-ignore
    const original = backend[name].bind(backend) as (...args: unknown[]) => number;
    backend[name] = (...args: unknown[]): number => {
      references += change;
      if (name === 'malloc') bytes += args[0] as number;
      return original(...args);
    };
  }
  const allocatedBy = (run: () => void): number => {
    const before = bytes;
    run();
    return bytes - before;
  };
  return { live: () => references, allocatedBy };
}

describe.skipIf(!isInstalled)(`memory of paramlayout/jax${whyNotInstalled}`, async () => {
  if (!isInstalled) return;
  const { defaultDevice, init, numpy: np, tree } = await import('@jax-js/jax');
  const { layout, repeat, tied } = await import('paramlayout');
  const { flatten, unflatten, valueAndGrad } = await import('paramlayout/jax');
  await init('wasm');
  defaultDevice('wasm');
  const { live, allocatedBy } = await countMemory();
  const model = layout({
    wte: [6, 4],
    h: repeat(2, { w: [4, 4], b: [4] }),
    none: [0, 4],
    head: tied('wte', { transpose: true }),
    rows: tied('wte', { rows: [1, 3] }),
    same: tied('wte'),
  });
  const flat = model.zeros().map((_, i) => Math.sin(i));

  it(
    'a thousand steps leave as many arrays as one, with unused parameters, ties and arguments',
    { timeout: 300_000 },
    async () => {
      const x = np.array(new Float32Array(12).map((_, i) => i)).reshape([2, 6]);
      const step = valueAndGrad(
        model,
        ({ wte, h, head }, batch: typeof x, _unused: typeof x) =>
          np.square(np.matmul(np.matmul(np.matmul(batch, wte).add(h[0].b), h[0].w), head)).sum(),
        { jit: true, out: model.zeros() },
      );
      await step(flat, x.ref, x.ref);
      const before = live();
      for (let i = 0; i < 1000; i++) await step(flat, x.ref, x.ref);
      expect(live()).toBe(before);
      expect(x.refCount).toBe(1);
      step.dispose();
      x.dispose();
    },
  );

  it(
    'steps without jit leave no array, also where the loss captures an array of the program',
    { timeout: 300_000 },
    async () => {
      const before = live();
      const captured = np.array(new Float32Array([1, 2, 3, 4]));
      const step = valueAndGrad(model, ({ h }) =>
        h[1].b
          .mul(captured.ref)
          .sum()
          .mul(np.array([2, 3]).sum()),
      );
      for (let i = 0; i < 100; i++) await step(flat);
      expect(captured.refCount).toBe(1);
      captured.dispose();
      expect(live()).toBe(before);
    },
  );

  it('a loss that throws leaves no array, and its arguments to the caller', async () => {
    const before = live();
    const x = np.array(new Float32Array([1, 2, 3]));
    for (const jit of [false, true]) {
      const wrong = valueAndGrad(model, ({ h }, y: typeof x) => h[1].b.sum().add(h[1].b.sum()).add(y.sum()), { jit });
      for (let i = 0; i < 10; i++) await expect(wrong(flat, x)).rejects.toThrow("'h.1.b' ");
    }
    expect(x.refCount).toBe(1);
    x.dispose();
    expect(live()).toBe(before);
  });

  it('unflatten copies owners and ties to slices; a tie to a whole owner copies nothing, transposed or not', () => {
    const owners = { a: [100, 10], b: [1000] } as const;
    const bytesOf = <L extends AnyLayout>(some: L): number => {
      const x = np.array(new Float32Array(some.length).map((_, i) => i));
      return allocatedBy(() => tree.dispose(unflatten<AnyLayout>(some, x)));
    };
    expect(bytesOf(layout(owners))).toBe(4 * 2000);
    expect(bytesOf(layout({ ...owners, t: tied('a', { transpose: true }), same: tied('a') }))).toBe(4 * 2000);
    expect(bytesOf(layout({ ...owners, rows: tied('a', { rows: [0, 50] }) }))).toBe(4 * 2500);
  });

  it('unflatten and flatten pass on what they take, and free nothing else', () => {
    const before = live();
    const x = np.array(flat);
    for (let i = 0; i < 10; i++) {
      flatten(model, unflatten(model, x.ref)).dispose();
      tree.dispose(unflatten(model, x.ref));
    }
    expect(x.refCount).toBe(1);
    x.dispose();
    expect(live()).toBe(before);
  });
});
