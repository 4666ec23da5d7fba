import type { AnyMapping, Mapping, MappingOf } from '../../types/checkpoint/mapping/mapping.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { type Dcp, dcpFromJSON } from './dcp/dcp.ts';
import type { Scales, ScalesJson } from './load/scaled-store.ts';
import { scalesFromJSON } from './load/scales.ts';
import { mappingFromJSON } from './mapping/from-json.ts';

/**
 * Restores what `mapping`, `scales` or `dcp` returned from its JSON, as text or parsed. With a layout, the mapping must
 * be for that layout, and gets its type. Of other values, the caller names the type.
 *
 * @example
 * const hub = mapping(model, [['tokens', 'wte.weight']]);
 * const restored = fromJSON(JSON.stringify(hub), model);
 * const quantised = fromJSON<Scales>(JSON.stringify(scales()));
 *
 * @throws TypeError for anything but such JSON, and for a mapping of another layout
 */
export function fromJSON(json: unknown): Mapping;
export function fromJSON<L extends LayoutLike>(json: unknown, layout: L): MappingOf<L>;
export function fromJSON<T extends Scales | Dcp>(json: unknown): T;
export function fromJSON(json: unknown, layout?: LayoutLike): AnyMapping | Scales | Dcp {
  const data: unknown = typeof json === 'string' ? parseText(json) : json;
  const kind = layout !== undefined || typeof data !== 'object' || data === null ? undefined : data;
  if (kind !== undefined && '.dcp' in kind) return dcpFromJSON(kind);
  if (kind !== undefined && 'kind' in kind && kind.kind === 'scales') return scalesFromJSON(kind as ScalesJson);
  return mappingFromJSON(data, layout);
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TypeError(`JSON was expected, found text that is not JSON: ${(cause as Error).message}`, { cause });
  }
}
