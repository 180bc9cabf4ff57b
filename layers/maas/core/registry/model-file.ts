import { findNextStep } from '../onnx/foreign-names.ts';
import { quote } from '../quote.ts';

/** Where exporters and Hugging Face's hub put the model that is meant when nobody says which. */
const USUAL = ['model.onnx', 'onnx/model.onnx'];
/** How many paths a sentence lists. */
const MOST_TOLD = 20;

export type ModelFileChoice = { readonly path: string } | { readonly fault: string };

export function isModelFile(path: string): boolean {
  return /\.onnx$/i.test(path);
}

/**
 * The file of a bundle that is its model.
 * @param asked the path that the uploader chose; its folders may be left out, or be those of the uploader's own disk
 * @returns what to serve, or a sentence without its full stop that says why nothing can be chosen
 */
export function chooseModelFile(paths: readonly string[], asked?: string): ModelFileChoice {
  const models = paths.filter(isModelFile);
  if (models.length === 0) return { fault: describeNone(paths) };
  if (asked !== undefined) return chooseAsked(models, asked);
  const atRoot = models.filter((path) => !path.includes('/'));
  const path =
    USUAL.find((usual) => models.includes(usual)) ?? findOnly(atRoot) ?? findOnly(models);
  if (path !== undefined) return { path };
  const fault = `The bundle has ${models.length} models and none of them is "model.onnx"`;
  return { fault: `${fault}; name the one to serve in "entry": ${list(models)}` };
}

function describeNone(paths: readonly string[]): string {
  const foreign = findNextStep(paths);
  const next = foreign === undefined ? '' : `. For ${quote(foreign.path)}: ${foreign.next}`;
  return `A bundle needs a file that ends in ".onnx"; got ${list(paths)}${next}`;
}

function chooseAsked(models: readonly string[], asked: string): ModelFileChoice {
  const plain = asked.replaceAll('\\', '/').replace(/^(\.?\/)+/, '');
  if (models.includes(plain)) return { path: plain };
  const path = findOnly(
    models.filter((model) => model.endsWith(`/${plain}`) || plain.endsWith(`/${model}`)),
  );
  if (path !== undefined) return { path };
  return { fault: `"entry" names ${quote(asked)}; the bundle's models are ${list(models)}` };
}

function findOnly<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

function list(paths: readonly string[]): string {
  return `${paths.slice(0, MOST_TOLD).map(quote).join(', ')}${paths.length > MOST_TOLD ? ', …' : ''}`;
}
