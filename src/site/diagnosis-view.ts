/** What a diagnosis found, as HTML: the verdicts, their evidence, the ladder with its messages, and descriptions side by side. */

import {
  type DiagnosisJson,
  type FindingJson,
  formatReference,
  type SideBySide,
  type VerdictJson,
} from '../explain/index.ts';
import { each, html, type Html } from './html.ts';
import { ladderSvg, messageId } from './ladder-svg.ts';

/** Cases that are shown with their ladders; the list names all. */
const MOST_CASES = 40;
const MOST_ROWS = 500;
const SIGNS = { failure: '✗', warning: '!', note: '·' } as const;

/** The whole diagnosis, below a heading of its own. */
export function diagnosisView(diagnosis: DiagnosisJson): Html {
  const { inputs, messages, verdict, findings, cases, list, damage } = diagnosis;
  const shown = [...cases].sort((a, b) => weight(b) - weight(a)).slice(0, MOST_CASES);
  const general = findings.filter(({ callId }) => callId === '');
  return html`<section class="diagnosis">
<header class="title">
<p class="eyebrow">${inputs.map(({ name, format }) => `${name} (${format})`).join(', ')}</p>
<h1 class="${verdict}">${headingOf(diagnosis)}</h1>
<p class="summary">${count(messages, 'SIP message')} in ${count(list.length, 'conversation')}.</p>
</header>
${damage.length > 0 && html`<aside><h2>What could not be read</h2><ul>${each(damage, ({ frame, reason }) => html`<li>${frame > 0 && `Frame ${frame}: `}${reason}</li>`)}</ul></aside>`}
${each(general, (finding) => html`<article>${findingHtml(finding, 'h2')}</article>`)}
${each(shown, (one, i) => caseHtml(one, `c${i + 1}`))}
${list.length > 1 && listHtml(diagnosis, shown)}
</section>`;
}

/** The graver first; of equals the earlier. */
function weight({ findings: [root] }: VerdictJson): number {
  return root === undefined ? 0 : root.severity === 'failure' ? 3 : root.severity === 'warning' ? 2 : 1;
}

function headingOf({ verdict, findings, messages }: DiagnosisJson): string {
  if (messages === 0) return 'There is no SIP in it';
  const [root] = findings;
  return verdict === 'failure' && root !== undefined ? root.title : 'No failure found';
}

function caseHtml(verdict: VerdictJson, prefix: string): Html {
  const { kind, outcome, status, callId, findings, decisions } = verdict;
  const [root, ...others] = findings;
  return html`<article class="case" id="${prefix}">
<h2>${kind} <small>${outcome}${status > 0 && ` ${status}`} · Call-ID <code>${callId === '' ? 'missing' : callId}</code></small></h2>
${root === undefined ? html`<p>Nothing is wrong with it, as far as the capture shows.</p>` : findingHtml(root, 'h3')}
${others.length > 0 && html`<h3>Also found</h3><ul class="others">${each(others, otherHtml)}</ul>`}
${decisions.length > 0 && html`<h3>What the server decided</h3><ul>${each(decisions, ({ subject, text }) => html`<li><b>${subject}</b> ${text}</li>`)}</ul>`}
<div class="trace"><div class="scroll" tabindex="0" role="region" aria-label="Ladder">${ladderSvg(verdict, prefix)}</div>
<div class="texts">${messageTexts(verdict, prefix)}</div></div>
${sessionsHtml(verdict)}
</article>`;
}

function otherHtml({ severity, title, summary, becauseOf, id }: FindingJson): Html {
  return html`<li class="${severity}"><b>${SIGNS[severity]} ${title}</b> <code>${id}</code>${becauseOf !== undefined && html` <small>follows from ${becauseOf}</small>`}<br>${summary}</li>`;
}

