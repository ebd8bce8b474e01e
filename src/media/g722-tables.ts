/** The tables of G.722 (ITU-T G.722, tables 11, 14, 17, 19 and 20). */

/** What the two bands differ in. */
export interface BandTables {
  /** By code: what it adds to the logarithm of the step size (WL, WH). */
  readonly logMultiplier: Int16Array;
  /** The greatest logarithm of the step size, in 2^-11. */
  readonly greatestLog: number;
  /** By how much the inverse logarithm is shifted (SCALEL, SCALEH). */
  readonly shift: number;
  /** Of the step size at the beginning (Table 8). */
  readonly firstScale: number;
}

/** The quadrature mirror filter, the same for both directions (table 11). Symmetric. */
export const QMF = Int32Array.of(
  ...[3, -11, -11, 53, 12, -156, 32, 362, -210, -805, 951, 3876],
  ...[3876, 951, -805, -210, 362, 32, -156, 12, 53, -11, -11, 3],
);

/** Decision levels of the 60-level quantiser, from 1 (Q6). */
export const QUANTISER_6 = Int32Array.of(
  ...[0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650],
  ...[714, 786, 858, 940, 1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919],
);

/** Codes by level, from 1 to 30 (ILN, ILP). */
export const QUANTISER_6_NEGATIVE = Uint8Array.of(
  ...[0, 63, 62, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19],
  ...[18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4],
);
export const QUANTISER_6_POSITIVE = Uint8Array.from({ length: 31 }, (_, level) => (level === 0 ? 0 : 62 - level));

/** The decision level of the higher band's quantiser (Q2). */
export const QUANTISER_2_LEVEL = 564;

/** Quantised values by code, with 6, 4 and 2 bits (QQ6, QQ4, QQ2). */
export const INVERSE_QUANTISER_6 = Int32Array.of(
  ...[-136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576],
  ...[-7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040],
  ...[-728, 24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456],
  ...[4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136],
);
export const INVERSE_QUANTISER_4 = Int32Array.of(
  ...[0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0],
);
export const INVERSE_QUANTISER_2 = Int32Array.of(-7408, -1616, 7408, 1616);

/** 2^11 times the powers of two with exponents of n / 32 (ILB). */
export const INVERSE_LOG = Int32Array.of(
  ...[2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834],
  ...[2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008],
);

/** By magnitude, from the smallest (WL), and by its code of 4 bits (RIL4). */
const lowerMultiplier = [-60, -30, 58, 172, 334, 538, 1198, 3042];
const magnitudeOfCode = [0, 7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 0];

export const LOWER_BAND: BandTables = {
  logMultiplier: Int16Array.from(magnitudeOfCode, (magnitude) => lowerMultiplier[magnitude]),
  greatestLog: 18_432,
  shift: 8,
  firstScale: 32,
};

export const HIGHER_BAND: BandTables = {
  logMultiplier: Int16Array.of(798, -214, 798, -214),
  greatestLog: 22_528,
  shift: 10,
  firstScale: 8,
};
