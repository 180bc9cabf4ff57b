import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../errors.ts';
import { findExternalData } from './external-data.ts';

/** A file of a bundle on this machine. */
export interface LocalFile {
  /** Its place in the bundle, as `onnx/model.onnx`. */
  readonly path: string;
  /** Its place on this machine. */
  readonly file: string;
  readonly bytes: number;
}

export interface LocalBundle {
  readonly files: readonly LocalFile[];
  /** Weights of other formats and what training left: the service reads none of it. */
  readonly leftOut: readonly LocalFile[];
}

const LEFT_OUT = [
  /\.(safetensors|h5|keras|msgpack|pt|pth|pt2|ckpt|pkl|pickle|joblib|gguf|pyc|ipynb)$/i,
  /(^|\/)(pytorch_model|training_args|optimizer|scheduler|rng_state)[^/]*\.bin$/i,
];
const isLeftOut = ({ path: name }: LocalFile): boolean =>
  LEFT_OUT.some((pattern) => pattern.test(name));

/**
 * A folder with all that is not hidden in it, or a file with the weights that it names beside it.
 * @throws CliError where nothing is there
 */
export function findBundle(place: string): LocalBundle {
  const stat = statSync(place);
  if (!stat.isDirectory()) return { files: findWithData(place), leftOut: [] };
  const found = walk(place, '');
  if (found.length === 0) {
    throw new CliError('usage', `'${place}' is an empty folder.`, { fix: `ls -la ${place}` });
  }
  const files = found.filter((file) => !isLeftOut(file));
  // Nothing but such files: what is wrong is said of them.
  return files.length === 0 || !files.some(({ path: name }) => isModelName(name))
    ? { files: found, leftOut: [] }
    : { files, leftOut: found.filter(isLeftOut) };
}

/** ONNX, or what the service converts: XGBoost's and LightGBM's own files. */
export function isModelName(name: string): boolean {
  return /\.(onnx|ubj)$/i.test(name);
}

/** A model's name of its folder's or file's. */
export function toModelName(place: string): string {
  const full = path.resolve(place);
  const stem = path.basename(full).replace(/\.[a-z0-9]+$/i, '');
  // Every model's file is called `model`: its folder says more.
  const isFile = !statSync(full).isDirectory();
  const named = isFile && /^(model|onnx)$/i.test(stem) ? path.basename(path.dirname(full)) : stem;
  const name = named
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '');
  if (name) return name;
  throw new CliError('usage', `No model's name can be made of '${place}'.`, {
    fix: `serverless-maas upload ${place} NAME`,
  });
}

function walk(root: string, below: string): LocalFile[] {
  return readdirSync(path.join(root, below))
    .toSorted()
    .filter((name) => !name.startsWith('.') && name !== '__pycache__')
    .flatMap((name) => {
      const inside = below ? `${below}/${name}` : name;
      // Links are followed: the hub's cache consists of them.
      const stat = statSync(path.join(root, inside));
      if (stat.isDirectory()) return walk(root, inside);
      if (!stat.isFile()) return []; // a pipe would be waited for
      return [{ path: inside, file: path.join(root, inside), bytes: stat.size }];
    });
}

function findWithData(file: string): LocalFile[] {
  const folder = path.dirname(file);
  const own = { path: path.basename(file), file, bytes: statSync(file).size };
  const data = isOnnx(file) ? findExternalData(file) : [];
  return [
    own,
    ...data.flatMap((name) => {
      const beside = path.join(folder, name);
      const stat = statSync(beside, { throwIfNoEntry: false });
      return stat ? [{ path: name, file: beside, bytes: stat.size }] : [];
    }),
  ];
}

export function isOnnx(name: string): boolean {
  return /\.onnx$/i.test(name);
}