function findingHtml(finding: FindingJson, heading: 'h2' | 'h3'): Html {
  const { id, severity, certainty, family, title, summary, cause, fix, rfc, evidence, comparison } = finding;
  const head =
    heading === 'h2' ? html`<h2>${SIGNS[severity]} ${title}</h2>` : html`<h3>${SIGNS[severity]} ${title}</h3>`;
  return html`<div class="finding ${severity}">${head}
<p class="note"><code>${id}</code> · ${severity}, ${certainty} · ${family} · ${rfc.map(formatReference).join('; ')}</p>
<p>${summary}</p>
${evidence.length > 0 && html`<h4>Evidence</h4><ol>${each(evidence, evidenceHtml)}</ol>`}
${comparison !== undefined && sideBySide(comparison)}
<h4>Cause</h4><p>${cause}</p>
<h4>Fix</h4><ol>${each(fix, (step) => html`<li>${step}</li>`)}</ol>
</div>`;
}

function evidenceHtml({ frame, message, offset, note }: FindingJson['evidence'][number]): Html {
  const when = typeof offset === 'number' ? `${(offset / 1000).toFixed(3)} s, ` : '';
  return html`<li>${frame > 0 && `frame ${frame}, `}${when}${message !== undefined && html`<b>${message}</b>: `}${note}</li>`;
}

/** Each text is shown when its arrow has been followed; a page without a script can do no more. */
function messageTexts({ ladder }: VerdictJson, prefix: string): readonly Html[] {
  return each(ladder, ({ text, label, frame, sent, findings = [] }, i) =>
    text === undefined
      ? html``
      : html`<section class="text${findings.includes(0) && ' root'}" id="${messageId(prefix, i)}"><h4>${label} <small>frame ${frame}</small></h4>
${sent !== undefined && html`<p class="note">${machineText(sent)}</p>`}
<pre>${text.replaceAll('\r\n', '\n')}</pre></section>`,
  );
}

function machineText({ machine, state, on, next, rfc }: NonNullable<VerdictJson['ladder'][number]['sent']>): string {
  if (next === null)
    return `${machine} transaction, ${state}: no row for "${on}"; the machine has no place for this message.`;
  return `${machine} transaction: ${state}, ${on}, ${next} (${formatReference(rfc ?? '3261 17')}).`;
}

function sideBySide({ left, right, rows }: SideBySide): Html {
  return html`<table class="sides"><thead><tr><th scope="col">${left}</th><th scope="col">${right}</th></tr></thead><tbody>
${each(rows, (row) => html`<tr${row.differs && html` class="differs"`}><td>${row.left}</td><td>${row.right}</td></tr>`)}
</tbody></table>`;
}

function sessionsHtml({ sessions = [] }: VerdictJson): Html | undefined {
  if (sessions.length === 0) return undefined;
  return html`<details><summary>Offers and answers side by side</summary>${each(sessions, sideBySide)}</details>`;
}

function listHtml({ list, omitted }: DiagnosisJson, shown: readonly VerdictJson[]): Html {
  const place = new Map(shown.map(({ callId }, i) => [callId, `#c${i + 1}`]));
  const rows = each(list.slice(0, MOST_ROWS), ({ callId, kind, from, to, outcome, status, root, severity }) => {
    const link = place.get(callId);
    const id = html`<code>${callId}</code>`;
    return html`<tr class="${severity}"><td>${kind}</td><td>${from}</td><td>${to}</td><td>${outcome}${status > 0 && ` ${status}`}</td><td>${root}</td><td>${link === undefined ? id : html`<a href="${link}">${id}</a>`}</td></tr>`;
  });
  const more = Math.max(0, list.length - MOST_ROWS) + omitted.rows;
  return html`<section><h2>All conversations</h2><div class="scroll" tabindex="0" role="region" aria-label="All conversations"><table class="list"><thead><tr>
<th scope="col">Kind</th><th scope="col">From</th><th scope="col">To</th><th scope="col">Outcome</th><th scope="col">Finding</th><th scope="col">Call-ID</th></tr></thead><tbody>${rows}</tbody></table></div>
${more > 0 && html`<p class="note">and ${more} more</p>`}</section>`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
