/** A picture's pixels: rows from the top, three bytes (red, green, blue) each. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export interface ImageDecoder {
  /**
   * Decodes a JPEG, PNG or WebP as Pillow does: turned as its EXIF says, alpha dropped, colours as
   * they are.
   * @throws MaasError INVALID_REQUEST when the bytes are no such picture, PAYLOAD_TOO_LARGE when it
   *   has too many pixels
   */
  decode(bytes: Uint8Array): Promise<Picture>;
}
