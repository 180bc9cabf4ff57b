import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { findImageContext, findRoot, requireImageContext } from './image-context.ts';

const MODULES = 'node_modules';

/**
 * The folder that a web function's package is zipped from; `scripts/build-web.ts` makes it. Whether
 * it is there is seen when it is used.
 */
export function findWebPackage(): string {
  return path.join(findRoot(import.meta.dirname), 'dist', 'web', 'arm64');
}

/**
 * Finds what is to be zipped. The package that is installed from the registry has its native part in
 * the image's folder alone, and is put together here.
 * @throws Error when there is no such folder, or it is no package
 */
export function requireWebPackage(directory: string): string {
  if (existsSync(path.join(directory, 'index.js'))) {
    const isWhole = directory !== findWebPackage() || existsSync(path.join(directory, MODULES));
    if (isWhole) return directory;
    return joinWebPackage(directory, requireImageContext(findImageContext(Architecture.ARM_64)));
  }
  throw new Error(
    `webPackage must be a folder with an index.js; there is none in '${directory}'. Leave the prop ` +
      "out to take the one of this package, which 'npm run build' makes.",
  );
}

/**
 * @param image the folder of the image for the same processor
 * @returns a folder that is there until this process ends; CDK has copied it by then
 */
export function joinWebPackage(code: string, image: string): string {
  const whole = mkdtempSync(path.join(tmpdir(), 'serverless-maas-web-'));
  process.once('exit', () => {
    rmSync(whole, { recursive: true, force: true });
  });
  cpSync(code, whole, { recursive: true });
  const layers = path.join(image, 'layers');
  // A web function has no layers: what they hold stands in its own `node_modules`, and `licenses`.
  for (const name of readdirSync(layers)) {
    const layer = path.join(layers, name);
    cpSync(path.join(layer, 'nodejs', MODULES), path.join(whole, MODULES), { recursive: true });
    cpSync(path.join(layer, 'licenses'), path.join(whole, 'licenses'), { recursive: true });
  }
  return whole;
}
