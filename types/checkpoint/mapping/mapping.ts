import type { Marked } from '../../view/flat.ts';
import type { MappingRule } from './arrangement.ts';

/** A mapping as JSON. */
export interface MappingJson {
  readonly mapping: {
    readonly rules: readonly MappingRule[];
    readonly prefix: string;
    readonly ignore: readonly string[];
    /** The shapes of the leaves that own storage, by path. */
    readonly leaves: Readonly<Record<string, readonly number[]>>;
    /** The shapes of leaves that are tied to a whole leaf. */
    readonly ties: Readonly<Record<string, readonly number[]>>;
  };
}

/**
 * How the tensors of files relate to the leaves of a layout. `load`, `save`, `fromBytes` and the command line use it,
 * each in its direction. `mapping` makes one, `inverse` turns it round.
 */
export interface AnyMapping {
  /** The rules, with the names as they are in the file after the prefix. */
  readonly rules: readonly MappingRule[];
  readonly prefix: string;
  readonly ignore: readonly string[];
  /** Returns plain data, which `fromJSON` restores. */
  toJSON(): MappingJson;
}

/** A mapping for layouts with the schema `S`. */
export interface Mapping<in out S = unknown> extends AnyMapping, Marked<S> {}
