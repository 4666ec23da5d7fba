import type { AnyLayout } from '../../../types/layout.ts';
import type { AnyMapping } from '../../../types/checkpoint/mapping/mapping.ts';
import { toArrangement } from '../../checkpoint/mapping/expression.ts';
import { mapping } from '../../checkpoint/mapping/mapping.ts';
import { TensorMapping } from '../../checkpoint/mapping/tensor-mapping.ts';
import { UsageError } from '../command.ts';
import type { GivenMapping } from './read-mapping.ts';

/** The mapping that was given, for a layout. @throws UsageError if it is for another layout */
export function mappingOfLayout({ rules, prefix, ignore, leaves }: GivenMapping, layout: AnyLayout): AnyMapping {
  try {
    if (leaves === undefined) {
      const data = rules.map((rule) => [toArrangement(rule.file), toArrangement(rule.layout)] as const);
      return mapping(layout, data, { prefix, ignore });
    }
    const restored = new TensorMapping({ rules, prefix, ignore, leaves });
    restored.requireLayout(layout);
    return restored;
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`--mapping: ${error.message}`, { cause: error });
    throw error;
  }
}
