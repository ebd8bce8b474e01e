/** The phone: a user agent with sound and manners; files, silence or the sound card; a report at the end of each call. */

export { type CallExplanation, explainOutcome } from './call-explanation.ts';
export { type CallOutcome, type CallReport, type SoundReport } from './call-report.ts';
export { type CallSound } from './call-sound.ts';
export { dialledUri } from './dialled-uri.ts';
export { formatCallReport } from './format-call-report.ts';
export { type DialOptions, Phone, type TextMessage } from './phone.ts';
export { PhoneCall } from './phone-call.ts';
export { type PhoneCallEvent } from './phone-call-event.ts';
export { defaultPhonePolicy, type PhoneOptions, type PhonePolicy } from './phone-options.ts';
export { openSoundCard, SoundCard, type SoundCardOptions } from './sound-card.ts';
export { findSoundTools, type SoundTools } from './sound-tools.ts';
