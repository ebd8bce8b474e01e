/** The page of the search: everything that fits what its address asks for. */

import { resultList } from '../search.ts';
import { element, root } from './element.ts';
import { loadFinder } from './load-finder.ts';

/** Nobody reads further. */
const MOST = 40;

export async function fillSearchPage(place: HTMLElement): Promise<void> {
  const query = (new URLSearchParams(location.search).get('q') ?? '').trim();
  // A server has filled it already.
  if (query === '' || place.querySelector('.found') !== null) return;
  const field = document.querySelector<HTMLInputElement>('#q');
  if (field !== null && field.value === '') field.value = query;
  document.title = `${query}: search the SIP reference`;
  place.setAttribute('aria-busy', 'true');
  try {
    const found = (await loadFinder()).find(query, MOST);
    place.innerHTML = found.length === 0 ? '' : resultList(found, root).text;
    place.prepend(element('p', { class: 'note' }, ...countText(found.length, query)));
  } catch {
    place.replaceChildren(
      element('p', { role: 'alert' }, 'The search could not be loaded. Reload the page to try again.'),
    );
  }
  place.removeAttribute('aria-busy');
}

function countText(count: number, query: string): (Node | string)[] {
  const asked = element('q', {}, query);
  if (count === 0) return ['Nothing here speaks of ', asked, '. Try a number, a phrase, or one word of what you see.'];
  return [`${count === MOST ? `The first ${MOST}` : count === 1 ? 'One page' : `${count} pages`} for `, asked];
}
