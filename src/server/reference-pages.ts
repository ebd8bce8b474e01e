/** The reference site below /reference/, made on demand from the same pages as the static site. */
import { access, readFile } from 'node:fs/promises';

export interface ReferenceAnswer {
  readonly status: number;
  readonly text: string;
  readonly contentType?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where it begins, also without the slash at the end. */
export const isReference = (path: string) => path === '/reference' || path.startsWith('/reference/');

/** The scripts of the built site: the same folder from src/server/ and from dist/server/. */
const ASSETS = new URL('../../dist/www/assets/', import.meta.url);
/** A file of that folder itself, by a name that leads nowhere else. */
const SCRIPT = /^assets\/([a-z0-9][a-z0-9-]*\.js)$/;
const ENTRY_SCRIPT = 'site.js';

/** Nothing but the site's own script and style; the icon is a data URL. */
const SECURITY_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; " +
    "base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};
/** Short, so that a server of another version does not meet old scripts and styles. */
const CACHED = { ...SECURITY_HEADERS, 'Cache-Control': 'public, max-age=60' };
const NOT_CACHED = { ...SECURITY_HEADERS, 'Cache-Control': 'no-store' };

/** Loaded when somebody first reads: the texts are most of a megabyte in memory, which a server otherwise does without. */
const loadSite = () => import('../site/index.ts');

/**
 * @param url of the request, its path as in `isReference`
 * @param assets the folder of the scripts, ended by a slash
 */
export async function answerReference(url: string, assets: URL = ASSETS): Promise<ReferenceAnswer> {
  const [pathname, query = ''] = url.split('?', 2);
  if (pathname === '/reference') return redirect(308, 'reference/');
  const path = pathname.slice('/reference/'.length);
  const script = SCRIPT.exec(path);
  if (script !== null) {
    const text = await readScript(script[1], assets);
    if (text !== undefined)
      return { status: 200, text, contentType: 'text/javascript; charset=utf-8', headers: CACHED };
  }
  const site = await loadSite();
  const options = { scripts: await isThere(new URL(ENTRY_SCRIPT, assets)) };
  const asked = new URLSearchParams(query);
  if (path === 'search/' && asked.has('q')) return found(site.renderSearch(asked.get('q') ?? '', options));
  if (path === 'compare/' && (asked.has('a') || asked.has('b'))) {
    const answer = site.answerComparison(asked.get('a') ?? '', asked.get('b') ?? '', options);
    return 'location' in answer ? redirect(303, `../${answer.location}`) : found(answer);
  }
  const page = site.renderPage(path, options);
  if (page !== undefined && path !== '404.html') {
    // Two codes in the other order have the address of the right order.
    return page.path === path ? found(page) : redirect(308, `../../${page.path}`);
  }
  if (!path.endsWith('/') && site.renderPage(`${path}/`, options) !== undefined)
    return redirect(308, `${path.slice(path.lastIndexOf('/') + 1)}/`);
  const { text, type } = site.renderNotFound(path, options);
  return { status: 404, text, contentType: type, headers: NOT_CACHED };
}

const found = ({ text, type }: { text: string; type: string }): ReferenceAnswer => ({
  status: 200,
  text,
  contentType: type,
  headers: CACHED,
});

/** @param location relative to the address that was asked for, so that it holds behind a proxy with another path, too */
const redirect = (status: number, location: string): ReferenceAnswer => ({
  status,
  text: `${location}\n`,
  headers: { ...NOT_CACHED, Location: location },
});

const isThere = (file: URL) =>
  access(file).then(
    () => true,
    () => false,
  );

async function readScript(name: string, assets: URL): Promise<string | undefined> {
  try {
    return await readFile(new URL(name, assets), 'utf8');
  } catch {
    return undefined;
  }
}
