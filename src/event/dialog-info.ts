/** Bodies of the dialog package: application/dialog-info+xml (RFC 4235 4). Texts are ordinary Unicode strings. */

import { Failure } from '../message/index.ts';
import { type DocumentState, documentStates } from './document-version.ts';
import { checkExtensions, extensionsIn, parseRoot } from './extensions.ts';
import { checkWhole, checkWord, parseWhole, parseWord, present, unwritable } from './values.ts';
import { buildElement, type XmlElement } from './xml-element.ts';
import { formatXml } from './write-xml.ts';

/** The media type of the bodies, for Content-Type and Accept. */
export const DIALOG_INFO_TYPE = 'application/dialog-info+xml';
const NAMESPACE = 'urn:ietf:params:xml:ns:dialog-info';

/** The states of a dialog (RFC 4235 3.7.1), from none to established and over. */
export const dialogInfoStates = ['trying', 'proceeding', 'early', 'confirmed', 'terminated'] as const;
/** One of `dialogInfoStates`. */
export type DialogInfoState = (typeof dialogInfoStates)[number];

/** What brought a dialog into its state (RFC 4235 4.1.2). */
export const dialogInfoEvents = [
  'cancelled',
  'rejected',
  'replaced',
  'local-bye',
  'remote-bye',
  'error',
  'timeout',
] as const;
/** One of `dialogInfoEvents`. */
export type DialogInfoEvent = (typeof dialogInfoEvents)[number];

const directions = ['initiator', 'recipient'] as const;

/** A document: the dialogs of a user, or those that have changed. */
export interface DialogInfo {
  /** The URI of the user; '' where a peer left it out. */
  readonly entity: string;
  /** Counts the documents of a subscription, by one. */
  readonly version: number;
  readonly state: DocumentState;
  readonly dialogs: readonly DialogInfoEntry[];
}

/** One dialog, or the part of one that the INVITE has made so far (RFC 4235 4.1.1). */
export interface DialogInfoEntry {
  /** Of the notifier's own making; not the dialog ID of RFC 3261. */
  readonly id: string;
  readonly callId?: string;
  /** Of the user whose dialogs these are. */
  readonly localTag?: string;
  readonly remoteTag?: string;
  /** Who sent the INVITE: that user (`initiator`), or the other one. */
  readonly direction?: (typeof directions)[number];
  readonly state: DialogInfoState;
  readonly event?: DialogInfoEvent;
  /** Of the response that brought the dialog into its state. */
  readonly code?: number;
  /** s since the INVITE. */
  readonly duration?: number;
  /** The dialog that this one took the place of. */
  readonly replaces?: ReplacedDialog;
  readonly referredBy?: DialogIdentity;
  readonly local?: DialogParticipant;
  readonly remote?: DialogParticipant;
  /** Elements of other namespaces, as those of shared appearances (RFC 7463). */
  readonly extensions?: readonly XmlElement[];
}

/** The dialog that one took the place of, by Replaces (RFC 4235 4.1.4). */
export interface ReplacedDialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
}

/** A URI and the name that goes with it. */
export interface DialogIdentity {
  readonly uri: string;
  readonly displayName?: string;
}

/** One side of a dialog (RFC 4235 4.1.6). */
export interface DialogParticipant {
  /** Who it is: the address-of-record. */
  readonly identity?: DialogIdentity;
  /** Where it is: the Contact. */
  readonly target?: DialogTarget;
}

/** Where a side of a dialog is reached, and what its Contact says of it (RFC 4235 4.1.6). */
export interface DialogTarget {
  readonly uri: string;
  /** Of the Contact, as `+sip.rendering` (RFC 4235 5.2); also `x-line-id` and `appearance` of shared lines. */
  readonly params: readonly DialogTargetParam[];
}

/** A parameter of a Contact; one without a value has `true` or ''. */
export interface DialogTargetParam {
  readonly name: string;
  readonly value: string;
}

/**
 * Reads a document. What can't be understood and is not needed is left out; unknown elements of the format are ignored,
 * route sets, session descriptions and CSeq numbers among them.
 * @param text an ordinary string: `decodeXml` makes one of a body
 * @returns a failure for what is no dialog-info, has no version or state, or a dialog without id or state
 */
export function parseDialogInfo(text: string): DialogInfo | Failure {
  const root = parseRoot(text, NAMESPACE, 'dialog-info');
  if (root instanceof Failure) return root;
  const version = parseWhole(root.attribute('version'));
  if (version === undefined) return new Failure(root.offset, 'a version was expected in dialog-info');
  const state = parseWord(root.attribute('state'), documentStates);
  if (state === undefined) return new Failure(root.offset, 'full or partial was expected in dialog-info');
  const dialogs: DialogInfoEntry[] = [];
  for (const element of root.children('dialog')) {
    const dialog = readDialog(element);
    if (dialog instanceof Failure) return dialog;
    dialogs.push(dialog);
  }
  return { entity: root.attribute('entity') ?? '', version, state, dialogs };
}

