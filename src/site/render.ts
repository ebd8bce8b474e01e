/** From a path to its page. */

import { renderAbout } from './about-page.ts';
import { renderChooser, renderPair } from './comparison-page.ts';
import { diagnosisStyle } from './diagnosis-style.ts';
import { DIAGNOSE_PATH, renderDiagnose } from './diagnose-page.ts';
import { renderEntry } from './entry-page.ts';
import { renderFindings } from './finding-pages.ts';
import { renderHome } from './home.ts';
import { listKind, renderList } from './list-pages.ts';
import { renderNotFound } from './not-found-page.ts';
import type { Page, SiteOptions } from './page.ts';
import { entryAt, pairAt } from './paths.ts';
import { renderRobots, renderSitemap } from './robots.ts';
import { renderSearch } from './search-page.ts';
import { searchRecords } from './search-records.ts';
import { styleSheet } from './style.ts';

/**
 * The page or file at a path below the root of the site; undefined where there is none. Two codes in the other order
 * give the page of the two, whose own path differs then.
 */
export function renderPage(path: string, options: SiteOptions): Page | undefined {
  switch (path) {
    case '':
      return renderHome(options);
    case 'compare/':
      return renderChooser(options);
    case DIAGNOSE_PATH:
      return renderDiagnose(options);
    case 'search/':
      return renderSearch('', options);
    case 'about/':
      return renderAbout(options);
    case '404.html':
      return renderNotFound(undefined, options);
    case 'sitemap.xml':
      return renderSitemap(options);
    case 'robots.txt':
      return renderRobots(options);
    case 'search.json':
      return { path, type: 'application/json; charset=utf-8', text: JSON.stringify(searchRecords()) };
    case 'assets/diagnosis.css':
      return { path, type: 'text/css; charset=utf-8', text: diagnosisStyle };
    case 'assets/site.css':
      return { path, type: 'text/css; charset=utf-8', text: styleSheet };
    default: {
      const kind = listKind(path);
      if (kind !== undefined) return renderList(kind, options);
      const entry = entryAt(path);
      if (entry !== undefined) return renderEntry(entry, options);
      const pair = pairAt(path);
      if (pair !== undefined) return renderPair(pair, options);
      return renderFindings(path, options);
    }
  }
}
