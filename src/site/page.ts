/** What a page is, and what the site is told by whoever publishes it. */

/** A page, ready to be written or sent. */
export interface Page {
  /** Below the root of the site, as in `sitePaths`. */
  readonly path: string;
  /** The content type. */
  readonly type: string;
  readonly text: string;
}

/** What the site is told about where it is. */
export interface SiteOptions {
  /** Where the site is published, `https://example.org/sip`; without it no page holds an absolute address of its own. */
  readonly origin?: string;
  /** Whether assets/site.js is there. */
  readonly scripts: boolean;
}

export const HTML_TYPE = 'text/html; charset=utf-8';

/** The absolute address of a path, or undefined where the origin is not known. */
export function absolute(path: string, { origin }: SiteOptions): string | undefined {
  return origin === undefined ? undefined : `${origin.replace(/\/+$/, '')}/${path}`;
}
