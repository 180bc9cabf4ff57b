import { type ForeignFile, NEXT_STEPS } from './foreign-file.ts';

interface Signature extends ForeignFile {
  /** Bytes, a character each; any of several. */
  readonly begins: string | readonly string[];
  /** The offset at which they stand. @default 0 */
  readonly at?: number;
}

export const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/** Files that people upload in the place of a model, in the order in which they are looked for. */
const SIGNATURES: readonly Signature[] = [
  {
    begins: LFS_POINTER,
    is: 'a pointer of Git LFS, which stands for the model',
    next: 'run `git lfs pull` where it was cloned and upload the file again',
  },
  { begins: '\x89HDF\r\n\x1a\n', is: 'an HDF5 file, as Keras writes .h5', next: NEXT_STEPS.keras },
  {
    begins: 'ORTM',
    at: 4,
    is: "in ONNX Runtime's own format (.ort)",
    next: 'upload the .onnx that it was made of',
  },
  {
    begins: 'TFL3',
    at: 4,
    is: 'a TensorFlow Lite model (.tflite)',
    next:
      'convert it with `python -m tf2onnx.convert --tflite model.tflite --output model.onnx` ' +
      'and upload that',
  },
  { begins: 'ET12', at: 4, is: 'an ExecuTorch program (.pte)', next: NEXT_STEPS.torch },
  { begins: 'GGUF', is: 'a GGUF file, as llama.cpp reads it', next: NEXT_STEPS.original },
  {
    begins: ['ggml', 'lmgg', 'tjgg'],
    is: 'a GGML file, as older releases of llama.cpp read it',
    next: NEXT_STEPS.original,
  },
  { begins: 'CBM1', is: 'a CatBoost model (.cbm)', next: NEXT_STEPS.catboost },
  { begins: 'binf', is: 'an XGBoost model in its older binary format', next: NEXT_STEPS.xgboost },
  {
    begins: '\x93NUMPY',
    is: 'an array of NumPy (.npy)',
    next: 'upload the model, and send arrays to /v2/models/{model}/infer',
  },
  {
    begins: '\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19',
    at: 2,
    is: 'a PyTorch checkpoint in its older format, a pickle',
    next: NEXT_STEPS.torch,
  },
  {
    begins: ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'],
    is: 'a Python pickle, as pickle and joblib write it',
    next: NEXT_STEPS.pickle,
  },
  {
    begins: ['ccopy_reg\n', 'ccopyreg\n'],
    is: 'a Python pickle of protocol 0',
    next: NEXT_STEPS.pickle,
  },
  { begins: '7z\xbc\xaf\x27\x1c', is: 'a 7-Zip archive', next: NEXT_STEPS.unpack },
  { begins: 'Rar!\x1a\x07', is: 'a RAR archive', next: NEXT_STEPS.unpack },
  { begins: 'ustar', at: 257, is: 'a tar archive', next: NEXT_STEPS.unpack },
  {
    begins: '\x1f\x8b',
    is: 'compressed with gzip, as .tar.gz archives and joblib files can be',
    next: NEXT_STEPS.unpackOrConvert,
  },
  {
    begins: 'BZh',
    is: 'compressed with bzip2, as .tar.bz2 archives and joblib files can be',
    next: NEXT_STEPS.unpackOrConvert,
  },
  {
    begins: '\xfd7zXZ\0',
    is: 'compressed with xz, as .tar.xz archives and joblib files can be',
    next: NEXT_STEPS.unpackOrConvert,
  },
  { begins: '\x28\xb5\x2f\xfd', is: 'compressed with Zstandard', next: NEXT_STEPS.unpack },
  {
    begins: '\x5d\0\0',
    is: 'compressed with LZMA, as joblib files can be',
    next: NEXT_STEPS.unpackOrConvert,
  },
  {
    begins: '\x04\x22\x4d\x18',
    is: 'compressed with LZ4, as joblib files can be',
    next: NEXT_STEPS.unpackOrConvert,
  },
  {
    begins: ['\x78\x01', '\x78\x5e', '\x78\x9c', '\x78\xda', 'ZF'],
    is: 'compressed with zlib, as joblib files can be',
    next: NEXT_STEPS.unpackOrConvert,
  },
  { begins: '\x89PNG\r\n', is: 'a picture (PNG)', next: NEXT_STEPS.picture },
  { begins: '\xff\xd8\xff', is: 'a picture (JPEG)', next: NEXT_STEPS.picture },
  { begins: 'GIF8', is: 'a picture (GIF)', next: NEXT_STEPS.picture },
  { begins: 'WEBP', at: 8, is: 'a picture (WebP)', next: NEXT_STEPS.picture },
  { begins: '%PDF-', is: 'a PDF document', next: NEXT_STEPS.upload },
  { begins: 'PAR1', is: 'a Parquet file, which holds data', next: NEXT_STEPS.upload },
  { begins: 'ARROW1', is: 'an Arrow file, which holds data', next: NEXT_STEPS.upload },
  {
    begins: 'MATLAB 5.0',
    is: 'a MATLAB file',
    next: 'export the network with exportONNXNetwork and upload the ONNX file',
  },
  {
    begins: ['ftrt', 'ptrt'],
    is: 'a TensorRT engine, which runs on one kind of GPU',
    next: 'upload the ONNX file that it was built of',
  },
  { begins: '\x7fELF', is: 'a program or a library for Linux', next: NEXT_STEPS.upload },
  { begins: 'MZ', is: 'a program or a library for Windows', next: NEXT_STEPS.upload },
  { begins: 'SQLite format 3', is: 'an SQLite database', next: NEXT_STEPS.upload },
];

export function findSignature(head: string): ForeignFile | undefined {
  return SIGNATURES.find(({ begins, at = 0 }) =>
    [begins].flat().some((bytes) => head.startsWith(bytes, at)),
  );
}
