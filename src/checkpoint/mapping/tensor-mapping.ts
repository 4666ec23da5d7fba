import type { MappingRule } from '../../../types/checkpoint/mapping/arrangement.ts';
import type { AnyMapping, MappingJson } from '../../../types/checkpoint/mapping/mapping.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { FitChecker, MappingInterpreter } from '../fit/fit.ts';
import type { AcceptedDtypes, FitOptions } from '../fit/options.ts';
import type { MappingWriter, NamingInto, TensorToSave } from '../save/tensors-to-save.ts';
import { formatShape } from '../text.ts';
import { toArrangement } from './expression.ts';
import { mappedFitCheckerOf } from './fit-mapping.ts';
import type { ExplainName } from './instance.ts';
import { requireInvertible } from './invertible.ts';
import { mappedTensors } from './mapped-tensors.ts';
import { type KnownLeaf, relate, type Relation } from './relate.ts';
import type { ParsedRule } from './rule.ts';

/** What a mapping is made of. */
export interface MappingParts {
  readonly rules: readonly ParsedRule[];
  readonly prefix: string;
  readonly ignore: readonly string[];
  readonly leaves: ReadonlyMap<string, KnownLeaf>;
}

/** The run-time half of `Mapping`. It carries the code that reads and writes with it. */
export class TensorMapping implements AnyMapping, MappingInterpreter, MappingWriter {
  readonly rules: readonly MappingRule[];
  readonly prefix: string;
  readonly ignore: readonly string[];
  readonly #parts: MappingParts;
  readonly #relation: Relation;

  constructor(parts: MappingParts, explainName: ExplainName = (name) => `the pattern '${name}' matches no leaf`) {
    this.#parts = parts;
    this.#relation = relate(parts.rules, parts.prefix, parts.leaves, explainName);
    this.rules = Object.freeze(
      parts.rules.map(({ file, layout }): MappingRule => [toArrangement(file), toArrangement(layout)]),
    );
    this.prefix = parts.prefix;
    this.ignore = Object.freeze([...parts.ignore]);
    Object.freeze(this);
  }
  get [Symbol.toStringTag](): 'Mapping' {
    return 'Mapping';
  }
  /** @throws TypeError for anything but a mapping of this library */
  static partsOf(value: unknown): MappingParts {
    if (typeof value === 'object' && value !== null && #parts in value) return value.#parts;
    throw new TypeError('a mapping was expected, as mapping and fromJSON return it');
  }
  static relationOf(value: TensorMapping): Relation {
    return value.#relation;
  }

  fitCheckerOf(layout: LayoutLike, options: FitOptions, accepted: AcceptedDtypes): FitChecker {
    requireNoNaming(options);
    this.requireLayout(layout);
    return mappedFitCheckerOf(layout, { relation: this.#relation, ...this.#parts }, options, accepted);
  }
  tensorsToSave(layout: LayoutLike, options: NamingInto): readonly TensorToSave[] {
    requireNoNaming(options);
    const { rules, ignore } = this.#parts;
    requireInvertible(options.into === undefined ? rules : [], ignore, 'save');
    this.requireLayout(layout);
    return mappedTensors(layout, this.#relation, options.aliases === true);
  }
  /** @internal @throws TypeError if the layout has other leaves than those of the mapping */
  requireLayout({ slots }: LayoutLike): void {
    const own = this.#parts.leaves;
    const found = new Map(slots.map((slot) => [slot.path, slot]));
    for (const [path, { shape }] of own) {
      const slot = found.get(path);
      if (slot === undefined || formatShape(slot.shape) !== formatShape(shape))
        throw new TypeError(
          `the mapping is for another layout: '${path}' of shape ${formatShape(shape)} was expected, ` +
            `found ${slot === undefined ? 'no such leaf' : formatShape(slot.shape)}`,
        );
    }
    for (const { path, shape, tiedTo } of slots)
      if (tiedTo === undefined && !own.has(path))
        throw new TypeError(
          `the mapping is for another layout: it does not have '${path}' of shape ${formatShape(shape)}`,
        );
  }
  toJSON(): MappingJson {
    const { prefix, ignore, leaves } = this.#parts;
    const shapesOf = (tied: boolean): Readonly<Record<string, readonly number[]>> =>
      Object.fromEntries(
        Array.from(leaves).flatMap(([path, leaf]) => (leaf.tied === tied ? [[path, leaf.shape]] : [])),
      );
    return { mapping: { rules: this.rules, prefix, ignore, leaves: shapesOf(false), ties: shapesOf(true) } };
  }
}

function requireNoNaming(options: Pick<FitOptions, 'names' | 'transpose' | 'prefix'>): void {
  for (const name of ['names', 'transpose', 'prefix'] as const)
    if (options[name] !== undefined)
      throw new TypeError(
        `the options mapping and ${name} exclude each other; ` +
          `${name === 'prefix' ? 'give the prefix to mapping(…)' : `write ${name} as rules of the mapping`}`,
      );
}
