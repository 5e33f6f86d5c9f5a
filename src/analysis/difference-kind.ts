/** Kind of a difference: only in the first side, only in the second, with another value, or more than once in one of them. */
export type DifferenceKind = 'missing' | 'extra' | 'different' | 'double';
