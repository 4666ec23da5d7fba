// No twin in types: concerns files, which the compiler does not see.
import type { AttributeProto, GraphProto, NodeProto, TensorProto, ValueInfoProto } from 'onnx-buf';

/** A place that reads a value by its name: an input of a node, or an output of a graph. */
export type Use =
  | { readonly node: NodeProto; readonly index: number }
  | { readonly output: ValueInfoProto; readonly graph: GraphProto };

/** A tensor that a graph holds as a constant, and the places that read it. */
export interface HeldTensor {
  /** The name of the value. Graphs side by side may use one name for different values. */
  readonly name: string;
  readonly graph: GraphProto;
  /** The graph whose nodes have no outer graph. */
  readonly isOuter: boolean;
  /** The `Constant` node that makes the value; undefined for an initialiser. */
  readonly node: NodeProto | undefined;
  /** The attribute of the node with the value. */
  readonly attribute: AttributeProto | undefined;
  /** The tensor; undefined for the attributes `value_float` and `value_floats`. */
  readonly tensor: TensorProto | undefined;
  readonly uses: readonly Use[];
  /** Why an operator wants a constant here: `input 1 of Clip`; undefined if none does. */
  readonly setting: string | undefined;
}

/** The tensors of a graph and of all graphs inside it, and how many graphs define each name. */
export interface HeldTensors {
  readonly tensors: readonly HeldTensor[];
  readonly definitions: ReadonlyMap<string, number>;
}

/**
 * Finds the tensors that a graph and the bodies of its If, Loop and Scan nodes hold, always in the same order. A body
 * sees the names of the graphs around it, unless it defines the name itself.
 */
export function heldTensorsOf(graph: GraphProto, settingOf: SettingOf): HeldTensors {
  const tensors: HeldTensor[] = [];
  const definitions = new Map<string, number>();
  scanGraph(graph, true, { tensors, definitions, settingOf });
  return { tensors, definitions };
}

/** Says where an operator wants a constant: `input 1 of Clip`. */
export type SettingOf = (node: NodeProto, index: number) => string | undefined;

/** What a graph reads from the graphs around it. */
interface FreeNames {
  readonly uses: Map<string, Use[]>;
  readonly settings: Map<string, string>;
}
interface Scan {
  readonly tensors: HeldTensor[];
  readonly definitions: Map<string, number>;
  readonly settingOf: SettingOf;
}

function scanGraph(graph: GraphProto, isOuter: boolean, scan: Scan): FreeNames {
  const uses = new Map<string, Use[]>();
  const settings = new Map<string, string>();
  const addUse = (name: string, use: Use): unknown =>
    uses.has(name) ? uses.get(name)?.push(use) : uses.set(name, [use]);
  for (const output of graph.output) addUse(output.name, { output, graph });
  // From the last node to the first: whether an input is a setting depends on the nodes that read the output.
  const bodies = new Map<NodeProto, readonly FreeNames[]>();
  for (const node of graph.node)
    bodies.set(
      node,
      subgraphsOf(node).map((body) => scanGraph(body, false, scan)),
    );
  for (const node of [...graph.node].reverse()) {
    for (const free of bodies.get(node) ?? []) {
      for (const [name, all] of free.uses) for (const use of all) addUse(name, use);
      for (const [name, setting] of free.settings) settings.set(name, setting);
    }
    const passed = PASSING.has(node.opType) ? node.output.map((name) => settings.get(name)).find(Boolean) : undefined;
    node.input.forEach((name, index) => {
      addUse(name, { node, index });
      const setting = scan.settingOf(node, index) ?? passed;
      if (setting !== undefined) settings.set(name, setting);
    });
  }
  const hold = (name: string, held: Pick<HeldTensor, 'node' | 'attribute' | 'tensor'>): unknown =>
    scan.tensors.push({
      name,
      graph,
      isOuter,
      uses: uses.get(name) ?? [],
      setting: settings.get(name),
      ...held,
    });
  for (const tensor of graph.initializer) hold(tensor.name, { node: undefined, attribute: undefined, tensor });
  for (const node of graph.node) {
    const attribute = node.opType === 'Constant' && isOnnxDomain(node) ? node.attribute[0] : undefined;
    const isFloat = attribute?.name === 'value_float' || attribute?.name === 'value_floats';
    if (attribute !== undefined && (attribute.t !== undefined || isFloat))
      hold(node.output[0] ?? '', { node, attribute, tensor: attribute.t });
  }
  for (const name of namesDefinedIn(graph)) {
    scan.definitions.set(name, (scan.definitions.get(name) ?? 0) + 1);
    uses.delete(name);
    settings.delete(name);
  }
  return { uses, settings };
}

/** The graphs in the attributes of a node: the branches of an If, the body of a Loop or Scan. */
export const subgraphsOf = (node: NodeProto): readonly GraphProto[] =>
  node.attribute.flatMap(({ g, graphs }) => (g === undefined ? graphs : [g, ...graphs]));

export const isOnnxDomain = ({ domain }: NodeProto): boolean => domain === '' || domain === 'ai.onnx';

function namesDefinedIn({ input, initializer, sparseInitializer, node }: GraphProto): ReadonlySet<string> {
  return new Set([
    ...input.map(({ name }) => name),
    ...initializer.map(({ name }) => name),
    ...sparseInitializer.map(({ values }) => values?.name ?? ''),
    ...node.flatMap(({ output }) => output),
  ]);
}

/** Operators that move values and do not compute. What reads their output reads their input. */
const PASSING: ReadonlySet<string> = new Set([
  'Cast',
  'Concat',
  'Flatten',
  'Gather',
  'Identity',
  'Reshape',
  'Slice',
  'Squeeze',
  'Transpose',
  'Unsqueeze',
]);
