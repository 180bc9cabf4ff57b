import type { Link } from '../ensemble/booster.ts';
import type { GraphBuilder } from './graph-builder.ts';

/** Adds the operators of a link after the sums of the trees. */
export function addLink(graph: GraphBuilder, link: Link, sums: string): string {
  switch (link.kind) {
    case 'identity':
      return sums;
    case 'exp':
      return graph.add('Exp', [sums]);
    case 'sigmoid':
      return addSigmoid(graph, sums, link.slope);
    case 'softmax':
      return graph.add('Softmax', [sums], { axis: 1 });
    case 'hinge':
      return graph.add('Cast', [graph.add('Greater', [sums, graph.number(0)])], { to: graph.type });
    case 'softplus':
      return graph.add('Log', [graph.add('Add', [graph.add('Exp', [sums]), graph.number(1)])]);
    case 'square':
      return graph.add('Mul', [sums, graph.add('Abs', [sums])]);
  }
}

/** Written out as both frameworks compute it: ONNX Runtime's own Sigmoid is exact to 1e-7 alone. */
function addSigmoid(graph: GraphBuilder, sums: string, slope: number): string {
  const exponent = graph.add('Mul', [sums, graph.number(-slope)]);
  const one = graph.number(1);
  return graph.add('Div', [one, graph.add('Add', [one, graph.add('Exp', [exponent])])]);
}
