import type { Clock } from '../base/clock.ts';
import type { ApiRequest, ApiResponse, ApiWrite, Transport } from '../model/transport.ts';

/** Refusals that are not of one resource when everything is met with them, as when authentication is down. */
const REFUSED: ReadonlySet<number> = new Set([401, 403]);

/**
 * A transport that knows when the API server last answered anything to go by. 5xx is what it, or a proxy, says when it
 * cannot answer.
 */
export class Contact implements Transport {
  private readonly transport: Transport;
  private readonly clock: Clock;
  /** When that was, by the clock; what is refused does not count. */
  answeredAt = Number.NEGATIVE_INFINITY;

  constructor(transport: Transport, clock: Clock) {
    this.transport = transport;
    this.clock = clock;
  }

  get(request: ApiRequest): Promise<ApiResponse> {
    return this.note(this.transport.get(request));
  }

  send(request: ApiWrite): Promise<ApiResponse> {
    return this.note(this.transport.send(request));
  }

  private async note(response: Promise<ApiResponse>): Promise<ApiResponse> {
    const answer = await response;
    if (answer.status < 500 && !REFUSED.has(answer.status)) this.answeredAt = this.clock.now();
    return answer;
  }
}
