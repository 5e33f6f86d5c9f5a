/** Unix seconds of the year 1: what Go's zero time gives where the reference does not ask whether a time is set. */
const GO_ZERO_TIME = -62135596800;

/** Unix seconds of a time that the reference shows whether it is set or not. */
export function unixSeconds(time: number | undefined): number {
  return time ?? GO_ZERO_TIME;
}
