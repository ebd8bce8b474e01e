/**
 * Reads one SIP message and explains it: what each part says, and what is wrong with it, where, and which response it
 * deserves. In a clone:  npx node examples/parse.ts message.txt
 *
 * A program of your own imports from 'sipwright' instead of '../src/index.ts'.
 */
import { readFileSync } from 'node:fs';
import { type Defect, describeDefect, indexMessage, Request, validateRequest, validateResponse } from '../src/index.ts';

const [file = '-'] = process.argv.slice(2);
// One character per byte, so that offsets are those of the wire.
const written = readFileSync(file === '-' ? 0 : file, 'latin1');
// Editors end lines with LF; on the wire it is CR LF.
const text = written.includes('\r') ? written : written.replaceAll('\n', '\r\n');

const message = indexMessage(text);
if (message === undefined) {
  console.log('This is no SIP message: a server drops it without an answer.');
  process.exitCode = 1;
} else {
  const isRequest = message instanceof Request;
  console.log(
    isRequest ? `request   ${message.method} ${message.uriText}` : `response  ${message.status} ${message.reason}`,
  );
  const defect = isRequest ? validateRequest(message) : validateResponse(message);
  if (defect === undefined) {
    console.log(`from      ${message.from.uri.text}  tag ${message.from.tag || '(none)'}`);
    console.log(`to        ${message.to.uri.text}  tag ${message.to.tag || '(none)'}`);
    console.log(
      `sent by   ${message.via.host}${message.via.port === 0 ? '' : `:${message.via.port}`} over ${message.via.transport}`,
    );
    console.log(`body      ${message.bodyEnd - message.bodyStart} bytes`);
    console.log('It is well formed.');
  } else {
    explain(defect);
    process.exitCode = 1;
  }
}

/** The line at fault with a mark below the place; what is missing stands in no line. */
function explain(defect: Defect): void {
  const start = text.lastIndexOf('\n', defect.offset - 1) + 1;
  const line = text.slice(start).split('\r\n', 1)[0];
  if (line !== '') console.log(`\n    ${line}\n    ${' '.repeat(defect.offset - start)}^`);
  console.log(describeDefect(defect));
  console.log(message instanceof Request ? `A server answers ${defect.status}.` : 'A response like this is dropped.');
}
