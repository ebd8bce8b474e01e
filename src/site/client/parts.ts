/**
 * The notes on the parts of an example message. The style sheet shows a note while its part is pointed at or has the focus;
 * here a tap or Enter shows and hides it, and Escape hides it, wherever the pointer is.
 */

export function attachParts(): void {
  for (const holder of document.querySelectorAll<HTMLElement>('.x')) attachPart(holder);
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    for (const holder of document.querySelectorAll<HTMLElement>('.x:is(:hover, :focus-within)'))
      setHidden(holder, true);
  });
  document.addEventListener('pointerdown', ({ target }) => {
    // Some browsers leave the focus where it was when nothing that can take it is tapped.
    const focused = document.activeElement?.closest<HTMLElement>('.x');
    if (focused && target instanceof Node && !focused.contains(target)) (document.activeElement as HTMLElement).blur();
  });
}

function attachPart(holder: HTMLElement): void {
  const part = holder.querySelector<HTMLElement>('.part');
  if (part === null) return;
  /** Whether it was shown for its focus when it was pressed. */
  let wasOpen = false;
  const note = () => (wasOpen = document.activeElement === part && !isHidden(holder));
  part.addEventListener('pointerdown', note);
  part.addEventListener('keydown', note);
  part.addEventListener('click', () => {
    // Not every browser gives a button the focus that is tapped.
    part.focus();
    setHidden(holder, wasOpen);
  });
  // At the foot of the window only its part would be seen.
  part.addEventListener('focus', () => tipOf(holder)?.scrollIntoView({ block: 'nearest' }));
  // The next time it is shown again.
  holder.addEventListener('pointerleave', () => {
    if (!holder.contains(document.activeElement)) setHidden(holder, false);
  });
  holder.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && holder.contains(relatedTarget))) setHidden(holder, false);
  });
}

const tipOf = (holder: HTMLElement) => holder.querySelector<HTMLElement>('.tip');
const isHidden = (holder: HTMLElement) => tipOf(holder)?.style.visibility === 'hidden';

function setHidden(holder: HTMLElement, hidden: boolean): void {
  tipOf(holder)?.style.setProperty('visibility', hidden ? 'hidden' : '');
}
