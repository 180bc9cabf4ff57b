import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** ONNX Runtime's package names its binary by a path beside its own files. */
const BESIDE = 'require(`../bin/';
/** By the package's name, as Node finds it in the layer (NODE_PATH) or in node_modules. */
const BY_NAME = 'require(`onnxruntime-node/bin/';

/** Tensors of a page's pictures, of textures and GPUs: 12 KB that no function calls. */
const OF_BROWSERS = /onnxruntime-common[\\/]dist[\\/]\w+[\\/]tensor-(factory|conversion)-impl\.js$/;

/**
 * Puts the twenty files of ONNX Runtime's JavaScript into the bundle, where they are compiled and
 * cached with the rest; to find them one by one takes 10 ms of every start. Its binary cannot come
 * along, and is asked for by the package's name.
 */
export const bundleBinding: Plugin = {
  name: 'bundle-binding',
  setup(building) {
    building.onLoad({ filter: /onnxruntime-node[\\/]dist[\\/]binding\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      if (source.split(BESIDE).length !== 2) {
        throw new Error(
          `${path} does not say '${BESIDE}' once, as onnxruntime-node 1.30 does: read how it finds ` +
            'its binary now.',
        );
      }
      return { contents: source.replace(BESIDE, BY_NAME), loader: 'js' };
    });
    building.onLoad({ filter: OF_BROWSERS }, () => ({ contents: '', loader: 'js' }));
  },
};
