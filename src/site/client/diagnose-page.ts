/** The page that diagnoses a capture: hands files and pasted text to a worker, and shows what comes back. Nothing is sent anywhere. */

import { root } from './element.ts';
import { type DiagnoseAnswer, type DiagnoseRequest } from './diagnose-messages.ts';

/** Makes the form work. @param form is hidden until now */
export function attachDiagnose(form: HTMLElement, shown: HTMLElement): void {
  const files = form.querySelector<HTMLInputElement>('input[type=file]');
  const pasted = form.querySelector<HTMLTextAreaElement>('textarea');
  const progress = form.querySelector<HTMLOutputElement>('output');
  if (files === null || pasted === null || progress === null) return;
  form.hidden = false;
  let worker: Worker | undefined;

  const diagnose = (request: DiagnoseRequest) => {
    // Whatever was under way is about something else.
    worker?.terminate();
    worker = new Worker(new URL(`${root}assets/diagnose-worker.js`, document.baseURI), { type: 'module' });
    shown.replaceChildren();
    progress.value = 'Reading…';
    worker.addEventListener('message', ({ data }: MessageEvent<DiagnoseAnswer>) => {
      if (data.kind === 'progress')
        progress.value = `${data.percent} %, ${data.messages.toLocaleString('en')} messages`;
      else {
        progress.value = '';
        // The worker escapes whatever peers wrote.
        if (data.kind === 'done') shown.innerHTML = data.html;
        else shown.textContent = data.reason;
        shown.focus();
        worker?.terminate();
      }
    });
    worker.addEventListener('error', ({ message }) => {
      progress.value = `The diagnosis could not be loaded: ${message}`;
    });
    worker.postMessage(request);
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const chosen = [...(files.files ?? [])];
    if (chosen.length > 0) diagnose({ files: chosen });
    else if (pasted.value.trim() !== '') diagnose({ text: pasted.value });
    else progress.value = 'Choose a file, or paste a message.';
  });
  files.addEventListener('change', () => {
    if ((files.files?.length ?? 0) > 0) diagnose({ files: [...(files.files ?? [])] });
  });
  for (const name of ['dragenter', 'dragover'])
    document.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add('over');
    });
  for (const name of ['dragleave', 'drop']) document.addEventListener(name, () => form.classList.remove('over'));
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    const dropped = [...(event.dataTransfer?.files ?? [])];
    const text = event.dataTransfer?.getData('text') ?? '';
    if (dropped.length > 0) diagnose({ files: dropped });
    else if (text !== '') diagnose({ text });
  });
}
