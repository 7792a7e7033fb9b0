/** A photo as the camera gives it becomes a small one: upright, with nothing but the picture in it. */

export interface Shot {
  /** The idempotency key of its upload. */
  key: string;
  jpeg: Blob;
  /** What the server calls it, once it has it. */
  code?: string;
}
const LONG_SIDE = 1600;
const QUALITY = 0.8;

/** Return the picture on a canvas, no larger than is kept; throw where it is no picture. */
export async function painted(file: Blob): Promise<HTMLCanvasElement> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas;
}

export function jpegOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no JPEG"))), "image/jpeg", QUALITY));
}

/** Return the digest of a file as the header Content-Digest holds it (RFC 9530). */
export async function digestOf(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return `sha-256=:${btoa(String.fromCharCode(...bytes))}:`;
}
