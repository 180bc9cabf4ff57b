import type { ImageProcessor } from '../../../images/image-processor.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { Label } from '../../../tasks/task/task.ts';

/** Pillow's number of the bilinear filter. */
const BILINEAR = 2;

/** The tasks of its other models: boxes, masks, points. */
const OTHER_TASKS = ['detect', 'segment', 'pose', 'obb', 'semantic'];

const NAME = /(\d+)\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;
const ESCAPE = /\\(?:x([\da-f]{2})|u([\da-f]{4})|(.))/g;
const LETTERS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * Reads the metadata that Ultralytics writes into a classifier: `task`, `names` and `imgsz`, as
 * Python prints them.
 * @returns undefined where it wrote none; a sentence where the model is no classifier, or its
 *   metadata cannot be followed
 * @see https://github.com/ultralytics/ultralytics/blob/main/ultralytics/data/augment.py
 *   classify_transforms
 */
export function readUltralytics(
  texts: ReadonlyMap<string, string>,
):
  | { readonly labels: readonly Label[]; readonly processor: ImageProcessor }
  | TaskMisfit
  | undefined {
  const [task, names, imgsz] = ['task', 'names', 'imgsz'].map((name) => texts.get(name)?.trim());
  if (task === undefined || names === undefined || imgsz === undefined) return undefined;
  if (OTHER_TASKS.includes(task)) {
    return new TaskMisfit(
      `image-classification cannot serve a model that Ultralytics made to ${task}: its answers ` +
        `are no classes; it is served as 'tensor'`,
    );
  }
  if (task !== 'classify') return undefined;
  const [height = 0, width = height] = (imgsz.match(/\d+/g) ?? []).map(Number);
  if (height < 1 || width < 1) {
    return new TaskMisfit(
      `image-classification needs "imgsz" in the model's metadata to be a size; it is ` +
        JSON.stringify(imgsz),
    );
  }
  const labels = Array.from(names.matchAll(NAME), ([, id, single, double]) => ({
    id: Number(id),
    name: unescape(single ?? double ?? ''),
  })).sort((a, b) => a.id - b.id);
  if (labels.length === 0 || labels.some(({ id }, index) => id !== index)) {
    return new TaskMisfit(
      'image-classification needs "names" in the model\'s metadata to name the classes 0, 1, 2 ' +
        'and so on',
    );
  }
  return {
    labels: labels.map(({ name }) => name),
    processor: {
      resize: height === width ? { shortestEdge: height } : { height, width },
      resample: BILINEAR,
      crop: { height, width },
      cropRounds: true,
      rescale: 1 / 255,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    },
  };
}

/** The escapes of Python's `repr`. */
function unescape(text: string): string {
  return text.replace(ESCAPE, (_whole, ...[short, long, other]: (string | undefined)[]) => {
    const code = short ?? long;
    return code === undefined
      ? (LETTERS[other ?? ''] ?? other ?? '')
      : String.fromCharCode(parseInt(code, 16));
  });
}
