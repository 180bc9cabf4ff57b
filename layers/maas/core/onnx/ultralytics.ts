/** `{0: 'person', 1: "baker's yeast"}`, as Python prints a dictionary. */
const ENTRY = /(\d+)\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/gs;

/** What Ultralytics' exporter writes into `metadata_props`, beside its author and licence. */
export const ULTRALYTICS_KEYS = ['names', 'task', 'imgsz', 'stride'];

/**
 * The metadata of an Ultralytics model (YOLO) as the files that a Hugging Face bundle has: classes in `config.json`,
 * and for classifiers what has to be done to a picture in `preprocessor_config.json`.
 * @see https://github.com/ultralytics/ultralytics/blob/main/ultralytics/engine/exporter.py
 */
export function toUltralyticsFiles(metadata: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const names = parseNames(metadata.get('names') ?? '');
  const task = metadata.get('task');
  const [height, width] = parseSizes(metadata.get('imgsz') ?? '');
  if (!names || task === undefined || height === undefined) return new Map();
  const config = { model_type: 'ultralytics', task, id2label: names, imgsz: [height, width ?? height], stride: Number(metadata.get('stride') ?? 1) };
  const files = new Map<string, object>([['config.json', config]]);
  if (task === 'classify') files.set('preprocessor_config.json', toPreprocessor(height, width ?? height));
  return new Map([...files].map(([path, content]) => [path, JSON.stringify(content)]));
}

/** Ultralytics' `classify_transforms`: the shorter edge to the size, the middle cut out, values between 0 and 1. */
function toPreprocessor(height: number, width: number): object {
  const bilinear = 2;
  return {
    image_processor_type: 'ConvNextImageProcessor', do_resize: true, size: { shortest_edge: Math.min(height, width) }, resample: bilinear,
    do_center_crop: true, crop_size: { height, width }, do_rescale: true, rescale_factor: 1 / 255, do_normalize: false,
  };
}

function parseNames(text: string): Record<string, string> | undefined {
  const entries = [...text.matchAll(ENTRY)].map(([, id = '', single, double]) => [id, (single ?? double ?? '').replaceAll(/\\(.)/gs, '$1')] as const);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function parseSizes(text: string): number[] {
  return [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));
}
