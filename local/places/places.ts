import path from 'node:path';

const HERE = import.meta.dirname;
/** In the repository Node reads these sources; the package has a bundle of them. */
export const IS_PACKAGED = !import.meta.filename.endsWith('.ts');
const ROOT = path.resolve(HERE, '../..');
const LOCAL = path.join(ROOT, 'local');

/**
 * The places of what this program starts and serves; `scripts/build-local.ts` lays the package out.
 */
export const PLACES = IS_PACKAGED
  ? {
      // JavaScript alone, and so the same for both processors.
      functions: path.join(ROOT, 'dist', 'images', 'x86_64', 'functions'),
      runtimeClient: path.join(HERE, 'aws-lambda-ric', 'index.mjs'),
      rapidClient: path.join(HERE, 'rapid-client.cjs'),
      pages: HERE,
      demo: path.join(ROOT, 'examples', 'sentiment'),
    }
  : {
      functions: path.join(ROOT, 'dist', 'functions'),
      runtimeClient: path.join(ROOT, 'node_modules', 'aws-lambda-ric', 'index.mjs'),
      rapidClient: path.join(LOCAL, 'runtime-api', 'rapid-client.cjs'),
      pages: path.join(LOCAL, 'gateway'),
      demo: path.join(ROOT, 'examples', 'sentiment'),
    };

/** The command that starts the service, for whoever reads a sentence. */
export const START = IS_PACKAGED ? 'npx serverless-maas start' : 'npm start';
/** The same, with what goes before its options. */
export const START_WITH = IS_PACKAGED ? START : `${START} --`;
