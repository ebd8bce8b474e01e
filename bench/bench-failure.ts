/** A run that must not be counted: the bench ends with this message. */
export class BenchFailure extends Error {}
