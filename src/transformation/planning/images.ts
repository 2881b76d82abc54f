/** What can be opened and transformed; anything else passes through as it is stored (spec 6.10). */
const IMAGES: ReadonlySet<string> = new Set('jpg png webp gif avif heic heif tiff svg bmp ico'.split(' '));

export function isImage(format: string): boolean {
  return IMAGES.has(format);
}
