/** The keys of the phone in a terminal: single ones, and lines that some of them ask for. */
import type { PhoneCommand } from './phone-command.ts';

/** What the keys mean depends on it: whether a call is up, one rings here, or neither. */
export type KeyContext = 'idle' | 'ringing' | 'talking';

export interface KeyListener {
  /** A command is complete. */
  onCommand(command: PhoneCommand): void;
  /** A line is being typed, or was: undefined when it is done. It is to be shown below all else. */
  onPrompt(text: string | undefined): void;
  context(): KeyContext;
}

interface Question {
  readonly label: string;
  /** undefined: what was typed makes no sense, or is not all yet. */
  readonly read: (typed: string) => PhoneCommand | Question | undefined;
}

const CTRL_C = '\x03';
const CTRL_D = '\x04';
const ESCAPE = '\x1b';
/** Longer lines are of no use to anybody. */
const LONGEST = 2_000;

const whom: Question = { label: 'call', read: (typed) => (typed === '' ? undefined : { do: 'call', target: typed }) };

const transferTo: Question = {
  label: 'transfer to (somebody, or #2 for call 2)',
  read: (typed) => {
    if (typed === '') return undefined;
    const call = /^#(\d{1,6})$/.exec(typed);
    return { do: 'transfer', to: call === null ? typed : Number(call[1]) };
  },
};

const messageTo: Question = {
  label: 'message to',
  read: (to) =>
    to === ''
      ? undefined
      : { label: `text to ${to}`, read: (text) => (text === '' ? undefined : { do: 'message', to, text }) },
};

const commands: Readonly<Record<string, PhoneCommand>> = {
  a: { do: 'answer' },
  r: { do: 'reject' },
  h: { do: 'hangup' },
  o: { do: 'hold', held: undefined },
  ' ': { do: 'hold', held: undefined },
  u: { do: 'mute', muted: undefined },
  n: { do: 'select' },
  l: { do: 'calls' },
  '?': { do: 'help' },
  q: { do: 'quit' },
  [CTRL_C]: { do: 'quit' },
  [CTRL_D]: { do: 'quit' },
};

const questions: Readonly<Record<string, Question>> = { c: whom, t: transferTo, m: messageTo };

/** For `?`. */
export const keyHelp = `  a  answer           c  call somebody        0-9 * #  digits of the call; else they begin a number
  r  reject           t  transfer the call    n        the next call
  h  hang up          m  send a message       l        list the calls
  o  hold, resume     u  mute, unmute         q        hang up, unregister and quit
     (space too)      Esc  forget what you were asked`;

/** Takes what a terminal sends in raw mode. */
export class KeyReader {
  readonly #listener: KeyListener;
  #question: Question | undefined;
  #typed = '';

  constructor(listener: KeyListener) {
    this.#listener = listener;
  }

  /** @param text as it came: one key, several that were typed fast, or a sequence of a special key */
  receive(text: string): void {
    // What arrows and function keys send, and the marks around what is pasted.
    const plain = text.replace(/\x1b(?:\[[\d;?]*[ -/]*[@-~]|O.)/g, '');
    for (const key of plain) this.#key(key);
  }

  #key(key: string): void {
    if (this.#question !== undefined) {
      this.#type(this.#question, key);
      return;
    }
    const lower = key.toLowerCase();
    if (/[\d*#+]/.test(key)) this.#digit(key);
    else if (Object.hasOwn(questions, lower)) this.#ask(questions[lower]);
    else if (Object.hasOwn(commands, lower)) this.#listener.onCommand(commands[lower]);
  }

  #digit(key: string): void {
    if (this.#listener.context() !== 'talking') this.#ask(whom, key);
    else if (key !== '+') this.#listener.onCommand({ do: 'digits', digits: key });
  }

  #ask(question: Question, typed = ''): void {
    this.#question = question;
    this.#typed = typed;
    this.#show();
  }

  #type(question: Question, key: string): void {
    switch (key) {
      case ESCAPE:
      case CTRL_C:
        this.#forget();
        return;
      case '\r':
      case '\n':
        this.#answer(question.read(this.#typed.trim()));
        return;
      case '\x7f':
      case '\b':
        this.#typed = this.#typed.replace(/.$/su, '');
        break;
      // Ctrl-U
      case '\x15':
        this.#typed = '';
        break;
      default:
        if (key >= ' ' && this.#typed.length < LONGEST) this.#typed += key;
    }
    this.#show();
  }

  #answer(next: PhoneCommand | Question | undefined): void {
    if (next !== undefined && 'label' in next) {
      this.#ask(next);
      return;
    }
    this.#forget();
    if (next !== undefined) this.#listener.onCommand(next);
  }

  #forget(): void {
    this.#question = undefined;
    this.#typed = '';
    this.#listener.onPrompt(undefined);
  }

  #show(): void {
    this.#listener.onPrompt(`${this.#question?.label ?? ''}: ${this.#typed}`);
  }
}
