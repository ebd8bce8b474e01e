/** The page on which a capture is dropped and diagnosed, all of it in the browser. */

import { html } from './html.ts';
import { renderDocument } from './layout.ts';
import type { Page, SiteOptions } from './page.ts';

export const DIAGNOSE_PATH = 'diagnose/';

export function renderDiagnose(options: SiteOptions): Page {
  const without = html`<p>This page works with a script${options.scripts ? '' : ', and this copy of the site was made without its scripts'}. The same diagnosis is made by the command <code>sipwright diagnose FILE</code>.</p>`;
  const main = html`<header class="title">
<h1>Why did this call fail?</h1>
<p class="summary">Drop a capture or a log, or paste messages. It is read and judged in this browser; nothing leaves it.</p>
</header>
<form id="diagnose" class="drop" hidden>
<p><label for="capture">A capture (pcap, pcapng, HEP3) or a log (sngrep, sipp, Asterisk, FreeSWITCH, Kamailio, Wireshark)</label>
<input type="file" id="capture" multiple></p>
<p><label for="pasted">or messages, as text</label>
<textarea id="pasted" rows="8" spellcheck="false" placeholder="INVITE sip:bob@example.com SIP/2.0"></textarea></p>
<p><button type="submit">Diagnose</button> <output id="progress" for="capture pasted"></output></p>
</form>
${options.scripts ? html`<noscript>${without}</noscript>` : without}
<div id="diagnosis" tabindex="-1" aria-live="polite"></div>`;
  const title = 'Why did this SIP call fail? Diagnose a capture';
  const description =
    'Drop a capture or a log of SIP: the reason why a call failed, the evidence and the fix, found in your browser.';
  const crumbs = [{ name: 'SIP reference', path: '' }];
  return renderDocument(
    { path: DIAGNOSE_PATH, title, description, main, crumbs, part: 'diagnose', styles: ['diagnosis.css'] },
    options,
  );
}
