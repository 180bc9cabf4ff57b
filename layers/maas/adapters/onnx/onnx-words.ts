/** Noise around the words that say something. */
const NOISE: readonly (readonly [RegExp, string])[] = [
  // "/onnxruntime_src/…/graph.cc:123 void f(int) "
  [/(?:[A-Za-z]:)?[/\\][^\s:'"]*\.(?:cc|h|cpp|hpp|cuh?):\d+ [^\n]*?\) ?/g, ''],
  [/\b\w+\.(?:cc|h|cpp|hpp|cuh?):\d+ \w+(?:\(\))? /g, ''], // "element_wise_ops.cc:692 Compute "
  [/(?:::)?<lambda\(\)> ?/g, ''],
  [/\[with [^\]]*\] ?/g, ''],
  [/^Load model from .*? failed: ?/, ''],
  [
    /^(?:Fatal error: ?|Exception during initialization: ?|This is an invalid model\. ?|Invalid model\. ?)+/,
    '',
  ],
  [
    /Non-zero status code returned while running (\w+) node\. Name:'([^']*)' Status Message: /g,
    'its operator $1 says: ',
  ],
  // The condition in C++, before its message.
  [/\b[\w.()[\]]+(?: (?:[=!<>]=?|&&|\|\|) [\w.()[\]]+)+ was false\. (?=\w)/g, ''],
];

/** A message of ONNX Runtime as its reader's words, on one line and without a stack of C++. */
export function translateOnnxMessage(message: string): string {
  return NOISE.reduce(
    (text, [pattern, replacement]) => text.replaceAll(toGlobal(pattern), replacement),
    message,
  )
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function toGlobal(pattern: RegExp): RegExp {
  return pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`);
}
