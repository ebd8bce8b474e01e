/** What the reference is, where its facts come from, and how to ask it from a terminal or a program. */

import { entries, kinds } from '../explain/index.ts';
import { html, joinHtml } from './html.ts';
import { KIND_PLURAL } from './kind-names.ts';
import { renderDocument } from './layout.ts';
import type { Page, SiteOptions } from './page.ts';
import { writtenPairs } from './paths.ts';

export function renderAbout(options: SiteOptions): Page {
  const counts = kinds.map((kind) => {
    const count = entries.filter((entry) => entry.kind === kind).length;
    return html`${count} ${KIND_PLURAL[kind].replace(/^[A-Z](?!\.)/, (letter) => letter.toLowerCase())}`;
  });
  const main = html`<header class="title">
<h1>About this reference</h1>
<p class="summary">It belongs to Sipwright, SIP for TypeScript: a protocol stack, a server and a diagnostician in one package.</p>
</header>
<section aria-labelledby="holds"><h2 id="holds">What it holds</h2>
<p>${joinHtml(counts, ', ')}, and ${writtenPairs.length} pairs of codes with what tells the two apart. Every other pair can be compared as well.</p>
</section>
<section aria-labelledby="source"><h2 id="source">Where it comes from</h2>
<p>The facts (who sends a code, what it must carry, what the client does next, what a forking proxy does with it) are the tables
that the stack and the server run on, so they cannot drift from what the programs do. Tests hold them against the registry of IANA.</p>
<p>The prose is our own, held against the RFC that defines the thing; its section is named, so that you can read it yourself.
Codes that nobody registered are marked as such, with who uses them.</p>
<p>Addresses and numbers in examples are those that are set aside for documents, and belong to nobody.</p>
</section>
<section aria-labelledby="elsewhere"><h2 id="elsewhere">The same in a terminal and in a program</h2>
<pre class="message"><code>sipwright explain 401
sipwright explain "what is a nonce"
sipwright compare 302 428</code></pre>
<pre class="message"><code>import { compare, explain } from 'sipwright/explain';</code></pre>
<p>A server that runs shows these pages at its HTTP port, below <code>/reference/</code>.</p>
</section>
<section aria-labelledby="privacy"><h2 id="privacy">What it does not do</h2>
<p>It sets no cookie, counts nobody, and asks no other host for anything: search and comparison run in your browser, or on the server that shows you the page.
Links to the RFCs lead to rfc-editor.org when you follow them.</p>
</section>`;
  const title = 'About the Sipwright SIP reference';
  const description =
    'What the SIP reference of Sipwright holds, where its facts come from, and how to ask it from a terminal or a program.';
  return renderDocument(
    { path: 'about/', title, description, main, part: 'about', crumbs: [{ name: 'SIP reference', path: '' }] },
    options,
  );
}
