import type { Booster, Categories, Column } from '../ensemble/booster.ts';
import type { ReadColumn } from '../ensemble/forest.ts';
import { type Reading, READINGS } from '../ensemble/reading.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { TYPES } from './onnx-writer.ts';

/** The greatest number that LightGBM takes for zero: single precision's 1e-35. */
const ZERO = Math.fround(1e-35);
const ROWS = -1;

export interface ReadTable {
  /** The name of the matrix that the trees read. */
  readonly matrix: string;
  /** The column of the matrix for each of the forest's. */
  readonly places: readonly number[];
}

/**
 * The inputs of a model, and the matrix that its trees read: the columns as they came, and behind
 * them those that are read otherwise.
 */
export function addColumns(graph: GraphBuilder, { columns, forest }: Booster): ReadTable {
  const given = addInputs(graph, columns);
  const parts = [given];
  const places = new Array<number>(forest.readings.length).fill(0);
  let width = columns.length;
  for (const reading of READINGS) {
    const read = forest.readings.filter((one) => one.reading === reading);
    if (read.length === 0) continue;
    read.forEach((one, index) => {
      places[forest.readings.indexOf(one)] = reading === 'plain' ? one.column : width + index;
    });
    if (reading === 'plain') continue;
    parts.push(addReading(graph, given, reading, read));
    width += read.length;
  }
  return { matrix: parts.length === 1 ? given : graph.add('Concat', parts, { axis: 1 }), places };
}

function addReading(
  graph: GraphBuilder,
  given: string,
  reading: Exclude<Reading, 'plain'>,
  read: readonly ReadColumn[],
): string {
  const own = graph.add('Gather', [given, graph.integers(read.map(({ column }) => column))], {
    axis: 1,
  });
  switch (reading) {
    case 'zero-is-missing': {
      const isZero = graph.add('LessOrEqual', [graph.add('Abs', [own]), graph.number(ZERO)]);
      return graph.add('Where', [isZero, graph.number(NaN), own]);
    }
    case 'code':
    case 'code-from-zero': {
      const isBelow = graph.add('Less', [own, graph.number(0)]);
      const below = reading === 'code' ? graph.number(-1) : graph.add('Ceil', [own]);
      return graph.add('Where', [isBelow, below, graph.add('Floor', [own])]);
    }
  }
}

/**
 * One matrix; where columns have categories by name, an input for each of these and one for each
 * run of others between them.
 */
function addInputs(graph: GraphBuilder, columns: readonly Column[]): string {
  if (!columns.some(({ categories }) => categories)) {
    return graph.input('X', [ROWS, columns.length]);
  }
  const parts: string[] = [];
  for (let from = 0; from < columns.length;) {
    const { categories } = columns[from] ?? {};
    const name = `X${from}`;
    if (categories) {
      parts.push(addCodes(graph, name, categories));
      from++;
      continue;
    }
    const next = columns.findIndex((column, index) => index > from && column.categories);
    const to = next === -1 ? columns.length : next;
    parts.push(graph.input(name, [ROWS, to - from]));
    from = to;
  }
  return parts.length === 1 ? (parts[0] ?? '') : graph.add('Concat', parts, { axis: 1 });
}

/** A category's position among those that the model knows; missing for any other. */
function addCodes(graph: GraphBuilder, name: string, categories: Categories): string {
  const codes = {
    type: TYPES.FLOAT,
    shape: [categories.length],
    data: Float32Array.from(categories.keys()),
  };
  const none = { type: TYPES.FLOAT, shape: [1], data: Float32Array.of(NaN) };
  const isOfTexts = typeof categories[0] === 'string';
  const input = graph.input(name, [ROWS, 1], isOfTexts ? TYPES.STRING : graph.type);
  const keys = isOfTexts
    ? { type: TYPES.STRING, shape: [categories.length], data: categories as readonly string[] }
    : {
        type: TYPES.FLOAT,
        shape: [categories.length],
        data: Float32Array.from(categories as readonly number[]),
      };
  const asked =
    isOfTexts || graph.type === TYPES.FLOAT
      ? input
      : graph.add('Cast', [input], { to: TYPES.FLOAT });
  const found = graph.add('LabelEncoder', [asked], {
    keys_tensor: keys,
    values_tensor: codes,
    default_tensor: none,
  });
  return graph.type === TYPES.FLOAT ? found : graph.add('Cast', [found], { to: graph.type });
}
