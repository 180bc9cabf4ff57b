import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  Architecture,
  Code,
  LayerVersion,
  type LayerVersionProps,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { findImageContext } from '../image/image-context.ts';

export interface OnnxRuntimeLayerProps extends Pick<
  LayerVersionProps,
  'removalPolicy' | 'layerVersionName'
> {
  /** @default Architecture.X86_64 */
  readonly architecture?: Architecture;
  /**
   * Folder with `nodejs/node_modules`.
   * @default - the one in this package's image context
   */
  readonly directory?: string;
}

/**
 * ONNX Runtime for functions of your own that are zip files: `require('onnxruntime-node')` finds
 * it. The image has the same files in itself.
 */
export class OnnxRuntimeLayer extends LayerVersion {
  constructor(
    scope: Construct,
    id: string,
    {
      architecture = Architecture.X86_64,
      directory = path.join(findImageContext(architecture), 'layers', 'onnxruntime'),
      ...props
    }: OnnxRuntimeLayerProps = {},
  ) {
    if (!existsSync(directory)) {
      throw new Error(`There is no ONNX Runtime in '${directory}'; 'npm run build' puts it there.`);
    }
    super(scope, id, {
      ...props,
      description: `ONNX Runtime for Node, Linux ${architecture.name}`,
      code: Code.fromAsset(directory),
      compatibleArchitectures: [architecture],
      compatibleRuntimes: [Runtime.NODEJS_22_X, Runtime.NODEJS_24_X],
    });
  }
}
