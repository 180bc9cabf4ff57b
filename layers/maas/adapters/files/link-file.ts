import { link } from 'node:fs/promises';

/**
 * Gives a file a second name.
 * @returns false where there can be no such link: on another disk, on one that has none, of what is
 *   just replaced
 */
export async function linkFile(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (
      ['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK', 'ENOENT'].includes(
        String((error as NodeJS.ErrnoException).code),
      )
    ) {
      return false;
    }
    throw error;
  }
}
