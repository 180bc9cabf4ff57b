import { findNextStep } from '../onnx/foreign-names.ts';
import { quote } from '../quote.ts';

/** Exporters and Hugging Face's hub put the model here that is meant when nobody says which. */
const USUAL = ['model.onnx', 'onnx/model.onnx', 'model.json', 'model.ubj', 'model.txt'];
/** A sentence lists so many paths at most. */
const MOST_TOLD = 20;

export type ModelFileChoice = { readonly path: string } | { readonly fault: string };

export function isModelFile(path: string): boolean {
  return /\.onnx$/i.test(path);
}

/** What macOS lays beside files in archives and on other disks: nothing of a bundle. */
export function isLeftover(path: string): boolean {
  return /(^|\/)(__MACOSX\/|\._|\.DS_Store$)/.test(path);
}

/** Files that stand beside models, whatever is in them. */
const COMPANIONS = [
  /(config|tokenizer|tokens|vocab|modules|report|parity|index)[^/]*\.json$/i,
  /(^|\/)(labels|columns|vocab|merges|requirements|readme|license)\.txt$/i,
];

/** Tells whether a file may be XGBoost's or LightGBM's own: only its content tells. */
export function mayBeBooster(path: string): boolean {
  if (COMPANIONS.some((companion) => companion.test(path))) return false;
  return /\.(json|ubj|txt|bst|xgb|lgb|lgbm|model)$/i.test(path);
}

/**
 * The file of a bundle that is its model.
 * @param asked the path that the uploader chose; its folders may be left out, or be those of the
 *   uploader's own disk
 * @returns what to serve, or a sentence without its full stop that says why nothing can be chosen
 */
export function chooseModelFile(paths: readonly string[], asked?: string): ModelFileChoice {
  const meant = paths.filter((path) => !isLeftover(path));
  const named = meant.filter(isModelFile);
  const boosters = meant.filter(mayBeBooster);
  if (asked !== undefined && named.length + boosters.length > 0) {
    return chooseAsked([...named, ...boosters], asked);
  }
  const models = named.length > 0 ? named : leaveOut(boosters, paths);
  if (models.length === 0) return { fault: describeNone(paths) };
  const atRoot = models.filter((path) => !path.includes('/'));
  const path =
    USUAL.find((usual) => models.includes(usual)) ?? findOnly(atRoot) ?? findOnly(models);
  if (path !== undefined) return { path };
  const fault = `The bundle has ${models.length} models and none of them is "model.onnx"`;
  return { fault: `${fault}; name the one to serve in "entry": ${list(models)}` };
}

/** Beside the weights of another framework, JSON is what its training has left. */
function leaveOut(boosters: readonly string[], paths: readonly string[]): readonly string[] {
  if (findNextStep(paths) === undefined) return boosters;
  return boosters.filter((path) => USUAL.includes(path) || !/\.(json|txt)$/i.test(path));
}

function describeNone(paths: readonly string[]): string {
  const foreign = findNextStep(paths);
  const next = foreign === undefined ? '' : `. For ${quote(foreign.path)}: ${foreign.next}`;
  const needs = `A bundle needs a file that ends in ".onnx", or XGBoost's or LightGBM's own model file`;
  return `${needs}; got ${list(paths)}${next}`;
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
