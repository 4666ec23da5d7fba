/**
 * Why a measured fixture does not pass, as one line, or undefined. A wrong result comes first: its count says nothing.
 */
export function complaint(compiler, { name, types: mostTypes = Infinity }, { error, instantiations, types }, limit) {
  const where = `${name} (TypeScript ${compiler})`;
  if (error !== undefined) return `${where}: does not compile: ${error}`;
  if (limit === undefined) return `${where}: no threshold in thresholds.json; figure ${instantiations}`;
  if (instantiations > limit)
    return `${where}: ${instantiations} instantiations, over its threshold of ${limit} by ${instantiations - limit}`;
  if (types > mostTypes)
    return `${where}: ${types} types, over ${mostTypes}: something is written out that is not asked for`;
  return undefined;
}

/**
 * The threshold for a figure: two in a hundred above it, so that a regression shows and a patch of the compiler does
 * not.
 */
export const thresholdFor = (figure) => Math.ceil(figure * 1.02);
