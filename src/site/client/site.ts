/** The script of every page: assets/site.js. The pages can be read without it. */

import { fillComparison } from './compare-page.ts';
import { attachDiagnose } from './diagnose-page.ts';
import { attachParts } from './parts.ts';
import { SearchBox } from './search-box.ts';
import { fillSearchPage } from './search-page.ts';

const byId = (id: string) => document.getElementById(id);

const field = byId('q');
const list = byId('results');
if (field instanceof HTMLInputElement && list !== null) new SearchBox(field, list);

attachParts();

const found = byId('search-results');
if (found !== null) void fillSearchPage(found);

const diagnose = byId('diagnose');
const diagnosis = byId('diagnosis');
if (diagnose !== null && diagnosis !== null) attachDiagnose(diagnose, diagnosis);

const comparison = byId('comparison');
if (comparison !== null) void fillComparison(comparison);
