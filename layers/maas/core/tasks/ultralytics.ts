import type { ImageProcessor } from '../images/image-processor.ts';
import type { Label } from './task.ts';

/** Pillow's number of the bilinear filter. */
const BILINEAR = 2;

/** What Ultralytics writes into a classifier's metadata: `task`, `names` and `imgsz`, as Python prints them. */
export function readUltralytics(texts: ReadonlyMap<string, string>): { readonly labels: readonly Label[]; readonly processor: ImageProcessor } | undefined {
  const names = texts.get('names');
  const [height, width] = (texts.get('imgsz')?.match(/\d+/g) ?? []).map(Number);
  if (texts.get('task')?.trim() !== 'classify' || names === undefined || height === undefined) return undefined;
  const labels = Array.from(names.matchAll(/(\d+)\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g), ([, id, single, double]) => ({ id: Number(id), name: (single ?? double ?? '').replace(/\\(.)/g, '$1') }));
  return {
    labels: labels.sort((a, b) => a.id - b.id).map(({ name }) => name),
    processor: { resize: { shortestEdge: height }, resample: BILINEAR, crop: { height, width: width ?? height }, rescale: 1 / 255, mean: [0, 0, 0], std: [1, 1, 1] },
  };
}