function readDialog(element: XmlElement): DialogInfoEntry | Failure {
  const id = element.attribute('id');
  if (id === undefined || id === '') return new Failure(element.offset, 'an id was expected in dialog');
  const stateElement = element.child('state');
  const state = parseWord(stateElement?.text, dialogInfoStates);
  if (state === undefined) return new Failure((stateElement ?? element).offset, 'a state was expected in dialog');
  const code = parseWhole(stateElement?.attribute('code'));
  return present<DialogInfoEntry>({
    id,
    callId: element.attribute('call-id'),
    localTag: element.attribute('local-tag'),
    remoteTag: element.attribute('remote-tag'),
    direction: parseWord(element.attribute('direction'), directions),
    state,
    event: parseWord(stateElement?.attribute('event'), dialogInfoEvents),
    code: code !== undefined && isCode(code) ? code : undefined,
    duration: parseWhole(element.child('duration')?.text),
    replaces: readReplaces(element.child('replaces')),
    referredBy: readIdentity(element.child('referred-by')),
    local: readParticipant(element.child('local')),
    remote: readParticipant(element.child('remote')),
    extensions: extensionsIn(element, NAMESPACE),
  });
}

function readReplaces(element: XmlElement | undefined): ReplacedDialog | undefined {
  const callId = element?.attribute('call-id');
  const localTag = element?.attribute('local-tag');
  const remoteTag = element?.attribute('remote-tag');
  if (callId === undefined || localTag === undefined || remoteTag === undefined) return undefined;
  return { callId, localTag, remoteTag };
}

function readIdentity(element: XmlElement | undefined): DialogIdentity | undefined {
  if (element === undefined || element.text === '') return undefined;
  return present({ uri: element.text, displayName: element.attribute('display') });
}

function readParticipant(element: XmlElement | undefined): DialogParticipant | undefined {
  if (element === undefined) return undefined;
  const target = element.child('target');
  const uri = target?.attribute('uri');
  const params = target?.children('param').map((param) => ({
    name: param.attribute('pname') ?? '',
    // `pvalue` stands in earlier drafts.
    value: param.attribute('pval') ?? param.attribute('pvalue') ?? '',
  }));
  return present({
    identity: readIdentity(element.child('identity')),
    target:
      uri === undefined || uri === '' ? undefined : { uri, params: params?.filter(({ name }) => name !== '') ?? [] },
  });
}

function isCode(code: number): boolean {
  return code >= 100 && code <= 699;
}

/**
 * Writes a document.
 * @returns an ordinary string, to be sent as `encodeUtf8` writes it
 * @throws SipError SIP_EVENT_BODY for what the format does not have: no entity, two dialogs of one id, a number that is none
 */
export function formatDialogInfo({ entity, version, state, dialogs }: DialogInfo): string {
  if (entity === '') throw unwritable('dialog-info without an entity', '4235 4.1');
  if (new Set(dialogs.map(({ id }) => id)).size < dialogs.length)
    throw unwritable('two dialogs with the same id', '4235 4.1.1');
  const attributes = {
    version: checkWhole(version, '4235 4.1'),
    state: checkWord(state, documentStates, '4235 4.1'),
    entity,
  };
  return formatXml(buildElement(NAMESPACE, 'dialog-info', attributes, dialogs.map(buildDialog)));
}

function buildDialog(dialog: DialogInfoEntry): XmlElement {
  const { id, callId, direction, state, event, code, duration, replaces, referredBy, local, remote } = dialog;
  if (id === '') throw unwritable('a dialog without an id', '4235 4.1.1');
  if (code !== undefined && !(Number.isInteger(code) && isCode(code)))
    throw unwritable(`${code} is no response code`, '4235 4.1.2');
  const attributes = {
    id,
    'call-id': callId,
    'local-tag': dialog.localTag,
    'remote-tag': dialog.remoteTag,
    direction: direction === undefined ? undefined : checkWord(direction, directions, '4235 4.1.1'),
  };
  const stateAttributes = {
    event: event === undefined ? undefined : checkWord(event, dialogInfoEvents, '4235 4.1.2'),
    code,
  };
  const seconds = checkWhole(duration, '4235 4.1.3');
  return buildElement(NAMESPACE, 'dialog', attributes, [
    buildElement(NAMESPACE, 'state', stateAttributes, [checkWord(state, dialogInfoStates, '4235 4.1.2')]),
    seconds === undefined ? undefined : buildElement(NAMESPACE, 'duration', {}, [String(seconds)]),
    replaces === undefined ? undefined : buildReplaces(replaces),
    buildIdentity('referred-by', referredBy),
    buildParticipant('local', local),
    buildParticipant('remote', remote),
    ...checkExtensions(dialog.extensions, NAMESPACE, '4235 4.4'),
  ]);
}

function buildReplaces({ callId, localTag, remoteTag }: ReplacedDialog): XmlElement {
  return buildElement(NAMESPACE, 'replaces', { 'call-id': callId, 'local-tag': localTag, 'remote-tag': remoteTag });
}

function buildIdentity(name: string, identity: DialogIdentity | undefined): XmlElement | undefined {
  if (identity === undefined) return undefined;
  return buildElement(NAMESPACE, name, { display: identity.displayName }, [identity.uri]);
}

function buildParticipant(name: string, participant: DialogParticipant | undefined): XmlElement | undefined {
  if (participant === undefined) return undefined;
  const { identity, target } = participant;
  const params = target?.params.map(({ name: pname, value: pval }) =>
    buildElement(NAMESPACE, 'param', { pname, pval }),
  );
  return buildElement(NAMESPACE, name, {}, [
    buildIdentity('identity', identity),
    target === undefined ? undefined : buildElement(NAMESPACE, 'target', { uri: target.uri }, params),
  ]);
}
