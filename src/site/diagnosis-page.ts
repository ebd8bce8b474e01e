/** A diagnosis as one page that needs nothing else: style, ladder and messages are in it, and no script. */

import { type DiagnosisJson } from '../explain/index.ts';
import { diagnosisView } from './diagnosis-view.ts';
import { diagnosisStyle } from './diagnosis-style.ts';
import { html, rawHtml } from './html.ts';
import { styleSheet } from './style.ts';

/** The text of the page; what peers wrote is escaped, and its secrets are masked in the JSON already. */
export function diagnosisPage(diagnosis: DiagnosisJson): string {
  const name = diagnosis.inputs.map((input) => input.name).join(', ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Diagnosis of ${name}</title>
<style>${rawHtml(styleSheet + diagnosisStyle)}</style>
</head>
<body>
<main>${diagnosisView(diagnosis)}</main>
</body>
</html>
`.text;
}
