import type { Message } from '@bufbuild/protobuf';
import { RejectionError } from '../errors.ts';
import type { ModelProto } from './generated/onnx_pb.js';
import { RUNTIME_SUPPORT } from './runtime-support.ts';

/**
 * Takes a model of a newer IR version down to the newest that ONNX Runtime reads: a version adds
 * fields and data types, and says nothing else. New data types are found where tensors are checked,
 * new fields here.
 * @returns whether there was something to take down
 * @throws RejectionError UNSUPPORTED_IR_VERSION when the model has fields that nobody here knows
 */
export function lowerIrVersion(model: ModelProto): boolean {
  const { most } = RUNTIME_SUPPORT.irVersions;
  if (model.irVersion <= most) return false;
  if (hasUnknownFields(model)) {
    throw new RejectionError(
      'UNSUPPORTED_IR_VERSION',
      `The model has the ONNX IR version ${model.irVersion} and uses what is new in it; ` +
        `versions up to ${most} can be served. ` +
        `Export it with an older release of onnx, or set model.ir_version = ${most} where it ` +
        'does without.',
    );
  }
  model.irVersion = BigInt(most);
  return true;
}

/** Messages are at most a hundred deep, which reading them has made sure of. */
function hasUnknownFields(message: Message): boolean {
  if ((message.$unknown?.length ?? 0) > 0) return true;
  return Object.values(message).some((value: unknown) =>
    findMessages(value).some(hasUnknownFields),
  );
}

function findMessages(value: unknown): Message[] {
  if (Array.isArray(value)) return value.flatMap(findMessages);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  if ('$typeName' in value) return [value as Message];
  return 'case' in value && 'value' in value ? findMessages(value.value) : [];
}
