import path from 'node:path';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { formatBytes } from '../output/progress.ts';
import { findExternalData, readStart } from './external-data.ts';
import { isModelName, isOnnx, type LocalBundle, type LocalFile } from './find-bundle.ts';
import { findTaskFault } from './find-task.ts';

/** A fault for which the service would refuse the bundle, found before a byte is sent. */
export interface Fault {
  readonly message: string;
  readonly fix: string;
}

const POINTER_BYTES = 1024;

/** @param task the one asked for, if any */
export function checkBundle({ files }: LocalBundle, task?: string): Fault[] {
  const taskFault = findTaskFault(files, task);
  return [
    ...files.flatMap(checkFile),
    ...checkModel(files),
    ...checkData(files),
    ...checkSizes(files),
    ...(taskFault ? [taskFault] : []),
  ];
}

function checkFile({ path: name, file, bytes }: LocalFile): Fault[] {
  if (bytes === 0 && isModelName(name)) {
    return [{ message: `'${name}' is empty.`, fix: `copy or export ${name} again` }];
  }
  const start = readStart(file, POINTER_BYTES).toString('latin1');
  if (start.startsWith('version https://git-lfs.github.com/spec/')) {
    const folder = path.dirname(file);
    return [
      {
        message: `'${name}' is a pointer of Git LFS, and not the file itself.`,
        fix: `git -C ${folder} lfs pull`,
      },
    ];
  }
  if (isOnnx(name) && /^\s*(<!doctype|<html)/i.test(start)) {
    return [{ message: `'${name}' is a web page, not a model.`, fix: `download ${name} again` }];
  }
  return [];
}

/** Formats that `maas-convert` makes bundles of. */
const CONVERTIBLE = /\.(pt|pth|pt2|pkl|pickle|joblib|h5|keras|safetensors|cbm|pb)$/i;

function checkModel(files: readonly LocalFile[]): Fault[] {
  if (files.some(({ path: name, file }) => isModelName(name) || isBooster(name, file))) return [];
  const source = files.find(({ path: name }) => CONVERTIBLE.test(name));
  if (source) {
    return [
      {
        message: `'${source.path}' has to be converted first: the service runs ONNX.`,
        fix: `pip install maas-convert && maas-convert ${source.file} --help`,
      },
    ];
  }
  return [
    {
      message: 'There is no model in it: a file *.onnx, or XGBoost’s or LightGBM’s own.',
      fix: 'maas-convert (docs/maas-convert.md), or name the folder that has model.onnx',
    },
  ];
}

function isBooster(name: string, file: string): boolean {
  if (!/\.(json|txt)$/i.test(name)) return false;
  const start = readStart(file, POINTER_BYTES).toString('latin1');
  return /^\s*\{\s*("learner"|"version"\s*:\s*\[)/.test(start) || /^tree\s+version=/.test(start);
}

function checkData(files: readonly LocalFile[]): Fault[] {
  const names = files.map(({ path: name }) => name);
  return files
    .filter(({ path: name }) => isOnnx(name))
    .flatMap(({ path: name, file }) => {
      const folder = path.posix.dirname(name);
      const missing = findExternalData(file).filter(
        (data) => !names.includes(path.posix.normalize(path.posix.join(folder, data))),
      );
      return missing.map((data) => ({
        message: `'${name}' takes weights from '${data}', which is not beside it.`,
        fix: `put ${data} into the folder of ${name}`,
      }));
    });
}

function checkSizes(files: readonly LocalFile[]): Fault[] {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const faults: Fault[] = [];
  if (files.length > LIMITS.bundleFiles) {
    faults.push({
      message: `${files.length} files are more than the ${LIMITS.bundleFiles} of a bundle.`,
      fix: 'name the folder that has the model alone',
    });
  }
  if (bytes > LIMITS.bundleBytes) {
    faults.push({
      message: `${formatBytes(bytes)} are more than the ${formatBytes(LIMITS.bundleBytes)} of a bundle.`,
      fix: 'maas-convert --quantize fp16, or leave out variants of the model',
    });
  }
  const large = files.find((file) => isOnnx(file.path) && file.bytes > LIMITS.modelFileBytes);
  if (large) {
    faults.push({
      message: `'${large.path}' is larger than the 2 GiB of an ONNX file.`,
      fix: 'export it with external data',
    });
  }
  return faults;
}
