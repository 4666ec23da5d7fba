import type { Part } from './part.ts';
import { Root } from './root.ts';
import { mix } from './scalar.ts';
import type { Binder, BinderOptions } from './view.ts';

/**
 * A binder made as source text: the object literal that one would write by hand. The text holds numbers, names chosen here, and
 * keys as JSON strings; key.ts lets in no backslash, control character or line separator, so no text of a schema can end its string.
 *
 * @throws EvalError or TypeError where a page's policy or a flag of Node forbids generated code
 */
export function generatedBinder(part: Part, { Leaf, bytes, layout }: BinderOptions): Binder {
  const source = new Source(bytes);
  const view = source.view(part, source.within(part, FUNCTION));
  const stamped = layout === undefined ? view : `new Root(${view}, t, layout)`;
  const root = part.kind === 'leaf' ? stamped : `freeze(${stamped})`; // a typed array with elements cannot be frozen
  const text = `'use strict';\n${source.declarations()}\nreturn (t) => { const u = t.buffer, b = t.byteOffset, s = b, n = 0; return ${root}; };`;
  const make = new Function('Leaf', 'Root', 'freeze', 'mix', 'layout', 'k', text);
  return (make as (...args: unknown[]) => Binder)(Leaf, Root, Object.freeze, mix, layout, source.constants);
}

/** A number in generated code: a variable plus a constant. */
type Sum = readonly [name: string, plus: number];
/**
 * Where a part is written: its start and that of its scope, in bytes, and the number of leaves before it. The variables of generated
 * code are t: the flat array, u: its buffer, b, s, n: these three, k: constants.
 */
interface Frame {
  readonly start: Sum;
  readonly scope: Sum;
  readonly leaf: Sum;
}
const FUNCTION: Frame = { start: ['b', 0], scope: ['s', 0], leaf: ['n', 0] };

/** Leaves written into one function. More make it slower to run: 995 in one take 2.3 times as long as in functions of 16. */
const LARGE = 16;
/** Levels written into one literal: the parser takes some stack for each. */
const DEEP = 32;

class Source {
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

  within(part: Part, { start, scope, leaf }: Frame): Frame {
    const at = ([name, from]: Sum, offset: number): Sum => [name, from + offset * this.#bytes];
    return {
      start: at(part.fromScope ? scope : start, part.start),
      scope: at(part.scopeFromScope ? scope : start, part.scope),
      leaf: [leaf[0], leaf[1] + part.before],
    };
  }

  /** The expression of a part's view, not frozen, where the frame is its own. */
  view(part: Part, frame: Frame): string {
    if (part.kind === 'leaf') return `new Leaf(u, ${sum(frame.start)}, ${part.size}, ${this.#dims(part)})`;
    if (part.kind === 'repeat') return this.#mixed(part, frame, this.#repeat(part, frame));
    const items = part.inner.map((each) => this.#item(each, frame));
    if (part.kind === 'list' || part.isMixed) return this.#mixed(part, frame, `[${items.join(', ')}]`);
    return `{ ${items.map((item, i) => `${JSON.stringify(part.keys[i])}: ${item}`).join(', ')} }`;
  }

  #mixed(part: Part, frame: Frame, items: string): string {
    return part.isMixed ? `mix(${this.#constant(part)}, t, ${sum(frame.leaf)}, ${items})` : items;
  }

  /** The expression of a finished view; of a scalar, of its index in flat. */
  #item(part: Part, around: Frame): string {
    const frame = this.within(part, around);
    if (part.kind === 'scalar') return `(${sum(frame.start)} - t.byteOffset) / ${this.#bytes}`;
    if (part.kind === 'leaf') return this.view(part, frame);
    const isSmall = part.leaves <= LARGE && part.levels % DEEP !== 0;
    return `freeze(${isSmall ? this.view(part, frame) : this.#call(`(${this.view(part, FUNCTION)})`, frame)})`;
  }

  /** A loop, so that the text does not grow with the count. */
  #repeat({ inner, stride, blank }: Part, frame: Frame): string {
    const of = inner[0] as Part;
    const each = this.#function(`(${this.#item(of, FUNCTION)})`);
    const loop = `for (let i = 0; i < a.length; i++) a[i] = ${each}(t, u, b + i * ${stride * this.#bytes}, s, n + i * ${of.leaves});`;
    return this.#call(`{ const a = ${this.#constant(blank, `${blank.length}`)}.slice(); ${loop} return a; }`, frame);
  }

  #dims({ dims }: Part): string {
    return this.#constant(dims, `${dims.shape.join()} ${dims.strides.join()}`);
  }

  #call(body: string, { start, scope, leaf }: Frame): string {
    return `${this.#function(body)}(t, u, ${sum(start)}, ${sum(scope)}, ${sum(leaf)})`;
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

const sum = ([name, plus]: Sum): string => (plus === 0 ? name : `${name} + ${plus}`);
