/** The limits of ONNX Runtime 1.30, found by loading models at and beyond each of them. */
export const RUNTIME_SUPPORT = {
  /** Its release: a model that another one optimised is not opened. */
  release: '1.30.0',
  /** It takes 0 and negative ones in silence, which no exporter writes. */
  irVersions: { least: 1, most: 13 },
  /** Newest operator set of each domain that has a limit. */
  opsets: { 'ai.onnx': 26, 'ai.onnx.ml': 5 } as Readonly<Record<string, number>>,
  /** Domains whose operators it has. */
  domains: [
    'ai.onnx',
    'ai.onnx.ml',
    'ai.onnx.training',
    'ai.onnx.preview.training',
    'com.microsoft',
    'com.microsoft.nchwc',
    'com.microsoft.experimental',
    'com.ms.internal.nhwc',
  ],
} as const;

/** The empty domain is another word for `ai.onnx`. */
export function toDomain(domain: string): string {
  return domain === '' ? 'ai.onnx' : domain;
}
