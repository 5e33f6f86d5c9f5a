/** Maximum size of the headers of a request or response, as Go's net/http has it; Node's default is 16 KiB. */
export const MAX_HEADER_BYTES = 1 << 20;
