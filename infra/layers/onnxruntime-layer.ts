import path from 'node:path';
import { Architecture, Code, LayerVersion, type LayerVersionProps, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { stageLayer } from '../../scripts/stage-layers.ts';

export interface OnnxRuntimeLayerProps extends Pick<LayerVersionProps, 'removalPolicy' | 'layerVersionName'> {
  /** @default Architecture.X86_64 */
  readonly architecture?: Architecture;
}

const STAGED = path.resolve(import.meta.dirname, '..', '..', 'dist', 'layers', 'onnxruntime');

/** ONNX Runtime for functions of your own that are zip files: `require('onnxruntime-node')` finds it. The image has the same files in itself. */
export class OnnxRuntimeLayer extends LayerVersion {
  constructor(scope: Construct, id: string, { architecture = Architecture.X86_64, ...props }: OnnxRuntimeLayerProps = {}) {
    const node = architecture.name === 'arm64' ? 'arm64' : 'x64';
    super(scope, id, {
      ...props,
      description: `ONNX Runtime for Node, Linux ${node}`,
      code: Code.fromAsset(stageLayer('onnxruntime', node, path.join(STAGED, architecture.name))),
      compatibleArchitectures: [architecture],
      compatibleRuntimes: [Runtime.NODEJS_22_X, Runtime.NODEJS_24_X],
    });
  }
}
