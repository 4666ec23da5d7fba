// No twin in types: types/view/view.ts computes the type of a view in one step.
import type { Binder, BinderOptions } from './binder.ts';
import { ViewBrand } from './brand.ts';
import type { ViewPlan } from './plan.ts';
import { assembleMixed } from './scalar.ts';

/**
 * Generates a binder as source text: the object literal that one would write by hand. The text contains numbers, names
 * from this file, and keys as JSON strings. schema/key.ts accepts no backslash, control character or line separator in
 * a key, so no key can end its string.
 *
 * @throws EvalError or TypeError if a page's policy or a flag of Node forbids generated code
 */
export function generatedBinderOf(plan: ViewPlan, { Leaf, bytes, layout }: BinderOptions): Binder {
  const writer = new BinderWriter(bytes);
  const view = writer.writeView(plan, writer.frameOf(plan, FUNCTION_FRAME));
  const branded = layout === undefined ? view : `new ViewBrand(${view}, t, layout)`;
  const root = plan.kind === 'leaf' ? branded : `freeze(${branded})`; // a typed array with elements cannot be frozen
  const text =
    `'use strict';\n${writer.writeDeclarations()}\nreturn (t) => { const u = ` +
    `t.buffer, b = t.byteOffset, s = b; return ${root}; };`;
  const factory = new Function('Leaf', 'ViewBrand', 'freeze', 'assembleMixed', 'layout', 'k', text);
  return (factory as (...args: unknown[]) => Binder)(
    Leaf,
    ViewBrand,
    Object.freeze,
    assembleMixed,
    layout,
    writer.constants,
  );
}

/** A number in generated code: a variable plus a constant. */
type CodeSum = readonly [name: string, plus: number];
/**
 * The numbers that the code of a plan needs: the start of its memory and of its scope, in bytes. In generated code t is
 * the flat array, u its buffer, and k the constants; b and s are these two numbers.
 */
type CodeFrame = readonly [start: CodeSum, scope: CodeSum];
const FUNCTION_FRAME: CodeFrame = [
  ['b', 0],
  ['s', 0],
];

/**
 * How many plans one function contains. Larger functions run slower: 995 leaves in one take 2.3 times as long as in
 * functions of 16.
 */
const MAX_PLANS_INLINE = 24;
/** How many levels one literal contains. The parser uses stack for each level. */
const MAX_LEVELS_INLINE = 32;

class BinderWriter {
  readonly constants: unknown[] = [];
  readonly #bytes: number;
  readonly #constants = new Map<string, string>();
  readonly #functions = new Map<string, string>();

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  writeDeclarations(): string {
    const constants = this.constants.map((_, i) => `const k${i} = k[${i}];`);
    const functions = Array.from(this.#functions, ([body, name]) => `const ${name} = (t, u, b, s) => ${body};`);
    return [...constants, ...functions].join('\n');
  }

  /** Returns the frame of a plan within the frame of the plan around it. */
  frameOf(plan: ViewPlan, [start, scope]: CodeFrame): CodeFrame {
    const shift = ([name, plus]: CodeSum, by: number): CodeSum => [name, plus + by];
    return [
      shift(plan.fromScope ? scope : start, plan.start * this.#bytes),
      shift(plan.scopeFromScope ? scope : start, plan.scope * this.#bytes),
    ];
  }

  /** Returns the expression of a plan's view, not frozen yet. `frame` is the plan's own frame. */
  writeView(plan: ViewPlan, frame: CodeFrame): string {
    if (plan.kind === 'leaf')
      return `new Leaf(u, ${writeSum(frame[0])}, ${plan.size}, ${this.#nameStridedShape(plan)})`;
    if (plan.kind === 'repeat') return this.#writeMixed(plan, frame, this.#writeRepeat(plan, frame));
    const items = plan.inner.map((each) => this.#writeItem(each, frame));
    if (plan.kind === 'list' || plan.isMixed) return this.#writeMixed(plan, frame, `[${items.join(', ')}]`);
    return `{ ${items.map((item, i) => `${JSON.stringify(plan.keys[i])}: ${item}`).join(', ')} }`;
  }

  #writeMixed(plan: ViewPlan, frame: CodeFrame, items: string): string {
    return plan.isMixed ? `assembleMixed(${this.#nameConstant(plan)}, t, ${items})` : items;
  }

  /** Returns the expression of a finished view; for a scalar, of its index in the flat array. */
  #writeItem(plan: ViewPlan, around: CodeFrame): string {
    const frame = this.frameOf(plan, around);
    if (plan.kind === 'scalar') return `(${writeSum(frame[0])} - t.byteOffset) / ${this.#bytes}`;
    if (plan.kind === 'leaf') return this.writeView(plan, frame);
    const isSmall = plan.planCount <= MAX_PLANS_INLINE && plan.levels % MAX_LEVELS_INLINE !== 0;
    return `freeze(${isSmall ? this.writeView(plan, frame) : this.#writeCall(`(${this.writeView(plan, FUNCTION_FRAME)})`, frame)})`;
  }

  /** Returns a call of a loop, so that the text does not grow with the count. */
  #writeRepeat({ inner, stride, blank }: ViewPlan, frame: CodeFrame): string {
    const block = inner[0] as ViewPlan;
    const each = this.#nameFunction(`(${this.#writeItem(block, FUNCTION_FRAME)})`);
    const loop = `for (let i = 0; i < a.length; i++) a[i] = ${each}(t, u, b + i * ${stride * this.#bytes}, s);`;
    return this.#writeCall(
      `{ const a = ${this.#nameConstant(blank, `${blank.length}`)}.slice(); ${loop} return a; }`,
      frame,
    );
  }

  #nameStridedShape({ stridedShape }: ViewPlan): string {
    return this.#nameConstant(stridedShape, `${stridedShape.shape.join()} ${stridedShape.strides.join()}`);
  }

  #writeCall(body: string, frame: CodeFrame): string {
    return `${this.#nameFunction(body)}(t, u, ${frame.map(writeSum).join(', ')})`;
  }

  /** Returns the name of the function with this body; equal blocks share one. */
  #nameFunction(body: string): string {
    return nameIn(this.#functions, body, () => `f${this.#functions.size}`);
  }

  /** Returns the name of a constant; constants with the same meaning share one. */
  #nameConstant(value: unknown, meaning = `${this.constants.length} mixed`): string {
    return nameIn(this.#constants, meaning, () => `k${this.constants.push(value) - 1}`);
  }
}

function nameIn(names: Map<string, string>, meaning: string, makeName: () => string): string {
  const name = names.get(meaning) ?? makeName();
  names.set(meaning, name);
  return name;
}

const writeSum = ([name, plus]: CodeSum): string => (plus === 0 ? name : `${name} + ${plus}`);
