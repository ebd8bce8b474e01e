/** What is shown for an address that is not there. */

import { html } from './html.ts';
import { renderDocument } from './layout.ts';
import type { Page, SiteOptions } from './page.ts';
import { FOLDERS, rootOf } from './paths.ts';
import { nearest } from './search-page.ts';

const PATH = '404.html';

/**
 * The page that says that there is none, and what is near by name.
 * @param asked the path that is not there, below the root of the site; undefined for a file that stands for all of them, whose links
 *   are absolute where the origin is known, since it is shown at any depth
 */
export function renderNotFound(asked: string | undefined, options: SiteOptions): Page {
  const root = asked === undefined ? (options.origin?.replace(/\/*$/, '/') ?? rootOf(PATH)) : rootOf(asked);
  const name = asked?.split('/').findLast((part) => part !== '');
  const near = name === undefined ? undefined : nearest(name.replaceAll('-', ' ').slice(0, 80), root);
  const main = html`<header class="title">
<h1>There is no page here</h1>
<p class="summary">Search above for a number, a name or a word, or look in the lists.</p>
</header>
${near !== undefined && html`<p>Did you mean ${near}?</p>`}
<ul class="chips"><li><a href="${root}">Home</a></li><li><a href="${root}${FOLDERS.code}/">Response codes</a></li>
<li><a href="${root}${FOLDERS.header}/">Header fields</a></li><li><a href="${root}${FOLDERS.word}/">Words</a></li><li><a href="${root}compare/">Compare two</a></li></ul>`;
  const title = 'Not found in the SIP reference';
  const description = 'This address of the SIP reference does not exist.';
  return renderDocument({ path: PATH, root, title, description, main, unlisted: true }, options);
}
