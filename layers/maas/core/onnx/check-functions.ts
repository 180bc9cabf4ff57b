import { LIMITS } from '../../contract/limits.ts';
import { RejectionError } from '../errors.ts';
import { quote } from '../quote.ts';
import type { FunctionProto, ModelProto, NodeProto } from './generated/onnx_pb.js';
import { RUNTIME_SUPPORT, toDomain } from './runtime-support.ts';
import { walkSubgraphNodes } from './walk-graph.ts';

/** ONNX Runtime writes every call out: thousands of functions inside each other end its stack. */
const CALL_DEPTH = 100;

/** Advice on operators of well-known domains that are not here. */
const ADVICE: Readonly<Record<string, string>> = {
  'ai.onnx.contrib':
    'it is one of onnxruntime-extensions: export the model without its pre- and post-processing',
  'com.microsoft.extensions':
    'it is one of onnxruntime-extensions: export the model without its pre- and post-processing',
  'org.pytorch.aten':
    'it is an operator of PyTorch that was left as it was: export the model with ' +
    'torch.onnx.export(…, dynamo=True), or another opset_version',
  'org.pytorch._caffe2':
    'it is an operator of Caffe2: export the model with a newer release of PyTorch',
};

interface Callable {
  readonly nodes: number;
  readonly callees: readonly string[];
}

/**
 * Operators of domains that nobody defines, functions that call each other without end, and more
 * nodes than can be loaded in reasonable time.
 * @throws RejectionError UNKNOWN_OPERATOR, TOO_LARGE
 */
export function checkFunctions({ graph, functions }: ModelProto): void {
  const ids = new Set(functions.map(toFunctionId));
  const callables = new Map(
    functions.map((body) => [toFunctionId(body), toCallable(body.node, ids)]),
  );
  const sizes = measureCalls(callables);
  const nodes = toCallable(graph?.node ?? [], ids);
  const total = nodes.callees.reduce((sum, id) => sum + (sizes.get(id) ?? 0), nodes.nodes);
  if (total > LIMITS.modelNodes) {
    throw tooLarge(
      `has ${total} nodes with its functions written out, and the limit is ${LIMITS.modelNodes}`,
    );
  }
}

function toCallable(nodes: readonly NodeProto[], functions: ReadonlySet<string>): Callable {
  const callees: string[] = [];
  let count = 0;
  for (const node of walkSubgraphNodes(nodes)) {
    count++;
    const id = toFunctionId({ domain: node.domain, name: node.opType, overload: node.overload });
    if (functions.has(id)) callees.push(id);
    else requireDomain(node);
  }
  return { nodes: count, callees };
}

function requireDomain({ opType, domain }: NodeProto): void {
  if ((RUNTIME_SUPPORT.domains as readonly string[]).includes(toDomain(domain))) return;
  throw new RejectionError(
    'UNKNOWN_OPERATOR',
    `The model uses the operator ${quote(opType)} of the domain ${quote(domain)}, which ONNX ` +
      'Runtime does not have; ' +
      `${ADVICE[domain] ?? 'define it as a function inside the model, or export it with standard operators'}.`,
  );
}

/**
 * Written-out sizes, from the functions that call none upwards: without recursion, which a model
 * could make as deep as it likes.
 */
function measureCalls(functions: ReadonlyMap<string, Callable>): ReadonlyMap<string, number> {
  const callers = new Map<string, string[]>();
  for (const id of functions.keys()) callers.set(id, []);
  for (const [id, { callees }] of functions) {
    for (const callee of callees) callers.get(callee)?.push(id);
  }
  const waiting = new Map([...functions].map(([id, { callees }]) => [id, callees.length]));
  const sizes = new Map<string, number>();
  let level = [...functions.keys()].filter((id) => waiting.get(id) === 0);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > CALL_DEPTH) {
      throw tooLarge(`has functions that call each other more than ${CALL_DEPTH} deep`);
    }
    const next: string[] = [];
    for (const id of level) {
      const { nodes, callees } = functions.get(id) ?? { nodes: 0, callees: [] };
      sizes.set(
        id,
        callees.reduce((sum, callee) => sum + (sizes.get(callee) ?? 0), nodes),
      );
      for (const caller of callers.get(id) ?? []) {
        const left = (waiting.get(caller) ?? 0) - 1;
        waiting.set(caller, left);
        if (left === 0) next.push(caller);
      }
    }
    level = next;
  }
  if (sizes.size < functions.size) throw tooLarge('has functions that call themselves');
  return sizes;
}

function toFunctionId({
  domain,
  name,
  overload,
}: Pick<FunctionProto, 'domain' | 'name' | 'overload'>): string {
  return JSON.stringify([toDomain(domain), name, overload]);
}

function tooLarge(what: string): RejectionError {
  return new RejectionError('TOO_LARGE', `The model ${what}.`);
}
