import { type FileEnds, type ForeignFile, NEXT_STEPS } from './foreign-file.ts';

interface ZipKind extends ForeignFile {
  /** A name that such an archive has among its members. */
  readonly member: RegExp;
}

/** The marks of a first member, of an archive without any, and of one in parts. */
const MARKS = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'];
const DIRECTORY_ENTRY = 'PK\x01\x02';

const KINDS: readonly ZipKind[] = [
  {
    member: /model\.weights\.h5/,
    is: 'a Keras model (.keras, a ZIP archive)',
    next: NEXT_STEPS.keras,
  },
  {
    member: /constants\.pkl/,
    is: 'a TorchScript archive of PyTorch (a ZIP archive)',
    next: NEXT_STEPS.torch,
  },
  {
    member: /serialized_exported_program\.json|archive_format/,
    is: 'a program of torch.export (.pt2, a ZIP archive)',
    next: NEXT_STEPS.torch,
  },
  {
    member: /data\.pkl/,
    is: 'a PyTorch checkpoint (a ZIP archive with a pickle in it)',
    next: NEXT_STEPS.torch,
  },
  {
    member: /policy\.pth|pytorch_variables\.pth/,
    is: 'an agent of stable-baselines3 (a ZIP archive)',
    next: 'export its policy with torch.onnx.export and upload that',
  },
  {
    member: /com\.apple\.CoreML|\.mlmodel/,
    is: 'a Core ML package (a ZIP archive)',
    next: NEXT_STEPS.original,
  },
  {
    member: /schema\.json/,
    is: 'a scikit-learn model as skops writes it (a ZIP archive)',
    next: NEXT_STEPS.pickle,
  },
  {
    member: /saved_model\.pb/,
    is: 'a ZIP archive with a SavedModel of TensorFlow in it',
    next: NEXT_STEPS.savedModel,
  },
  { member: /\.onnx/, is: 'a ZIP archive with an ONNX file in it', next: NEXT_STEPS.unpack },
  {
    member: /\.npy/,
    is: 'arrays of NumPy (.npz, a ZIP archive)',
    next: 'upload the model, and send arrays to /v2/models/{model}/infer',
  },
  {
    member: /MANIFEST\.MF/,
    is: 'a Java archive (a ZIP archive), as H2O writes its models',
    next: NEXT_STEPS.upload,
  },
];

/** Tells what a ZIP archive is, by the names of its first and last members. */
export function describeZip({ head, tail }: FileEnds): ForeignFile | undefined {
  if (!MARKS.some((mark) => head.startsWith(mark))) return undefined;
  const names = listNames(head, tail);
  const unknown = { is: 'a ZIP archive', next: 'unpack it and upload the ONNX file that is in it' };
  return KINDS.find(({ member }) => member.test(names)) ?? unknown;
}

/** From the archive's directory, which stands at its end, and from its first member. */
function listNames(head: string, tail: string): string {
  const first = head.slice(30, 30 + toLength(head, 26));
  const others = tail
    .split(DIRECTORY_ENTRY)
    .slice(1)
    .map((entry) => entry.slice(42, 42 + toLength(entry, 24)));
  return [first, ...others].join('\n');
}

function toLength(text: string, at: number): number {
  return (text.charCodeAt(at) || 0) + 256 * (text.charCodeAt(at + 1) || 0);
}
