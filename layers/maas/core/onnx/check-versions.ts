import { RejectionError } from '../errors.ts';
import { quote } from '../quote.ts';
import type { ModelProto } from './generated/onnx_pb.js';
import { RUNTIME_SUPPORT, toDomain } from './runtime-support.ts';

/** @throws RejectionError UNSUPPORTED_IR_VERSION, UNSUPPORTED_OPSET */
export function checkVersions({ irVersion, opsetImport, functions }: ModelProto): void {
  const { least, most } = RUNTIME_SUPPORT.irVersions;
  if (irVersion < least) {
    throw new RejectionError(
      'UNSUPPORTED_IR_VERSION',
      `The model has the ONNX IR version ${irVersion}, and ${least} to ${most} can be served; ` +
        `set model.ir_version = ${most} and save it again.`,
    );
  }
  if (opsetImport.length === 0) {
    throw new RejectionError(
      'UNSUPPORTED_OPSET',
      'The model does not say which operator set it uses (opset_import is empty).',
    );
  }
  for (const { domain, version } of [
    opsetImport,
    ...functions.map((body) => body.opsetImport),
  ].flat()) {
    const newest = RUNTIME_SUPPORT.opsets[toDomain(domain)];
    if (newest === undefined || (version >= 1 && version <= newest)) continue;
    throw new RejectionError(
      'UNSUPPORTED_OPSET',
      `The model uses the operator set ${version} of ${quote(toDomain(domain))}, and 1 to ` +
        `${newest} can be served; export it again with ${adviseOpset(toDomain(domain), newest)}.`,
    );
  }
}

function adviseOpset(domain: string, newest: number): string {
  if (domain !== 'ai.onnx') {
    return `target_opset={'${domain}': ${newest}}, as skl2onnx and onnxmltools call it`;
  }
  return (
    `opset_version=${newest} or less (target_opset=${newest} in skl2onnx), or take it down ` +
    `with onnx.version_converter.convert_version(model, ${newest})`
  );
}
