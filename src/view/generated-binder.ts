import type { Binder, BinderOptions } from './binder.ts';
import { ViewBrand } from './brand.ts';
import type { ViewPlan } from './plan.ts';
import { assembleMixed } from './scalar.ts';

/**
 * A binder made as source text: the object literal that one would write by hand. The text holds numbers, names chosen here, and
 * keys as JSON strings; key.ts lets in no backslash, control character or line separator, so no text of a schema can end its string.
 *
 * @throws EvalError or TypeError where a page's policy or a flag of Node forbids generated code
 */
export function generatedBinder(part: ViewPlan, { Leaf, bytes, layout }: BinderOptions): Binder {
  const source = new BinderWriter(bytes);
  const view = source.view(part, source.within(part, FUNCTION_FRAME));
  const stamped = layout === undefined ? view : `new ViewBrand(${view}, t, layout)`;
  const root = part.kind === 'leaf' ? stamped : `freeze(${stamped})`; // a typed array with elements cannot be frozen
  const text = `'use strict';\n${source.declarations()}\nreturn (t) => { const u = t.buffer, b = t.byteOffset, s = b, n = 0; return ${root}; };`;
  const make = new Function('Leaf', 'ViewBrand', 'freeze', 'mix', 'layout', 'k', text);
  return (make as (...args: unknown[]) => Binder)(
    Leaf,
    ViewBrand,
    Object.freeze,
    assembleMixed,
    layout,
    source.constants,
  );
}

/** A number in generated code: a variable plus a constant. */
type CodeSum = readonly [name: string, plus: number];
/**
 * Where a part is written: its start and that of its scope, in bytes, and the number of leaves before it. The variables of generated
 * code are t: the flat array, u: its buffer, b, s, n: these three, k: constants.
 */
interface CodeFrame {
  readonly start: CodeSum;
  readonly scope: CodeSum;
  readonly leaf: CodeSum;
}
const FUNCTION_FRAME: CodeFrame = { start: ['b', 0], scope: ['s', 0], leaf: ['n', 0] };

/** Leaves written into one function. More make it slower to run: 995 in one take 2.3 times as long as in functions of 16. */
const MAX_LEAVES_INLINE = 16;
/** Levels written into one literal: the parser takes some stack for each. */
const MAX_LEVELS_INLINE = 32;

class BinderWriter {
  readonly constants: unknown[] = [];
  readonly #bytes: number;
  readonly #names = new Map<string, string>();
  readonly #functions = new Map<string, string>();

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  declarations(): string {
    const constants = this.constants.map((_, i) => `const k${i} = k[${i}];`);
    const functions = Array.from(this.#functions, ([body, name]) => `const ${name} = (t, u, b, s, n) => ${body};`);
    return [...constants, ...functions].join('\n');
  }

  within(part: ViewPlan, { start, scope, leaf }: CodeFrame): CodeFrame {
    const at = ([name, from]: CodeSum, offset: number): CodeSum => [name, from + offset * this.#bytes];
    return {
      start: at(part.fromScope ? scope : start, part.start),
      scope: at(part.scopeFromScope ? scope : start, part.scope),
      leaf: [leaf[0], leaf[1] + part.before],
    };
  }

  /** The expression of a part's view, not frozen, where the frame is its own. */
  view(part: ViewPlan, frame: CodeFrame): string {
    if (part.kind === 'leaf') return `new Leaf(u, ${writeSum(frame.start)}, ${part.size}, ${this.#dims(part)})`;
    if (part.kind === 'repeat') return this.#mixed(part, frame, this.#repeat(part, frame));
    const items = part.inner.map((each) => this.#item(each, frame));
    if (part.kind === 'list' || part.isMixed) return this.#mixed(part, frame, `[${items.join(', ')}]`);
    return `{ ${items.map((item, i) => `${JSON.stringify(part.keys[i])}: ${item}`).join(', ')} }`;
  }

  #mixed(part: ViewPlan, frame: CodeFrame, items: string): string {
    return part.isMixed ? `mix(${this.#constant(part)}, t, ${writeSum(frame.leaf)}, ${items})` : items;
  }

  /** The expression of a finished view; of a scalar, of its index in flat. */
  #item(part: ViewPlan, around: CodeFrame): string {
    const frame = this.within(part, around);
    if (part.kind === 'scalar') return `(${writeSum(frame.start)} - t.byteOffset) / ${this.#bytes}`;
    if (part.kind === 'leaf') return this.view(part, frame);
    const isSmall = part.leaves <= MAX_LEAVES_INLINE && part.levels % MAX_LEVELS_INLINE !== 0;
    return `freeze(${isSmall ? this.view(part, frame) : this.#call(`(${this.view(part, FUNCTION_FRAME)})`, frame)})`;
  }

  /** A loop, so that the text does not grow with the count. */
  #repeat({ inner, stride, blank }: ViewPlan, frame: CodeFrame): string {
    const of = inner[0] as ViewPlan;
    const each = this.#function(`(${this.#item(of, FUNCTION_FRAME)})`);
    const loop = `for (let i = 0; i < a.length; i++) a[i] = ${each}(t, u, b + i * ${stride * this.#bytes}, s, n + i * ${of.leaves});`;
    return this.#call(`{ const a = ${this.#constant(blank, `${blank.length}`)}.slice(); ${loop} return a; }`, frame);
  }

  #dims({ dims }: ViewPlan): string {
    return this.#constant(dims, `${dims.shape.join()} ${dims.strides.join()}`);
  }

  #call(body: string, { start, scope, leaf }: CodeFrame): string {
    return `${this.#function(body)}(t, u, ${writeSum(start)}, ${writeSum(scope)}, ${writeSum(leaf)})`;
  }

  /** The name of the function with this body: equal blocks share one. */
  #function(body: string): string {
    const name = this.#functions.get(body) ?? `f${this.#functions.size}`;
    this.#functions.set(body, name);
    return name;
  }

  /** The name of a constant; those that mean the same share one. */
  #constant(value: unknown, meaning = `${this.constants.length} mixed`): string {
    const name = this.#names.get(meaning) ?? `k${this.constants.push(value) - 1}`;
    this.#names.set(meaning, name);
    return name;
  }
}

const writeSum = ([name, plus]: CodeSum): string => (plus === 0 ? name : `${name} + ${plus}`);
