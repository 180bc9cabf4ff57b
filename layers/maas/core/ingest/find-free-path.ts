import { findPathFault } from '../bundle-path.ts';
import type { BundlePaths } from '../registry/path-collisions.ts';

/**
 * Finds a path beside a model's for what is made of it, and takes it.
 * @param kind of what is made: `model.prepared.onnx`
 */
export function findFreePath(path: string, kind: string, places: BundlePaths): string {
  const own = path.slice(0, -'.onnx'.length);
  // A name that is as long as may be has no room for more.
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const stem = findPathFault(`${own}.${kind}99.onnx`) === undefined ? own : `${folder}model`;
  for (let attempt = 1; ; attempt++) {
    const candidate = `${stem}.${kind}${attempt === 1 ? '' : attempt}.onnx`;
    if (places.add(candidate) === undefined) return candidate;
  }
}
