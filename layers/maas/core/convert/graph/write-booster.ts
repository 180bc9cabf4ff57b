import type { Booster } from '../ensemble/booster.ts';
import { addLink } from './add-link.ts';
import { addTrees } from './add-trees.ts';
import { GraphBuilder } from './graph-builder.ts';
import { TYPES } from './onnx-writer.ts';
import { addColumns } from './read-columns.ts';

const ROWS = -1;
const PRODUCER = 'serverless-maas';

/**
 * A booster as ONNX: rows in, and out what scikit-learn's interface of its framework predicts.
 *
 * - `numbers`: `value` [rows, outputs]
 * - `classes`: `label` [rows], `scores` [rows, classes], `margin` [rows, outputs]
 * - `tags`: `label` [rows, tags], `scores` [rows, tags]
 */
export function writeBooster(booster: Booster): Uint8Array {
  const graph = new GraphBuilder(booster.precision);
  const sums = addTrees(graph, booster, addColumns(graph, booster));
  const { divisor, link } = booster;
  const mean = divisor === 1 ? sums : graph.add('Div', [sums, graph.number(divisor)]);
  const linked = addLink(graph, link, mean);
  switch (booster.answer) {
    case 'numbers':
      graph.output('value', linked, [ROWS, booster.outputs]);
      break;
    case 'classes':
      addClasses(graph, booster, linked);
      graph.output('margin', sums, [ROWS, booster.outputs]);
      break;
    case 'tags': {
      const isOn = graph.add('Greater', [linked, graph.number(0.5)]);
      const label = graph.add('Cast', [isOn], { to: TYPES.INT64 });
      graph.output('label', label, [ROWS, booster.outputs], TYPES.INT64);
      graph.output('scores', linked, [ROWS, booster.outputs]);
    }
  }
  return graph.write(PRODUCER);
}

/** A number alone speaks for the second of two classes; the label is the first of the best. */
function addClasses(graph: GraphBuilder, { outputs, labels }: Booster, linked: string): void {
  const scores =
    outputs === 1
      ? graph.add('Concat', [graph.add('Sub', [graph.number(1), linked]), linked], { axis: 1 })
      : linked;
  const place = graph.add('ArgMax', [scores], { axis: 1, keepdims: 0 });
  const isNamed = labels?.some((label, index) => label !== index);
  if (!labels || !isNamed) graph.output('label', place, [ROWS], TYPES.INT64);
  else {
    const isOfTexts = labels.some((label) => typeof label === 'string');
    const names = isOfTexts
      ? graph.constant({ type: TYPES.STRING, shape: [labels.length], data: labels.map(String) })
      : graph.integers(labels.map(Number));
    const label = graph.add('Gather', [names, place]);
    graph.output('label', label, [ROWS], isOfTexts ? TYPES.STRING : TYPES.INT64);
  }
  graph.output('scores', scores, [ROWS, Math.max(2, outputs)]);
}
