/** The pages of the reference as text: a path becomes a page. The same for the static site and for a server. */

export { renderComparison } from './comparison.ts';
export { answerComparison } from './comparison-page.ts';
export { diagnosisPage } from './diagnosis-page.ts';
export { renderNotFound } from './not-found-page.ts';
export type { Page, SiteOptions } from './page.ts';
export { pathOf, sitePaths, slug } from './paths.ts';
export { renderPage } from './render.ts';
export { resultList, searchIn, type SearchRecord } from './search.ts';
export { renderSearch } from './search-page.ts';
export { searchRecords } from './search-records.ts';
