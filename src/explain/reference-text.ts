/** References as a person reads them. */

/** `3261 21.4.2` becomes `RFC 3261, section 21.4.2`; what is no RFC stays as it is. */
export function formatReference(reference: string): string {
  const match = /^(\d{3,5})(?: (\S.*))?$/.exec(reference);
  if (match === null) return reference;
  return match[2] === undefined ? `RFC ${match[1]}` : `RFC ${match[1]}, section ${match[2]}`;
}

/** Where the RFC can be read, or undefined for another standard. */
export function referenceUrl(reference: string): string | undefined {
  const match = /^(\d{3,5})(?: (\d[\d.]*))?$/.exec(reference);
  if (match === null) return undefined;
  const page = `https://www.rfc-editor.org/rfc/rfc${match[1]}`;
  return match[2] === undefined ? page : `${page}#section-${match[2]}`;
}
