import { clone, type DescMessage, mergeFromBinary, type MessageShape } from '@bufbuild/protobuf';
import type { FileBytes } from '../ports/model-runtime.ts';
import {
  type AttributeProto,
  AttributeProtoSchema,
  type Cut,
  type NodeProto,
} from './generated/onnx_pb.js';

/** A larger list of labels is not a list of labels. */
const ATTRIBUTE_BYTES = 1 << 24;

/** A node's attribute, whole; undefined where the node has none of the name, or an enormous one. */
export function findAttribute(
  node: NodeProto,
  name: string,
  file: FileBytes,
): AttributeProto | undefined {
  const attribute = node.attribute.find((candidate) => candidate.name === name);
  return attribute && fillCuts(AttributeProtoSchema, attribute, file, ATTRIBUTE_BYTES);
}

/**
 * A copy of the message with what was cut out of it; undefined when that is more than `mostBytes`.
 */
export function fillCuts<T extends DescMessage>(
  schema: T,
  message: MessageShape<T> & { cut: Cut[] },
  file: FileBytes,
  mostBytes: number,
): (MessageShape<T> & { cut: Cut[] }) | undefined {
  if (message.cut.reduce((sum, { length }) => sum + length, 0) > mostBytes) return undefined;
  const whole = clone(schema, message) as typeof message;
  whole.cut = [];
  for (const { offset, length } of message.cut) {
    mergeFromBinary(schema, whole, file.read(offset, length));
  }
  return whole;
}
