/** The parts of an image reference that say which image is meant. */
export interface ImagePin {
  /** `undefined` when none is given, which stands for `latest`. */
  readonly tag?: string;
  /** A digest of the right form, e.g. `sha256:` and 64 hexadecimal digits. */
  readonly digest?: string;
}

/** Reads `[registry[:port]/]name[:tag][@digest]`. A digest of the wrong form is none: Docker refuses it. */
export function imagePin(image: string): ImagePin {
  const [named = "", digest] = image.trim().split("@");
  // A colon before the last slash belongs to the registry's port.
  const [, tag] = /:([^:/]*)$/.exec(named) ?? [];
  return {
    ...(tag === undefined || tag === "" ? {} : { tag }),
    ...(digest !== undefined && /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/i.test(digest) ? { digest } : {}),
  };
}

/** Whether an image is made for Windows, as far as its reference says so. */
export function isWindowsImage(image: string): boolean {
  return /(?:^|\/)windows\/|nanoserver|windowsservercore|servercore/i.test(image);
}
