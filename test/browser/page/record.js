// In a page what test/docs/record.mjs is in Node: takes down what a program of the documentation claims.

/** @type {{ line: number, code?: string, thrown?: string }[]} */
const records = [];
/** @param {number} line @param {unknown} value */
const claim = (line, value) => {
  records.push({ line, code: literal(value) });
  return value;
};
/** @param {number} line @param {() => unknown} run */
const refusal = async (line, run) => {
  try {
    await run();
    records.push({ line, thrown: 'nothing' });
  } catch (error) {
    records.push({ line, thrown: `${/** @type {Error} */ (error).name}: ${/** @type {Error} */ (error).message}` });
  }
};
Object.assign(globalThis, { $claim: claim, $refusal: refusal, $printed: () => undefined });

/** A value as source text. @param {unknown} value @returns {string} */
function literal(value) {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null)
    return (
      Object.is(value, -0) ? '-0'
      : typeof value === 'bigint' ? `${value}n`
      : String(value)
    );
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}.of(${/** @type {Float32Array} */ (value).join()})`;
  if (Array.isArray(value)) return `[${value.map(literal).join()}]`;
  return `{${Object.entries(value)
    .map(([key, each]) => `[${JSON.stringify(key)}]:${literal(each)}`)
    .join()}}`;
}

/** Runs a program. @param {string} address */
export async function run(address) {
  records.length = 0;
  await import(address);
  return records;
}
