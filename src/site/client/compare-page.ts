/** The page on which any two things are compared, each pair at its own address: `compare/?a=480&b=999`. */

import type { Made, Missing } from './compare.ts';
import { element, root } from './element.ts';

export async function fillComparison(place: HTMLElement): Promise<void> {
  const asked = new URLSearchParams(location.search);
  const [a, b] = ['a', 'b'].map((name) => (asked.get(name) ?? '').trim());
  for (const name of ['a', 'b']) {
    const field = document.querySelector<HTMLInputElement>(`.chooser input[name=${name}]`);
    if (field !== null && field.value === '') field.value = asked.get(name) ?? '';
  }
  // Nothing was asked for, or a server has said already what is wrong with it.
  if (a === '' || b === '' || place.childElementCount > 0) return;
  place.replaceChildren(element('p', { class: 'note' }, 'Loading the texts…'));
  try {
    const { comparisonOf } = await import('./compare.ts');
    show(comparisonOf(a, b, root), place);
  } catch {
    place.replaceChildren(
      element('p', { role: 'alert' }, 'The texts could not be loaded. Reload the page to try again.'),
    );
  }
}

function show(result: Made | Missing, place: HTMLElement): void {
  if ('asked' in result) return place.replaceChildren(missingText(result));
  const { names, title, html, page } = result;
  if (page !== undefined) return location.replace(new URL(root + page, document.baseURI));
  if (html === undefined) return place.replaceChildren(element('p', {}, `Both are ${title}. Name two.`));
  history.replaceState(null, '', `?${new URLSearchParams({ a: names[0], b: names[1] })}`);
  document.title = `SIP ${names[0]} or ${names[1]}: the difference, and which is right`;
  // It is the page now, as that of a pair which has one; nobody wants all of it read out as news.
  place.removeAttribute('aria-live');
  place.innerHTML = html;
  const chooser = document.querySelector('.chooser');
  document.querySelector('main')?.replaceChildren(place, element('h2', {}, 'Compare two others'), chooser ?? '');
}

function missingText({ asked, suggestions }: Missing): HTMLElement {
  const text = element('p', {}, 'Nothing here is called ', element('q', {}, asked), '.');
  suggestions.forEach((name, place) => {
    const [before, after] = [place === 0 ? ' Did you mean ' : ', ', place === suggestions.length - 1 ? '?' : ''];
    text.append(before, element('a', { href: withName(asked, name) }, name), after);
  });
  return text;
}

/** The address of this page with another name in place of the one that nothing has. */
function withName(asked: string, name: string): string {
  const query = new URLSearchParams(location.search);
  for (const [key, value] of query) if (value.trim().startsWith(asked)) query.set(key, name);
  return `?${query}`;
}
