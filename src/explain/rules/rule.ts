/** The shape of a rule: what it looks for in what was seen, and what it then has to say. */

import { type Case } from '../case/case.ts';
import { type Step } from '../case/step.ts';
import { type Surroundings } from '../case/surroundings.ts';

/** What a rule is about; the folders of `rules/`, in the order in which the docs list them. */
export const families = [
  'authentication',
  'registration',
  'routing',
  'identity',
  'set-up',
  'drop',
  'transport',
  'media',
  'hostile',
] as const;
/** One of `families`. */
export type Family = (typeof families)[number];

/**
 * - `failure`: something that somebody wanted did not happen, and this is why.
 * - `warning`: it happened, and will not always; or it hurts, as loss does.
 * - `note`: worth knowing, nothing to mend by itself.
 */
export type Severity = (typeof severities)[number];
/** The gravest first. */
export const severities = ['failure', 'warning', 'note'] as const;

/** How sure a finding is: `certain` where the capture shows it, `likely` where it fits and little else does, `possible`. */
export type Certainty = (typeof certainties)[number];
/** The surest first. */
export const certainties = ['certain', 'likely', 'possible'] as const;

/** A message or packet that shows it. */
export interface Evidence {
  /** Where it is a message. */
  readonly step?: Step;
  /** Its frame; 0 where it is not one frame. */
  readonly frame: number;
  /** What to see there, in a few words: `the nonce of frame 4, and another response`. */
  readonly note: string;
}

/** What a rule found, told of this very case. */
export interface Found {
  readonly certainty: Certainty;
  /** One to three sentences with names, addresses, numbers: what happened. It may be made where it is read. */
  readonly summary: string;
  /** In order of the capture; the first is where to look first. */
  readonly evidence: readonly Evidence[];
  /** Why, where this case tells more than the rule. */
  readonly cause?: string;
  /** What to do, where this case tells more than the rule; each step is a sentence. */
  readonly fix?: readonly string[];
  /** Where they are not those of the rule. */
  readonly severity?: Severity;
  readonly explains?: readonly string[];
  /** Of a rule over the capture: the address that it is about. What the requests of this address alone met with follows from it. */
  readonly about?: string;
  /** Lines to lay side by side, as the two SDPs of a 488. */
  readonly comparison?: SideBySide;
}

/** Two texts line by line; an empty cell has no counterpart. */
export interface SideBySide {
  readonly left: string;
  readonly right: string;
  readonly rows: readonly SideBySideRow[];
}

/** One line of both; `differs` where that is what matters. */
export interface SideBySideRow {
  readonly left: string;
  readonly right: string;
  readonly differs: boolean;
}

interface RuleText {
  /** Stable, kebab-case, unique: `wrong-password`. */
  readonly id: string;
  readonly family: Family;
  /** A sentence without a full stop, as a heading: `The password is wrong`. */
  readonly title: string;
  /** Of what it finds, unless the case tells otherwise. */
  readonly severity: Severity;
  /** How one recognises it, for the page of the finding: two to five sentences. */
  readonly meaning: string;
  /** Why it happens. */
  readonly cause: string;
  /** What to do, in order; each step is a sentence. Who does it is said where it is not obvious. */
  readonly fix: readonly string[];
  /** RFC and section, the first is the one that matters most: `3261 22.2`. */
  readonly rfc: readonly string[];
  /** Findings that follow from this one: where both are found, this one is the cause, and stands above them. */
  readonly explains?: readonly string[];
  /** Said only where nothing particular explains it. */
  readonly general?: true;
}

/** A rule over one call, registration, … with all its legs. */
export interface CaseRule extends RuleText {
  readonly scope: 'case';
  /** Asked also of such cases in which nothing went wrong on the surface (`isPlain`): sound that does not arrive, a contact that was pushed out. */
  readonly evenIfPlain?: 'call' | 'registration' | 'any';
  /** @returns what it found, mostly nothing; never throws, whatever the messages are */
  readonly check: (subject: Case) => Found | undefined;
}

/** A rule over the whole capture: scanners, floods, what no single call shows. */
export interface CaptureRule extends RuleText {
  readonly scope: 'capture';
  readonly check: (surroundings: Surroundings) => readonly Found[];
}

/** A rule of either scope. */
export type Rule = CaseRule | CaptureRule;

/** Evidence of a message. */
export function seenIn(step: Step, note: string): Evidence {
  return { step, frame: step.frame, note };
}
