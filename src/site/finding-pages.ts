/** A page for each finding of the diagnosis, and the list of them: generated from the rules themselves. */

import { families, type Family, formatReference, referenceUrl, type Rule, rules } from '../explain/index.ts';
import { FINDINGS_PATH, findingPath } from './finding-paths.ts';
import { each, html } from './html.ts';
import { renderDocument } from './layout.ts';
import type { Page, SiteOptions } from './page.ts';

const FAMILY_NAMES: Readonly<Record<Family, string>> = {
  authentication: 'Authentication',
  registration: 'Registration',
  routing: 'Routing',
  identity: 'Identity',
  'set-up': 'Set-up',
  drop: 'Calls that drop',
  transport: 'Transport',
  media: 'Media',
  hostile: 'Hostile or broken',
};

/** The list, or the page of one finding; undefined for any other path. */
export function renderFindings(path: string, options: SiteOptions): Page | undefined {
  if (path === FINDINGS_PATH) return renderList(options);
  const rule = rules.find(({ id }) => findingPath(id) === path);
  return rule === undefined ? undefined : renderFinding(rule, options);
}

function renderList(options: SiteOptions): Page {
  const sections = each(families, (family) => {
    const own = rules.filter((rule) => rule.family === family);
    return html`<section aria-labelledby="${family}"><h2 id="${family}">${FAMILY_NAMES[family]}</h2><ul class="index">
${each(own, ({ id, title, meaning }) => html`<li><a href="${id}/">${title}</a><span>${meaning.split(/(?<=\.) /)[0]}</span></li>`)}</ul></section>`;
  });
  const main = html`<header class="title"><h1>Findings</h1>
<p class="summary">What the diagnosis of a capture can find: ${rules.length} reasons why a call or a registration fails, or will.</p></header>${sections}`;
  const title = 'Findings: why SIP calls fail';
  const description = `The ${rules.length} reasons why a SIP call or registration fails that Sipwright finds in a capture, with cause and fix.`;
  return renderDocument(
    { path: FINDINGS_PATH, title, description, main, crumbs: [{ name: 'SIP reference', path: '' }], part: 'diagnose' },
    options,
  );
}

function renderFinding(rule: Rule, options: SiteOptions): Page {
  const { id, title, meaning, cause, fix, rfc, severity, family, explains = [] } = rule;
  const others = explains.flatMap((other) => rules.find((one) => one.id === other) ?? []);
  const causes = rules.filter((one) => one.explains?.includes(id));
  const link = (one: Rule) => html`<li><a href="../${one.id}/">${one.title}</a></li>`;
  const main = html`<header class="title"><p class="eyebrow">${FAMILY_NAMES[family]}, ${severity}</p>
<h1>${title}</h1><p class="note">In the output of <code>sipwright diagnose</code>: <code>${id}</code></p></header>
<section aria-labelledby="seen"><h2 id="seen">How it is recognised</h2><p>${meaning}</p></section>
<section aria-labelledby="cause"><h2 id="cause">Cause</h2><p>${cause}</p></section>
<section aria-labelledby="fix"><h2 id="fix">Fix</h2><ol>${each(fix, (step) => html`<li>${step}</li>`)}</ol></section>
<section aria-labelledby="rfc"><h2 id="rfc">Where it is written</h2><ul>${each(rfc, (one) => html`<li>${rfcLink(one)}</li>`)}</ul></section>
${causes.length > 0 && html`<section aria-labelledby="causes"><h2 id="causes">May follow from</h2><ul>${each(causes, link)}</ul></section>`}
${others.length > 0 && html`<section aria-labelledby="leads"><h2 id="leads">May lead to</h2><ul>${each(others, link)}</ul></section>`}`;
  const crumbs = [
    { name: 'SIP reference', path: '' },
    { name: 'Findings', path: FINDINGS_PATH },
  ];
  return renderDocument(
    {
      path: findingPath(id),
      title: `${title}: ${id}`,
      description: meaning.slice(0, 155),
      main,
      crumbs,
      part: 'diagnose',
    },
    options,
  );
}

function rfcLink(reference: string) {
  const url = referenceUrl(reference);
  return url === undefined
    ? html`${formatReference(reference)}`
    : html`<a href="${url}">${formatReference(reference)}</a>`;
}
