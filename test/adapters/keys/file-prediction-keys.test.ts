import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe } from '@jest/globals';
import { FilePredictionKeys } from '../../../layers/maas/adapters/keys/file-prediction-keys.ts';
import { describePredictionKeys } from '../../suites/prediction-keys-suite.ts';

describe('FilePredictionKeys', () => {
  describePredictionKeys(() => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'maas-keys-')), 'prediction-key');
    return Promise.resolve({
      keys: new FilePredictionKeys(file),
      rotate: (value) => {
        const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
        writeFileSync(file, `${value}\n${before}`);
        return Promise.resolve();
      },
    });
  });
});
