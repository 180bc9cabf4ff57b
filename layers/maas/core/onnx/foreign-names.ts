import { NEXT_STEPS } from './foreign-file.ts';

/** Next steps for files of other frameworks, by their usual names. */
const NEXT_BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)saved_model\.pb$/i, NEXT_STEPS.savedModel],
  [/\.safetensors$|(^|\/)pytorch_model[^/]*\.bin$/i, NEXT_STEPS.huggingFace],
  [/\.(pt|pth|ckpt|pt2|pte)$/i, NEXT_STEPS.torch],
  [/\.(h5|hdf5|keras)$/i, NEXT_STEPS.keras],
  [/\.(pkl|pickle|joblib|skops)$/i, NEXT_STEPS.pickle],
  [/\.cbm$/i, NEXT_STEPS.catboost],
  [/(^|\/)(openvino_)?model\.xml$/i, NEXT_STEPS.openVino],
  [/\.(zip|tar|tgz|gz|bz2|xz|7z|rar|zst)$/i, NEXT_STEPS.unpack],
  [
    /\.(tflite|gguf|ggml|mlmodel|pb|pdmodel|engine|plan|ort|pmml|caffemodel)$/i,
    NEXT_STEPS.original,
  ],
];

/**
 * The next step for the first file of another framework; undefined where no name says what it is.
 */
export function findNextStep(
  paths: readonly string[],
): { readonly path: string; readonly next: string } | undefined {
  for (const path of paths) {
    const next = NEXT_BY_NAME.find(([name]) => name.test(path))?.[1];
    if (next !== undefined) return { path, next };
  }
  return undefined;
}
