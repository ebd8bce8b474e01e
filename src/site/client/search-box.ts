/** The search field of every page: results while one types, as the ARIA pattern of a combobox with a list box has it. */

import type { SearchRecord } from '../search.ts';
import { element, root } from './element.ts';
import type { RecordFinder } from './find-records.ts';
import { loadFinder } from './load-finder.ts';

/** As many as fit on a phone above its keyboard. */
const MOST = 7;

export class SearchBox {
  readonly #field: HTMLInputElement;
  readonly #list: HTMLElement;
  #finder: RecordFinder | undefined;
  #options: readonly HTMLAnchorElement[] = [];
  /** Which of the options Enter opens. */
  #active = 0;

  constructor(field: HTMLInputElement, list: HTMLElement) {
    this.#field = field;
    this.#list = list;
    list.hidden = true;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', 'Results');
    field.setAttribute('role', 'combobox');
    field.setAttribute('aria-autocomplete', 'list');
    field.setAttribute('aria-controls', list.id);
    field.setAttribute('aria-expanded', 'false');
    field.addEventListener('focus', () => this.#load());
    field.addEventListener('input', () => this.#update());
    field.addEventListener('keydown', (event) => this.#onKey(event));
    field.addEventListener('blur', () => this.#close());
    // The field keeps the focus while an option is pressed, so that the list is still there when it is released.
    list.addEventListener('mousedown', (event) => event.preventDefault());
    list.addEventListener('pointermove', (event) => this.#onPointer(event));
    document.addEventListener('keydown', (event) => this.#onShortcut(event));
    if (document.activeElement === field) this.#load();
  }

  #load(): void {
    if (this.#finder !== undefined) return;
    const before = this.#field.value;
    loadFinder().then(
      (finder) => {
        this.#finder = finder;
        // What stood there already, as on the page of the search, was not typed to be found now.
        if (this.#field.value !== before && document.activeElement === this.#field) this.#update();
      },
      // Enter still leads to the page of the search, and the next focus tries again.
      () => this.#close(),
    );
  }

  #update(): void {
    const query = this.#field.value.trim();
    if (query === '' || this.#finder === undefined) return this.#close();
    const found = this.#finder.find(query, MOST);
    this.#options = [...found.map(resultOption), everythingOption(query, found.length > 0)];
    this.#options.forEach((option, place) => (option.id = `${this.#list.id}-${place}`));
    this.#list.replaceChildren(...this.#options);
    this.#list.hidden = false;
    this.#list.scrollTop = 0;
    this.#field.setAttribute('aria-expanded', 'true');
    this.#activate(0);
  }

  #close(): void {
    this.#list.hidden = true;
    this.#options = [];
    this.#field.setAttribute('aria-expanded', 'false');
    this.#field.removeAttribute('aria-activedescendant');
  }

  #activate(place: number): void {
    this.#active = (place + this.#options.length) % this.#options.length;
    this.#options.forEach((option, at) => option.setAttribute('aria-selected', String(at === this.#active)));
    this.#field.setAttribute('aria-activedescendant', this.#options[this.#active].id);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const isOpen = this.#options.length > 0;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!isOpen) this.#update();
      else this.#activate(this.#active + (event.key === 'ArrowDown' ? 1 : -1));
      this.#options[this.#active]?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && isOpen) {
      this.#options[this.#active].click();
    } else if (event.key === 'Escape' && isOpen) {
      this.#close();
    } else {
      return;
    }
    event.preventDefault();
  }

  #onPointer({ target }: PointerEvent): void {
    const option = target instanceof Element ? target.closest('[role=option]') : null;
    const place = this.#options.findIndex((one) => one === option);
    if (place !== -1 && place !== this.#active) this.#activate(place);
  }

  /** `/` leads to the field from anywhere, but where one writes. */
  #onShortcut(event: KeyboardEvent): void {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest('input, textarea, select') !== null) return;
    event.preventDefault();
    this.#field.focus();
    this.#field.select();
  }
}

const resultOption = ({ t, p, s, k }: SearchRecord) =>
  option(root + p, element('b', {}, t), element('i', {}, k), element('span', {}, s));

function everythingOption(query: string, isAnyFound: boolean): HTMLAnchorElement {
  const text = isAnyFound ? `Everything for “${query}”` : `Nothing here speaks of “${query}”`;
  return option(`${root}search/?${new URLSearchParams({ q: query })}`, element('span', {}, text));
}

const option = (href: string, ...children: readonly Node[]) =>
  element('a', { role: 'option', tabindex: '-1', href }, ...children);
