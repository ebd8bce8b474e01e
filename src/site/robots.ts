/** What is for programs that walk the site: the list of its pages, and that they may read them. */

import { escapeHtml } from './html.ts';
import { absolute, type Page, type SiteOptions } from './page.ts';
import { documentPaths } from './paths.ts';

/** A sitemap holds absolute addresses alone, so it lists nothing where the origin is not known. */
export function renderSitemap(options: SiteOptions): Page {
  const urls = documentPaths().flatMap((path) => {
    const url = absolute(path, options);
    return url === undefined ? [] : [`<url><loc>${escapeHtml(url)}</loc></url>\n`];
  });
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join('')}</urlset>
`;
  return { path: 'sitemap.xml', type: 'application/xml; charset=utf-8', text };
}

export function renderRobots(options: SiteOptions): Page {
  const sitemap = absolute('sitemap.xml', options);
  const text = `User-agent: *\nAllow: /\n${sitemap === undefined ? '' : `\nSitemap: ${sitemap}\n`}`;
  return { path: 'robots.txt', type: 'text/plain; charset=utf-8', text };
}
