/** HTML as text that is escaped by construction: what is put into a template is text, unless it is HTML already. */

/** A piece of HTML. Only `html` and `rawHtml` make one. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** `undefined` and `false` put nothing there. */
export type Slot = string | number | Html | readonly Html[] | undefined | false;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for attributes in quotes. */
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (char) => ENTITIES[char]);

export function html(strings: TemplateStringsArray, ...slots: readonly Slot[]): Html {
  let text = strings[0];
  for (let i = 0; i < slots.length; i++) text += slotText(slots[i]) + strings[i + 1];
  return new Html(text);
}

function slotText(slot: Slot): string {
  if (slot === undefined || slot === false) return '';
  if (slot instanceof Html) return slot.text;
  return typeof slot === 'object' ? slot.map(({ text }) => text).join('') : escapeHtml(String(slot));
}

/** Text that is HTML already. */
export const rawHtml = (text: string) => new Html(text);

/** The pieces with something between them. */
export const joinHtml = (pieces: readonly Html[], between: string) =>
  new Html(pieces.map(({ text }) => text).join(escapeHtml(between)));

export const each = <T>(items: readonly T[], one: (item: T, index: number) => Html): readonly Html[] => items.map(one);

/** As a script of data: `<` could end it, the two separators end a line of JavaScript. */
export const jsonScript = (data: object) =>
  new Html(
    `<script type="application/ld+json">${JSON.stringify(data)
      .replaceAll('<', '\\u003c')
      .replaceAll('\u2028', '\\u2028')
      .replaceAll('\u2029', '\\u2029')}</script>`,
  );
