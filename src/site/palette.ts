/** The colours, for light and for dark surroundings; a test holds them to the contrast that WCAG AA asks for. */

export interface Palette {
  readonly paper: string;
  /** Behind boxes that stand out a little. */
  readonly card: string;
  readonly ink: string;
  /** Less important text. */
  readonly soft: string;
  readonly line: string;
  /** The edge of a field. */
  readonly edge: string;
  readonly link: string;
  /** Behind the hint of a comparison. */
  readonly hint: string;
  /** Behind the note on a part of a message. */
  readonly tip: string;
  /** Of the classes of codes, 1xx to 7xx. */
  readonly c1: string;
  readonly c2: string;
  readonly c3: string;
  readonly c4: string;
  readonly c5: string;
  readonly c6: string;
  readonly c7: string;
}

export const light: Palette = {
  paper: '#fdfdfc',
  card: '#f4f4f1',
  ink: '#1d2125',
  soft: '#59616a',
  line: '#dcdfe2',
  edge: '#858d96',
  link: '#0b4f8a',
  hint: '#fdf4d8',
  tip: '#ffffff',
  c1: '#17657c',
  c2: '#1b6b3a',
  c3: '#5546b0',
  c4: '#9a4600',
  c5: '#b0231b',
  c6: '#8b2470',
  c7: '#565e67',
};

export const dark: Palette = {
  paper: '#14171a',
  card: '#1c2024',
  ink: '#e3e5e7',
  soft: '#a4acb4',
  line: '#30363c',
  edge: '#7c858e',
  link: '#86bdf5',
  hint: '#2b2713',
  tip: '#262b30',
  c1: '#7cc5de',
  c2: '#7fd39c',
  c3: '#b5aaf6',
  c4: '#f0aa6c',
  c5: '#ff9d94',
  c6: '#f09cd9',
  c7: '#a9b1b9',
};
