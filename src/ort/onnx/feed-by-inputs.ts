// No twin in types: concerns files, which the compiler does not see.
import type { GraphProto, NodeProto, TensorProto, ValueInfoProto } from 'onnx-buf';
import { type FloatTensor, freshNamesOf } from './choose-tensors.ts';
import { makeInput, makeInteger, makeNode } from './codec.ts';
import type { OnnxModel } from './read-model.ts';
import { ONNX_NUMBERS } from './stored-tensor.ts';

/**
 * Removes tensors from the graphs that hold them, and declares an input of the outer graph for each. The bodies of If,
 * Loop and Scan nodes read the inputs by name. The inputs are floats, or doubles; a `Cast` follows where the operators
 * want another type.
 */
export function feedByInputs(
  { graph }: OnnxModel,
  lifted: readonly FloatTensor[],
  definitions: ReadonlyMap<string, number>,
  isDouble: boolean,
): void {
  const fresh = freshNamesOf(new Set([...definitions.keys(), ...lifted.map(({ input }) => input)]));
  const declared = new Map(graph.input.map((input) => [input.name, input]));
  const elemType = ONNX_NUMBERS[isDouble ? 'F64' : 'F32'];
  const casts: NodeProto[] = [];
  removeTensors(lifted);
  for (const tensor of lifted) {
    const { held, input, dtype, shape } = tensor;
    const declaration = makeInput(input, elemType, shape);
    const known = held.isOuter ? declared.get(held.name) : undefined;
    if (known === undefined) graph.input.push(declaration);
    else redeclare(known, declaration);
    let value = input;
    if (ONNX_NUMBERS[dtype] !== elemType) {
      value = fresh(input);
      casts.push(makeNode('Cast', input, value, [makeInteger('to', ONNX_NUMBERS[dtype])]));
    }
    readInstead(tensor, value);
  }
  graph.node.unshift(...casts);
}

/** Lets everything that reads a tensor read a value of the outer graph. */
function readInstead({ held: { name, uses } }: FloatTensor, value: string): void {
  const giving = new Set<GraphProto>();
  for (const use of uses) {
    if ('node' in use) use.node.input[use.index] = value;
    else giving.add(use.graph);
  }
  // A graph must make its outputs itself, and the outputs of the outer graph keep their names.
  for (const graph of giving) graph.node.push(makeNode('Identity', value, name));
}

function removeTensors(lifted: readonly FloatTensor[]): void {
  const nodes = new Set(lifted.map(({ held }) => held.node));
  const tensors = new Set<TensorProto | undefined>(lifted.map(({ held }) => held.tensor));
  const names = new Map<GraphProto, Set<string>>();
  for (const { held } of lifted) names.set(held.graph, (names.get(held.graph) ?? new Set()).add(held.name));
  for (const [graph, removed] of names) {
    graph.initializer = graph.initializer.filter((tensor) => !tensors.has(tensor));
    graph.node = graph.node.filter((node) => !nodes.has(node));
    graph.valueInfo = graph.valueInfo.filter(({ name }) => !removed.has(name));
  }
}

/** Files of IR version 3 declare an input for each initialiser already. */
function redeclare(known: ValueInfoProto, { name, type }: ValueInfoProto): void {
  known.name = name;
  if (type !== undefined) known.type = type;
}
