/**
 * The views of a layout as one would write them by hand: nested object literals, every leaf with its offset, length and
 * shape in place, everything frozen, or nothing. A text made from `slots`, imported as a module: no generated code in
 * the sense of `new Function`.
 */
export async function literalOf(model, frozen = true) {
  const freeze = (text) => (frozen ? `Object.freeze(${text})` : text);
  const shapes = [];
  const shapeName = ({ shape, strides }) => {
    const text =
      `Object.freeze({ shape: Object.freeze(${JSON.stringify(shape)}), ` +
      `strides: Object.freeze(${JSON.stringify(strides)}) })`;
    if (!shapes.includes(text)) shapes.push(text);
    return `S${shapes.indexOf(text)}`;
  };
  const nested = model.map((slot) => `new Leaf(u, b + ${4 * slot.offset}, ${slot.length}, ${shapeName(slot)})`);
  const written = (node) => {
    if (typeof node === 'string') return node;
    if (Array.isArray(node)) return freeze(`[${node.map(written).join(', ')}]`);
    return freeze(
      `{ ${Object.entries(node)
        .map(([key, value]) => `${JSON.stringify(key)}: ${written(value)}`)
        .join(', ')} }`,
    );
  };
  const view = written(nested);
  const text = `
    class Leaf extends Float32Array {
      #dims;
      constructor(buffer, byteOffset, length, dims) { super(buffer, byteOffset, length); this.#dims = dims; }
      get shape() { return this.#dims.shape; }
      get strides() { return this.#dims.strides; }
    }
    Object.defineProperty(Leaf.prototype, 'constructor', { value: Float32Array });
    ${shapes.map((shape, i) => `const S${i} = ${shape};`).join('\n')}
    export default (flat) => { const u = flat.buffer, b = flat.byteOffset; return ${view}; };`;
  return (await import(`data:text/javascript,${encodeURIComponent(text)}`)).default;
}
