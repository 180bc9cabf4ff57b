import { statSync } from 'node:fs';
import { MaasError } from '../layers/maas/core/errors.ts';

/**
 * Remembers the folder itself, not its name: where somebody moved or removed it while the service
 * runs, instances that start would make a second store in its place.
 * @returns what throws MaasError STORE_UNAVAILABLE while another folder, or none, has its name
 */
export function holdHome(directory: string): () => void {
  const held = statSync(directory).ino;
  return () => {
    if (statSync(directory, { throwIfNoEntry: false })?.ino === held) return;
    throw new MaasError(
      'STORE_UNAVAILABLE',
      'The folder in which the service keeps everything was moved or removed while it runs, so ' +
        'nothing is answered or kept: put it back, or start the service again.',
    );
  };
}
