import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const OWN = path.join(import.meta.dirname, '../../test');
/** In the tests' folders, and where `MAAS_FIXTURES` says. */
const FOLDERS = [path.join(OWN, 'field/models'), path.join(OWN, 'fixtures')];

export interface BenchModel {
  readonly name: string;
  /** The model's file and its external data, by their paths in the bundle. */
  readonly files: Readonly<Record<string, Buffer>>;
  readonly entry: string;
}

/** The models that tests have as files: each once, though it lies in several folders. */
export function listModels(): BenchModel[] {
  const { MAAS_FIXTURES: given } = process.env;
  const folders = given === undefined ? FOLDERS : [given, ...FOLDERS];
  const seen = new Set<string>();
  return folders.flatMap((folder) =>
    globSync('**/*.onnx', { cwd: folder })
      .sort()
      .map((file) => readModel(folder, file))
      .filter(({ files, entry }) => {
        const key = files[entry]?.toString('latin1') ?? '';
        return !seen.has(key) && seen.add(key);
      }),
  );
}

function readModel(folder: string, file: string): BenchModel {
  const beside = path.dirname(path.join(folder, file));
  const entry = path.basename(file);
  const names = readdirSync(beside).filter((name) => name.startsWith(entry));
  // Two graphs may share one file of weights.
  if (existsSync(path.join(beside, 'model.onnx')) && !names.includes('model.onnx')) {
    names.push('model.onnx');
  }
  return {
    name: file.replace(/(\/model)?\.onnx$/, ''),
    entry,
    files: Object.fromEntries(names.map((name) => [name, readFileSync(path.join(beside, name))])),
  };
}
