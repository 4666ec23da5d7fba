import type { LayoutSummary } from '../../place/summary.ts';
import type { FlatSchemaOf, Marked } from '../../view/flat.ts';
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

/** A mapping for a layout. */
export type MappingOf<L> = Mapping<LayoutSummary<FlatSchemaOf<L>>, FlatSchemaOf<L>>;

/**
 * A mapping as editors and declaration files show it, `_Summary` first; see `FlatFloat32`. Without arguments, a mapping
 * for any layout: it is compared with the layout at run time.
 */
export interface Mapping<_Summary = unknown, in out S = unknown> extends AnyMapping, Marked<S> {}
