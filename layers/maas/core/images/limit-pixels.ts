import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import type { ImageDecoder, Picture } from '../ports/image-decoder.ts';

/**
 * A decoder for the pictures of one call: small files can hold many pixels, so all of them together
 * are limited, whatever their number.
 * @throws MaasError PAYLOAD_TOO_LARGE, beside what the decoder throws
 */
export function limitPixels(images: ImageDecoder): (bytes: Uint8Array) => Promise<Picture> {
  let pixels = 0;
  return async (bytes) => {
    const picture = await images.decode(bytes);
    pixels += picture.width * picture.height;
    if (pixels > LIMITS.callPixels) {
      throw new MaasError(
        'PAYLOAD_TOO_LARGE',
        `The pictures of one call may have ${LIMITS.callPixels} pixels together; send fewer at ` +
          'once, or smaller ones.',
      );
    }
    return picture;
  };
}
